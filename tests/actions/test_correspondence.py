"""What leaves by mail, and what the customer reads behind the link: real SMTP, real databases."""

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from mostrador.actions import correspondence, visitors
from mostrador.actions.correspondence import Reader, Said
from mostrador.domain import conversation as talk
from mostrador.domain import proof
from mostrador.domain.conversation import Conversation
from mostrador.domain.speaker import Speaker
from mostrador.errors import NotFound, Refusal, TokenSpent, Unauthenticated
from mostrador.storage import conversations, customers, due, members
from mostrador.worker import Worker
from services.mail_server import MailServer, mail_server
from shopping import MESSAGE, Counter, Shopper

BO = "agt_bobobobobobobobo"


@pytest.fixture
def post() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def counter(migrated_url: str, tmp_path: Path, post: MailServer) -> Iterator[Counter]:
    counter = Counter(migrated_url, tmp_path, smtp_port=post.port)
    now = counter.clock.now()
    counter.run(
        counter.desk.db.write(
            lambda tx: members.add_agent(
                tx, BO, email="bo@loza.example.com", name="Bo Lind", language="es", password_hash=None, at=now
            )
        )
    )
    yield counter
    counter.closes()


@pytest.fixture
def ana(counter: Counter) -> Shopper:
    return counter.shopper("ana")


def bo_answers(counter: Counter, conversation: str, text: str, key: str = "answer-1") -> int:
    """Bo's answer as it stands once it is no longer held: an event, and a mail that is due."""
    now, row = counter.clock.now(), counter.desk.new("due")
    bo = Speaker(counter.shop, "agent", BO, "Bo Lind")

    def work(tx: Connection) -> int:
        current = conversations.lock(tx, counter.shop, conversation)
        assert current is not None
        events = talk.say(current, bo, text, at=now, key=key)
        conversations.append(tx, current, events)
        due.add(tx, due.Due(row, counter.shop, "mail", conversation, now, {"seq": events[-1].seq}), at=now)
        return events[-1].seq

    return counter.run(counter.desk.db.write(work))


def works(counter: Counter) -> None:
    """The worker does all that is due now."""

    async def rounds() -> None:
        while await Worker(counter.desk).round():
            pass

    counter.run(rounds())


def link(post: MailServer) -> str:
    found = re.search(r"/c/#(\S+)", post.text())
    assert found, "the mail holds no link"
    return found[1]


def kinds(counter: Counter, conversation: str) -> list[str]:
    events = counter.run(
        counter.desk.db.read(
            lambda tx: conversations.events_after(tx, counter.shop, conversation, 0, conversations.AGENTS)
        )
    )
    return [event.kind for event in events]


def opens(counter: Counter, token: str) -> Reader:
    return counter.run(correspondence.open_link(counter.desk, token))[0]


def reads(counter: Counter, reader: Reader) -> list[Said]:
    return counter.run(correspondence.read(counter.desk, reader, 0))


def paid(counter: Counter, reader: Reader) -> dict[str, str]:
    issued = counter.run(correspondence.open_token(counter.desk, reader, "192.0.2.1", None))
    return {"token": issued.token, "proof": proof.solve(counter.desk.keyring.proof, issued.challenge)}


def writes(counter: Counter, reader: Reader, text: str, **means: Any) -> int:
    sent = correspondence.Sent(key=means.pop("key", "reply-1234"), text=text, **(means or paid(counter, reader)))
    return counter.run(correspondence.say(counter.desk, reader, sent))


def test_a_receipt_says_the_code_and_nothing_that_anybody_typed(counter: Counter, post: MailServer, ana: Shopper):
    opened = ana.sends()
    works(counter)
    [mail] = post.taken
    assert opened.code in mail["Subject"]
    assert mail["Auto-Submitted"] == "auto-replied"
    everything = mail.as_string() + post.text()
    assert "Ana" not in everything.replace("ana@example.com", "")
    assert "taza" not in everything
    assert "/c/" not in everything


def test_an_answer_reaches_the_customer_with_its_code_and_a_link(counter: Counter, post: MailServer, ana: Shopper):
    opened = ana.sends()
    bo_answers(counter, opened.conversation, "¡Hola! Te mandamos otra mañana.")
    works(counter)
    mail = post.taken[-1]
    assert mail["To"] == "ana@example.com"
    assert opened.code in mail["Subject"]
    assert mail["From"].addresses[0].display_name == "Loza"
    assert mail["Reply-To"].addresses[0].addr_spec == counter.settings.mail_from
    assert mail["References"] == f"<{opened.conversation}@localhost.localdomain>"
    assert "Te mandamos otra mañana." in post.text()
    assert "Bo Lind" in post.text()
    assert post.text().startswith("Para contestar, usa el botón")
    assert kinds(counter, opened.conversation)[-1] == "mailed"


def test_what_ana_wrote_is_quoted_only_once_her_address_is_proven(counter: Counter, post: MailServer, ana: Shopper):
    opened = ana.sends()
    bo_answers(counter, opened.conversation, "¿De qué color?")
    works(counter)
    assert MESSAGE not in post.text()
    opens(counter, link(post))
    bo_answers(counter, opened.conversation, "¿Azul?", key="answer-2")
    works(counter)
    assert f"> {MESSAGE}" in post.text()


def test_the_click_proves_the_address_and_shows_the_whole_conversation(
    counter: Counter, post: MailServer, ana: Shopper
):
    opened = ana.sends()
    bo_answers(counter, opened.conversation, "¿De qué color?")
    works(counter)
    reader = opens(counter, link(post))
    assert [(said.text, said.agent) for said in reads(counter, reader)] == [
        (MESSAGE, None),
        ("¿De qué color?", "Bo Lind"),
    ]
    customer = counter.run(counter.desk.db.read(lambda tx: customers.find(tx, counter.shop, reader.customer)))
    assert customer is not None
    assert customer.email == "ana@example.com"
    assert kinds(counter, opened.conversation).count("proved") == 1


def test_the_browser_that_typed_the_address_reads_nothing_that_came_after_the_proof(
    counter: Counter, post: MailServer, ana: Shopper
):
    opened = ana.sends()
    bo_answers(counter, opened.conversation, "Antes.")
    works(counter)
    opens(counter, link(post))
    bo_answers(counter, opened.conversation, "Después.", key="answer-2")
    typed_by = conversations.Audience(ana.id)
    seen = counter.run(
        counter.desk.db.read(lambda tx: conversations.events_after(tx, counter.shop, opened.conversation, 0, typed_by))
    )
    assert [event.words for event in seen] == [MESSAGE, "Antes."]


def test_a_second_click_lets_in_again_and_proves_nothing_new(counter: Counter, post: MailServer, ana: Shopper):
    opened = ana.sends()
    bo_answers(counter, opened.conversation, "¿De qué color?")
    works(counter)
    assert opens(counter, link(post)) == opens(counter, link(post))
    assert kinds(counter, opened.conversation).count("proved") == 1


def test_two_conversations_of_one_address_become_one_customers(counter: Counter, post: MailServer, ana: Shopper):
    for number in (1, 2):
        opened = ana.sends(message=f"Esta es mi consulta número {number}, sobre otra cosa.")
        bo_answers(counter, opened.conversation, "Dime.", key=f"answer-{number}")
    works(counter)
    tokens = {found[1] for text in map(post.text, range(len(post.taken))) if (found := re.search(r"/c/#(\S+)", text))}
    assert len(tokens) == 2
    assert len({opens(counter, token).customer for token in tokens}) == 1


def test_ana_answers_on_the_page_and_the_resolved_conversation_opens_again(
    counter: Counter, post: MailServer, ana: Shopper
):
    opened = ana.sends()
    bo_answers(counter, opened.conversation, "Hecho.")
    works(counter)
    reader = opens(counter, link(post))
    resolves(counter, opened.conversation)
    writes(counter, reader, "Sigue rota.")
    assert kinds(counter, opened.conversation)[-2:] == ["reopened", "message"]
    assert reads(counter, reader)[-1].text == "Sigue rota."


def resolves(counter: Counter, conversation: str) -> None:
    now = counter.clock.now()

    def work(tx: Connection) -> Conversation:
        current = conversations.lock(tx, counter.shop, conversation)
        assert current is not None
        return conversations.append(tx, current, talk.resolve(current, Speaker(counter.shop, "agent", BO), at=now))

    counter.run(counter.desk.db.write(work))


def test_an_answer_sent_five_times_at_once_is_one_message(counter: Counter, post: MailServer, ana: Shopper):
    """R-4."""
    opened = ana.sends()
    bo_answers(counter, opened.conversation, "¿De qué color?")
    works(counter)
    reader = opens(counter, link(post))
    sent = correspondence.Sent(key="reply-1234", text="Azul.", **paid(counter, reader))

    async def at_once() -> list[int]:
        return await asyncio.gather(*(correspondence.say(counter.desk, reader, sent) for _ in range(5)))

    assert len(set(counter.run(at_once()))) == 1
    assert [said.text for said in reads(counter, reader)].count("Azul.") == 1


def test_a_message_needs_a_fresh_token_and_proof(counter: Counter, post: MailServer, ana: Shopper):
    opened = ana.sends()
    bo_answers(counter, opened.conversation, "¿De qué color?")
    works(counter)
    reader = opens(counter, link(post))
    means = paid(counter, reader)
    writes(counter, reader, "Azul.", **means)
    with pytest.raises(TokenSpent):
        writes(counter, reader, "Rojo.", key="reply-5678", **means)
    with pytest.raises(Refusal):
        writes(counter, reader, "Verde.", key="reply-9999", token="", proof="")


@pytest.mark.parametrize("token", ["", " ", "%20", "lnk_aaaaaaaaaaaaaaaa.", "x" * 5000])
def test_a_link_that_never_was_opens_nothing(counter: Counter, token: str):
    """S-13: an empty or blank token matches no row."""
    with pytest.raises(NotFound):
        opens(counter, token)


def test_a_link_is_over_thirty_days_after_the_last_word(counter: Counter, post: MailServer, ana: Shopper):
    opened = ana.sends()
    bo_answers(counter, opened.conversation, "¿De qué color?")
    works(counter)
    reader, token = opens(counter, link(post)), link(post)
    counter.moves(timedelta(days=31))
    with pytest.raises(NotFound):
        opens(counter, token)
    with pytest.raises(Unauthenticated):
        reads(counter, reader)


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
    [mail] = [each for each in post.taken if each["Auto-Submitted"] is None]
    assert mail["Message-ID"].startswith("<due_")


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


def unread(counter: Counter, shopper: Shopper) -> list[str]:
    own = counter.run(visitors.conversations_of(counter.desk, shopper.proof))
    return [each.code for each in own if each.is_unread]


def test_the_button_counts_an_answer_until_ana_has_seen_that_it_is_there(counter: Counter, ana: Shopper):
    opened = ana.sends()
    assert unread(counter, ana) == []
    bo_answers(counter, opened.conversation, "¿De qué color?")
    assert unread(counter, ana) == [opened.code]
    counter.run(visitors.has_seen(counter.desk, ana.proof))
    assert unread(counter, ana) == []
    bo_answers(counter, opened.conversation, "¿Azul?", key="answer-2")
    assert unread(counter, ana) == [opened.code]
