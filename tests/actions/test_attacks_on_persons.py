"""Who types another's address, logged in or not, never becomes that other, and reads nothing of theirs."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection
from test_correspondence import bo_answers, link, opens, reads, works
from test_identity import customer_of, has_a_secret, identifies, says

from mostrador.actions import visitors
from mostrador.errors import Unauthenticated
from mostrador.storage import conversations, customers
from mostrador.storage.conversations import Audience
from services.mail_server import MailServer, mail_server
from shopping import Counter, Shopper

VICTIM = "victim@example.com"


@pytest.fixture
def post() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def counter(migrated_url: str, tmp_path: Path, post: MailServer) -> Iterator[Counter]:
    counter = Counter(migrated_url, tmp_path, smtp_port=post.port)
    yield counter
    counter.closes()


def logged_in(counter: Counter, name: str, **more: Any) -> Shopper:
    shopper = counter.shopper(name)
    assert identifies(counter, shopper, says(counter, has_a_secret(counter, counter.shop), sub=name, **more))
    return shopper


def read_as(counter: Counter, conversation: str, who: str) -> list[str]:
    def work(tx: Connection) -> list[str]:
        return [each.words for each in conversations.events_after(tx, counter.shop, conversation, 0, Audience(who))]

    return counter.run(counter.desk.db.read(work))


def test_a_customer_who_types_a_victims_address_does_not_get_it_when_the_victim_clicks(
    counter: Counter, post: MailServer
) -> None:
    mallory = logged_in(counter, "mallory")
    opened = mallory.sends(email=VICTIM)
    bo_answers(counter, opened.conversation, "¿Qué pasó?")
    works(counter)
    opens(counter, link(post))
    now = customer_of(counter, mallory)
    assert now is not None
    assert now.email != VICTIM
    proven = counter.run(counter.desk.db.read(lambda tx: customers.by_email(tx, counter.shop, VICTIM)))
    assert proven is not None
    assert proven.id != now.id


def test_a_customer_who_types_a_victims_address_reads_nothing_after_the_click(
    counter: Counter, post: MailServer
) -> None:
    mallory = logged_in(counter, "mallory")
    opened = mallory.sends(email=VICTIM)
    bo_answers(counter, opened.conversation, "¿Qué pasó?")
    works(counter)
    reader = opens(counter, link(post))
    bo_answers(counter, opened.conversation, "Solo para ti", key="answer-2")
    assert "Solo para ti" in [each.text for each in reads(counter, reader)]
    customer = customer_of(counter, mallory)
    assert customer is not None
    visitor = counter.run(visitors.known(counter.desk, mallory.proof))
    for who in (customer.id, visitor.id):
        assert "Solo para ti" not in read_as(counter, opened.conversation, who)


def test_a_customers_own_proven_address_stays_when_another_one_is_clicked(counter: Counter, post: MailServer) -> None:
    ana = logged_in(counter, "ana", email="ana@example.com", email_verified=True)
    opened = ana.sends(email="ana.at.work@example.com")
    bo_answers(counter, opened.conversation, "¿Qué pasó?")
    works(counter)
    opens(counter, link(post))
    customer = customer_of(counter, ana)
    assert customer is not None
    assert customer.email == "ana@example.com"


@pytest.mark.parametrize("kid", ["\\u0000", "\\ud800", "", " ", "a\\u2028b"])
def test_s12_a_key_id_that_no_database_takes_is_no_key(counter: Counter, kid: str) -> None:
    ana = counter.shopper("ana")
    parts = (f'{{"alg":"HS256","kid":"{kid}"}}', "{}", "x" * 32)
    token = ".".join(base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts)
    with pytest.raises(Unauthenticated):
        identifies(counter, ana, token)
