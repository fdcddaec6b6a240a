"""Asking by mail after a delivery, and what becomes of the answer: real SMTP, both databases."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mailing import works
from mostrador.storage.schema import conversation, survey_answer
from services.mail_server import MailServer, mail_server, text
from shopping import Counter
from surveyors import ANA, asks, confirms, counted, delivers, funnel, link, rows, stored

HELD = timedelta(seconds=16)


@pytest.fixture
def post() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def counter(migrated_url: str, tmp_path: Path, post: MailServer) -> Iterator[Counter]:
    counter = Counter(migrated_url, tmp_path, smtp_port=post.port)
    yield counter
    counter.closes()


def test_after_a_delivery_ana_is_asked_answers_and_is_counted_once(counter: Counter, post: MailServer):
    desk = counter.desk
    counter.run(asks(desk, counter.shop))
    counter.run(delivers(desk, counter.shop))
    works(counter)
    [mail] = post.taken
    assert mail["To"] == ANA
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "¿Nos recomendarías?" in text(mail)
    counter.run(confirms(desk, link(post), score=9, why="Llegó pronto."))
    assert counter.run(stored(desk)) == []  # held, until nobody can be a scanner any more
    counter.moves(HELD)
    works(counter)
    assert counter.run(stored(desk)) == [("qst_score", 9, None), ("qst_why", None, "Llegó pronto.")]
    assert counter.run(counted(desk)) == {("qst_score", 9): 1, ("qst_why", 0): 1}
    assert counter.run(counted(desk, "product", "TAZA-AZUL"))[("qst_score", 9)] == 1
    assert counter.run(counted(desk, "country", "ES"))[("qst_score", 9)] == 1
    assert counter.run(funnel(desk)) == (1, 1, 1, 1)
    assert counter.run(rows(desk, conversation)) == []


def test_an_unhappy_answer_opens_a_conversation_for_the_right_department(counter: Counter, post: MailServer):
    desk = counter.desk
    care = next(each.department for each in counter.run(desk.shop(counter.shop)).topics if each.department)
    counter.run(asks(desk, counter.shop, department=care))
    counter.run(delivers(desk, counter.shop))
    works(counter)
    counter.run(confirms(desk, link(post), score=3, why="La taza llegó rota."))
    counter.moves(HELD)
    works(counter)
    [opened] = counter.run(rows(desk, conversation))
    assert (opened.channel, opened.department_id, opened.folder) == ("survey", care, "open")
    assert (opened.contact_email, opened.contact_name, opened.order_number) == (ANA, "Ana Ruiz", "1042")
    assert "La taza llegó rota." in opened.preview
    assert opened.waiting_since is not None
    [first, _] = counter.run(rows(desk, survey_answer))
    assert first.department_id is None  # who talked with her before she answered: nobody
