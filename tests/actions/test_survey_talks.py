"""Asking after a conversation: only whoever has proven their address, and not while it goes on. Both databases."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from mailing import bo_answers, bo_joins, opens, works
from mailing import link as mail_link
from mostrador.actions import survey_talks
from mostrador.domain import conversation as talk
from mostrador.domain import speaker, surveying
from mostrador.storage import conversations
from mostrador.storage.schema import conversation
from services.mail_server import MailServer, mail_server
from shopping import Counter
from surveyors import SCORE, asks, confirms, dropped, link, rows

HELD = timedelta(seconds=16)


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


def talked(counter: Counter, post: MailServer, *, proven: bool = True) -> str:
    """A conversation of Ana's that Bo answered."""
    opened = counter.shopper("ana").sends()
    bo_answers(counter, opened.conversation, "Te mandamos otra.")
    works(counter)
    if proven:
        opens(counter, mail_link(post))
    post.taken.clear()
    return opened.conversation


def becomes(counter: Counter, id: str, *, resolved: bool) -> None:
    now = counter.clock.now()

    def work(tx: Connection) -> None:
        current = conversations.lock(tx, counter.shop, id)
        assert current is not None
        decide = talk.resolve if resolved else talk.reopen
        conversations.append(tx, current, decide(current, speaker.system(counter.shop), at=now))

    counter.run(counter.desk.db.write(work))


def asks_now(counter: Counter) -> None:
    counter.run(survey_talks.plan(counter.desk))
    works(counter)


def test_once_it_is_resolved_its_customer_is_asked_once(counter: Counter, post: MailServer):
    counter.run(asks(counter.desk, counter.shop, SCORE, moment="resolved"))
    id = talked(counter, post)
    asks_now(counter)
    assert post.taken == []
    becomes(counter, id, resolved=True)
    asks_now(counter)
    asks_now(counter)
    [mail] = post.taken
    assert mail["Subject"] == "¿Qué tal te hemos atendido en Loza?"
    counter.run(confirms(counter.desk, link(post), score=2))
    counter.moves(HELD)
    works(counter)
    heard = [row for row in counter.run(rows(counter.desk, conversation)) if row.channel == "survey"]
    assert [(row.contact_name, row.contact_email) for row in heard] == [("Ana", "ana@example.com")]
    becomes(counter, heard[0].id, resolved=True)
    asks_now(counter)
    assert len(post.taken) == 1  # nobody is asked about what a survey opened


def test_a_typed_address_is_no_customers_and_is_not_asked(counter: Counter, post: MailServer):
    counter.run(asks(counter.desk, counter.shop, SCORE, moment="resolved"))
    becomes(counter, talked(counter, post, proven=False), resolved=True)
    asks_now(counter)
    assert post.taken == []


def test_one_that_goes_on_meanwhile_is_waited_for(counter: Counter, post: MailServer):
    counter.run(asks(counter.desk, counter.shop, SCORE, moment="resolved", days=1))
    id = talked(counter, post)
    becomes(counter, id, resolved=True)
    asks_now(counter)
    becomes(counter, id, resolved=False)
    counter.moves(timedelta(days=1, minutes=1))
    works(counter)
    assert post.taken == []
    becomes(counter, id, resolved=True)
    counter.moves(timedelta(days=1, minutes=1))
    works(counter)
    assert len(post.taken) == 1


def test_whoever_is_not_drawn_is_not_looked_at_again(counter: Counter, post: MailServer):
    id = talked(counter, post)
    survey = next(name for name in map("svy_{}".format, range(99)) if not surveying.is_in_share(name, id, 1))
    counter.run(asks(counter.desk, counter.shop, SCORE, id=survey, moment="resolved", share=1))
    becomes(counter, id, resolved=True)
    asks_now(counter)
    assert counter.run(dropped(counter.desk)) == ["not_drawn"]
    assert post.taken == []
