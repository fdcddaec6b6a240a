"""A browser comes in once with each boot token."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from mostrador.actions import sweeping, visitors
from mostrador.errors import Unauthenticated
from mostrador.storage import schema
from shopping import Counter

AT_ONCE = 5


@pytest.fixture
def counter(migrated_url: str, tmp_path: Path) -> Iterator[Counter]:
    counter = Counter(migrated_url, tmp_path)
    yield counter
    counter.closes()


def count(counter: Counter, table: Any) -> int:
    rows = select(func.count()).select_from(table)
    return int(counter.run(counter.desk.db.read(lambda tx: tx.execute(rows).scalar_one())))


def refuses(counter: Counter, boot: str) -> Unauthenticated:
    with pytest.raises(Unauthenticated) as refused:
        counter.run(visitors.admit(counter.desk, boot))
    return refused.value


def test_a_boot_token_counts_once(counter: Counter):
    boot = visitors.boot(counter.desk, counter.shop)
    counter.run(visitors.admit(counter.desk, boot))
    refused = refuses(counter, boot)
    assert (refused.status, refused.code, refused.detail) == (401, "boot_expired", "Load the frame anew.")
    assert count(counter, schema.visitor) == 1


def test_a_boot_token_shown_five_times_at_once_lets_one_in(counter: Counter):
    boot = visitors.boot(counter.desk, counter.shop)

    async def all_at_once() -> list[object]:
        tries = (visitors.admit(counter.desk, boot) for _ in range(AT_ONCE))
        return await asyncio.gather(*tries, return_exceptions=True)

    answers = counter.run(all_at_once())
    assert sum(isinstance(answer, visitors.Admitted) for answer in answers) == 1
    assert sum(isinstance(answer, Unauthenticated) for answer in answers) == AT_ONCE - 1
    assert count(counter, schema.visitor) == 1


def test_a_boot_token_that_is_spelled_otherwise_is_the_same_token(counter: Counter):
    """Base64 lets the last character vary and characters of no alphabet stand anywhere; the signature still holds."""
    boot = visitors.boot(counter.desk, counter.shop)
    counter.run(visitors.admit(counter.desk, boot))
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for other in (*(boot[:-1] + last for last in alphabet), boot + "!!", boot[:-3] + "*" + boot[-3:], boot + "="):
        assert refuses(counter, other).code == "boot_expired"
    assert count(counter, schema.visitor) == 1


def test_no_two_frames_of_the_same_moment_share_a_boot_token(counter: Counter):
    boots = {visitors.boot(counter.desk, counter.shop) for _ in range(50)}
    for boot in boots:
        counter.run(visitors.admit(counter.desk, boot))
    assert len(boots) == count(counter, schema.visitor) == 50


def test_a_boot_token_of_an_older_server_is_over(counter: Counter):
    """It names no id by which it could be told from others, so the frame is loaded anew."""
    boot = counter.desk.tokens.sign("boot", {"shop": counter.shop}, counter.clock.now())
    assert refuses(counter, boot).code == "boot_expired"


def test_a_used_boot_token_is_forgotten_when_it_is_over_and_not_before(counter: Counter):
    boot = visitors.boot(counter.desk, counter.shop)
    counter.run(visitors.admit(counter.desk, boot))
    counter.moves(timedelta(minutes=9))
    counter.run(sweeping.sweep(counter.desk))
    assert count(counter, schema.spent) == 1
    assert refuses(counter, boot).code == "boot_expired"
    counter.moves(timedelta(minutes=3))
    counter.run(sweeping.sweep(counter.desk))
    assert count(counter, schema.spent) == 0
    assert refuses(counter, boot).code == "boot_expired"
    assert count(counter, schema.visitor) == 1
