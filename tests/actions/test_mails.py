"""What leaves by mail, and what becomes of what does not: real SMTP, real databases."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from mailing import bo_answers, bo_joins, kinds, link, opens, works
from mostrador.gateways.post import LONGEST
from mostrador.worker import LEASE
from services.mail_server import MailServer, mail_server, text
from shopping import MESSAGE, Counter, Shopper


@pytest.fixture
def post() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def counter(migrated_url: str, tmp_path: Path, post: MailServer) -> Iterator[Counter]:
    counter = Counter(migrated_url, tmp_path, smtp_port=post.port)
    bo_joins(counter)
    yield counter
    counter.closes()


@pytest.fixture
def ana(counter: Counter) -> Shopper:
    return counter.shopper("ana")


def test_a_receipt_says_the_code_and_nothing_that_anybody_typed(counter: Counter, post: MailServer, ana: Shopper):
    opened = ana.sends()
    works(counter)
    [mail] = post.taken
    assert opened.code in mail["Subject"]
    assert mail["Auto-Submitted"] == "auto-replied"
    everything = mail.as_string() + text(mail)
    assert "Ana" not in everything.replace("ana@example.com", "")
    assert "taza" not in everything
    assert "/c/" not in everything


def test_an_answer_reaches_the_customer_with_its_code_and_a_link(counter: Counter, post: MailServer, ana: Shopper):
    opened = ana.sends()
    bo_answers(counter, opened.conversation, "¡Hola! Te mandamos otra mañana.")
    works(counter)
    mail = post.answers()[-1]
    assert mail["To"] == "ana@example.com"
    assert opened.code in mail["Subject"]
    assert mail["From"].addresses[0].display_name == "Loza"
    assert mail["Reply-To"].addresses[0].addr_spec == counter.settings.mail_from
    assert mail["References"] == f"<{opened.conversation}@localhost.localdomain>"
    assert "Te mandamos otra mañana." in text(post.answers()[-1])
    assert "Bo Lind" in text(post.answers()[-1])
    assert text(post.answers()[-1]).startswith("Para contestar, usa el botón")
    assert kinds(counter, opened.conversation)[-1] == "mailed"


def test_what_ana_wrote_is_quoted_only_once_her_address_is_proven(counter: Counter, post: MailServer, ana: Shopper):
    opened = ana.sends()
    bo_answers(counter, opened.conversation, "¿De qué color?")
    works(counter)
    assert MESSAGE not in text(post.answers()[-1])
    opens(counter, link(post))
    bo_answers(counter, opened.conversation, "¿Azul?", key="answer-2")
    works(counter)
    assert f"> {MESSAGE}" in text(post.answers()[-1])


def test_a_server_that_is_down_delays_the_mail_and_its_message_id_stays(
    counter: Counter, post: MailServer, ana: Shopper
):
    opened = ana.sends()
    works(counter)
    bo_answers(counter, opened.conversation, "¿De qué color?")
    post.answer = "451 Try again"
    works(counter)
    assert "mailed" not in kinds(counter, opened.conversation)[4:]
    post.answer = None
    counter.moves(timedelta(minutes=1))
    works(counter)
    [mail] = post.answers()
    assert mail["Message-ID"].startswith("<due_")


def test_a_mail_server_that_takes_all_day_over_one_mail_does_not_keep_it_beyond_the_lease(
    counter: Counter, post: MailServer, ana: Shopper, monkeypatch: pytest.MonkeyPatch
):
    async def takes_all_day(_mail: EmailMessage) -> None:
        await asyncio.Event().wait()

    assert timedelta(seconds=LONGEST) < LEASE
    monkeypatch.setattr("mostrador.gateways.post.LONGEST", 0.5)
    post.meanwhile = takes_all_day
    opened = ana.sends()
    works(counter)
    assert "mailed" not in kinds(counter, opened.conversation)
    post.meanwhile = None
    counter.moves(timedelta(minutes=1))
    works(counter)
    assert len(post.taken) == 1


def test_an_address_that_takes_no_mail_becomes_an_event_for_the_agent(counter: Counter, post: MailServer, ana: Shopper):
    post.answer = "550 No such user"
    opened = ana.sends()
    works(counter)
    assert kinds(counter, opened.conversation)[-1] == "mail_failed"
    post.answer = None
    counter.moves(timedelta(days=2))
    ana = counter.shopper("ana")
    ana.sends(message="Otra consulta, de otro día y sobre otra cosa.")
    works(counter)
    assert post.taken == []  # nothing automatic to an address that bounced
