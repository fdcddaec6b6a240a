"""Nobody uses up the allowance of others with what is never taken."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from mostrador.errors import TokenSpent, TooMany
from mostrador.storage import schema
from shopping import Counter


@pytest.fixture
def counter(migrated_sqlite_url: str, tmp_path: Path) -> Iterator[Counter]:
    counter = Counter(migrated_sqlite_url, tmp_path)
    yield counter
    counter.closes()


def folder(counter: Counter, conversation: str) -> str:
    row = select(schema.conversation.c.folder).where(schema.conversation.c.id == conversation)
    found: str = counter.run(counter.desk.db.read(lambda tx: tx.execute(row).scalar_one()))
    return found


def reasons(counter: Counter, conversation: str) -> set[str]:
    row = select(schema.conversation.c.spam_reasons).where(schema.conversation.c.id == conversation)
    found = counter.run(counter.desk.db.read(lambda tx: tx.execute(row).scalar_one()))
    return {reason["code"] for reason in found}


def test_one_proof_shown_a_thousand_times_does_not_count_against_everybody_else(counter: Counter):
    mallory, victim = counter.shopper("mallory"), counter.shopper("victim")
    paid = mallory.form(email="victim@example.com")
    mallory.sends(paid)
    for number in range(300):
        with pytest.raises((TokenSpent, TooMany)):
            mallory.sends(mallory.form(key=f"another-{number}", token=paid.token, proof=paid.proof, email=paid.email))
    theirs = victim.sends(email="victim@example.com", message="¿Dónde está mi pedido 1042?")
    assert reasons(counter, theirs.conversation) & {"shop_limit", "network_limit", "address_limit"} == set()
    assert folder(counter, theirs.conversation) == "open"


def test_a_visitor_who_is_refused_for_too_many_does_not_count_against_the_shop(counter: Counter):
    mallory, ana = counter.shopper("mallory", address="198.51.100.9"), counter.shopper("ana")
    counter.reading = timedelta(seconds=20)
    refused = 0
    for number in range(40):
        try:
            mallory.sends(message=f"¿Tienen tazas de color {number}?", email=f"mallory{number}@example.com")
        except TooMany:
            refused += 1
    assert refused > 20
    (counted,) = counter.run(counter.desk.tally.look([f"shop {counter.shop}"], counter.clock.now()))
    assert counted <= 40 - refused
    assert folder(counter, ana.sends().conversation) == "open"
