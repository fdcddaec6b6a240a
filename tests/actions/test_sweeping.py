"""What the shop does not want to keep is erased; what nobody needs is forgotten."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from mostrador.actions import sweeping
from mostrador.domain import conversation as talk
from mostrador.domain import speaker
from mostrador.domain.shop import Profile, Retention
from mostrador.storage import conversations, schema, search, shops
from shopping import Counter

YEAR = timedelta(days=365)


@pytest.fixture
def counter(migrated_url: str, tmp_path: Path) -> Iterator[Counter]:
    counter = Counter(migrated_url, tmp_path)
    yield counter
    counter.closes()


def keeps(counter: Counter, **days: int) -> None:
    profile = Profile(retention=Retention(**days))
    counter.run(counter.desk.db.write(lambda tx: shops.change(tx, counter.shop, "Loza", profile)))


def resolves(counter: Counter, conversation: str) -> None:
    now = counter.clock.now()

    def work(tx: Any) -> None:
        current = conversations.lock(tx, counter.shop, conversation)
        assert current is not None
        conversations.append(tx, current, talk.resolve(current, speaker.system(counter.shop), at=now))

    counter.run(counter.desk.db.write(work))


def count(counter: Counter, table: Any) -> int:
    rows = select(func.count()).select_from(table)
    return int(counter.run(counter.desk.db.read(lambda tx: tx.execute(rows).scalar_one())))


def test_a_resolved_conversation_is_erased_when_its_time_is_over(counter: Counter):
    keeps(counter, resolved=365)
    opened = counter.shopper("ana").sends(message="Esta taza de porcelana se ha roto.")
    resolves(counter, opened.conversation)
    counter.moves(YEAR - timedelta(days=1))
    counter.run(sweeping.sweep(counter.desk))
    assert count(counter, schema.conversation) == 1
    counter.moves(timedelta(days=2))
    counter.run(sweeping.sweep(counter.desk))
    for table in (schema.conversation, schema.event, schema.participant, schema.customer):
        assert count(counter, table) == 0, table.name
    hits = counter.run(counter.desk.db.read(lambda tx: search.find(tx, counter.shop, "porcelana", notes=True)))
    assert hits == []


def test_nothing_of_an_erased_text_stays_in_the_search_index(migrated_sqlite_url: str, tmp_path: Path):
    """R-10: deleted is deleted, also from what the index keeps for itself."""
    counter = Counter(migrated_sqlite_url, tmp_path)
    keeps(counter, resolved=1)
    opened = counter.shopper("ana").sends(message="Mi contraseña es supercalifragilistico, perdón por decirlo.")
    resolves(counter, opened.conversation)
    counter.moves(timedelta(days=40))
    counter.run(sweeping.sweep(counter.desk))
    blocks = counter.run(
        counter.desk.db.read(lambda tx: tx.execute(text("SELECT block FROM search_data")).scalars().all())
    )
    assert not any(b"supercalifragilistico" in bytes(block) for block in blocks)
    counter.closes()


def test_what_is_open_stays_however_old_it_is(counter: Counter):
    keeps(counter, resolved=1)
    counter.shopper("ana").sends()
    counter.moves(10 * YEAR)
    counter.run(sweeping.sweep(counter.desk))
    assert count(counter, schema.conversation) == 1


def test_quarantine_is_emptied_after_thirty_days_unless_the_shop_says_otherwise(counter: Counter):
    counter.shopper("bot").sends(website="https://spam.example")
    counter.moves(timedelta(days=31))
    counter.run(sweeping.sweep(counter.desk))
    assert count(counter, schema.conversation) == 0


def test_a_shop_that_keeps_everything_keeps_everything(counter: Counter):
    opened = counter.shopper("ana").sends()
    resolves(counter, opened.conversation)
    counter.moves(10 * YEAR)
    counter.run(sweeping.sweep(counter.desk))
    assert count(counter, schema.conversation) == 1


def test_tokens_and_texts_are_forgotten_once_they_cannot_matter(counter: Counter):
    counter.shopper("ana").sends(message="Un texto largo que no se parece a ningún otro de esta tienda de loza fina.")
    assert count(counter, schema.spent) > 0
    counter.moves(timedelta(days=60))
    counter.run(sweeping.sweep(counter.desk))
    for table in (schema.spent, schema.recent_text, schema.receipt):
        assert count(counter, table) == 0, table.name
