"""What the customer reads and writes behind the link: real SMTP, real databases."""

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from mailing import BO, bo_answers, bo_joins, kinds, link, opens, paid, reads, works, writes
from mostrador.actions import correspondence, visitors
from mostrador.domain import conversation as talk
from mostrador.domain.conversation import Conversation
from mostrador.domain.speaker import Speaker
from mostrador.errors import NotFound, Refusal, TokenSpent, Unauthenticated
from mostrador.storage import conversations, customers
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
    tokens = {found[1] for mail in post.answers() if (found := re.search(r"/c/#(\S+)", text(mail)))}
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


def unread(counter: Counter, shopper: Shopper) -> list[str]:
    own = list(counter.run(visitors.me(counter.desk, shopper.proof)).conversations)
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
