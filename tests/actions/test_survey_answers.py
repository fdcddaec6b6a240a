"""What becomes of an answer to a survey: held, counted, heard. Real SMTP, both databases."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailing import bo_answers, bo_joins, opens, reads, works
from mailing import link as mail_link
from mostrador.errors import Conflict, NotFound
from mostrador.storage import sweeping
from mostrador.storage.schema import conversation, survey_answer, survey_rollup
from services.mail_server import MailServer, mail_server, text
from shopping import Counter
from surveyors import (
    ANA,
    asks,
    confirms,
    counted,
    counted_by_span,
    delivers,
    funnel,
    link,
    rows,
    stored,
)

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
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
    [day] = {row.day for row in counter.run(rows(desk, survey_rollup, span="day"))}
    spans = {("day", day), ("month", f"{day[:7]}-01"), ("year", f"{day[:4]}-01-01")}
    assert counter.run(counted_by_span(desk)) == {
        (*span, question, score): 1 for span in spans for question, score in (("qst_score", 9), ("qst_why", 0))
    }
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


def test_half_an_answer_counts_after_half_an_hour(counter: Counter, post: MailServer):
    desk = counter.desk
    counter.run(asks(desk, counter.shop))
    counter.run(delivers(desk, counter.shop))
    works(counter)
    counter.run(confirms(desk, link(post), score=8, finished=False))
    counter.moves(timedelta(minutes=29))
    works(counter)
    assert counter.run(stored(desk)) == []
    counter.run(confirms(desk, link(post), score=8, why="Mejor caja.", finished=False))
    counter.moves(timedelta(minutes=2))
    works(counter)
    assert counter.run(stored(desk)) == []  # something was said since: half an hour begins again
    counter.moves(timedelta(minutes=29))
    works(counter)
    assert counter.run(stored(desk)) == [("qst_score", 8, None), ("qst_why", None, "Mejor caja.")]
    assert counter.run(funnel(desk)) == (1, 1, 1, 0)


def test_two_who_answer_differently_within_seconds_are_a_scanner_and_nobody_counts(counter: Counter, post: MailServer):
    desk = counter.desk
    counter.run(asks(desk, counter.shop))
    counter.run(delivers(desk, counter.shop))
    works(counter)
    counter.run(confirms(desk, link(post), score=0, key="scanner-000"))
    for score in range(1, 11):
        counter.moves(timedelta(seconds=1))
        with pytest.raises(Conflict) as refused:
            counter.run(confirms(desk, link(post), score=score, key=f"scanner-{score:03}"))
        assert refused.value.code == "answer_doubted"
    counter.moves(timedelta(hours=1))
    works(counter)
    assert counter.run(stored(desk)) == []
    assert counter.run(rows(desk, conversation)) == []
    counter.run(confirms(desk, link(post), score=9, key="visit-of-ana"))
    counter.moves(HELD)
    works(counter)
    assert counter.run(stored(desk)) == [("qst_score", 9, None)]


def test_a_late_second_try_of_the_same_visit_hears_the_same_and_another_one_that_it_is_over(
    counter: Counter, post: MailServer
):
    desk = counter.desk
    counter.run(asks(desk, counter.shop))
    counter.run(delivers(desk, counter.shop))
    works(counter)
    counter.run(confirms(desk, link(post), score=9))
    counter.moves(HELD)
    works(counter)
    counter.run(confirms(desk, link(post), score=9))
    with pytest.raises(NotFound):
        counter.run(confirms(desk, link(post), score=2, key="visit-0002"))
    works(counter)
    assert counter.run(stored(desk)) == [("qst_score", 9, None)]
    assert counter.run(counted(desk)) == {("qst_score", 9): 1}


def test_r4_an_answer_sent_five_times_at_once_is_one_answer_and_one_conversation(counter: Counter, post: MailServer):
    desk = counter.desk
    counter.run(asks(desk, counter.shop))
    counter.run(delivers(desk, counter.shop))
    works(counter)
    token = link(post)

    async def at_once() -> None:
        await asyncio.gather(*(confirms(desk, token, score=1) for _ in range(5)))

    counter.run(at_once())
    counter.moves(HELD)
    works(counter)
    assert counter.run(counted(desk)) == {("qst_score", 1): 1}
    assert len(counter.run(rows(desk, conversation))) == 1


def test_the_conversation_of_an_unhappy_answer_can_be_erased_and_the_answer_stays(counter: Counter, post: MailServer):
    desk = counter.desk
    counter.run(asks(desk, counter.shop))
    counter.run(delivers(desk, counter.shop))
    works(counter)
    counter.run(confirms(desk, link(post), score=3))
    counter.moves(HELD)
    works(counter)
    [opened] = counter.run(rows(desk, conversation))
    counter.run(desk.db.write(lambda tx: sweeping.erase(tx, counter.shop, opened.id)))
    assert counter.run(rows(desk, conversation)) == []
    assert counter.run(stored(desk)) == [("qst_score", 3, None)]


def test_bo_writes_back_to_an_unhappy_ana_and_she_reads_it_behind_the_link(counter: Counter, post: MailServer):
    desk = counter.desk
    bo_joins(counter)
    counter.run(asks(desk, counter.shop))
    counter.run(delivers(desk, counter.shop))
    works(counter)
    counter.run(confirms(desk, link(post), score=3, why="La taza llegó rota."))
    counter.moves(HELD)
    works(counter)
    [opened] = counter.run(rows(desk, conversation))
    bo_answers(counter, opened.id, "Te mandamos otra mañana.")
    works(counter)
    said = reads(counter, opens(counter, mail_link(post)))
    assert [(each.kind, each.agent) for each in said] == [("survey", None), ("message", "Bo Lind")]
    assert "La taza llegó rota." in said[0].text
