"""How often somebody may try to get in."""

from datetime import UTC, datetime, timedelta

import pytest

from mostrador.domain.attempts import ALLOWANCES, Attempts, Kind, one_more, wait

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NEVER = Attempts(0, NOON, datetime(1970, 1, 1, tzinfo=UTC))


def after(kind: Kind, failures: int) -> Attempts:
    so_far = NEVER
    for _ in range(failures):
        so_far = one_more(kind, so_far, NOON)
    return so_far


@pytest.mark.parametrize("kind", ALLOWANCES)
def test_some_tries_are_free_and_then_a_wait_doubles_up_to_a_longest(kind: Kind) -> None:
    allowance = ALLOWANCES[kind]
    waits = [wait(after(kind, failures), NOON) for failures in range(allowance.free + 40)]
    assert set(waits[: allowance.free]) == {timedelta(0)}
    assert waits[allowance.free] == allowance.first
    assert waits == sorted(waits)
    assert waits[-1] == allowance.longest


def test_no_account_is_ever_closed_for_longer_than_a_minute_by_strangers_everywhere() -> None:
    assert wait(after("account", 10_000), NOON) == timedelta(minutes=1)


def test_a_quiet_day_is_forgiven() -> None:
    much_later = NOON + timedelta(days=1)
    assert one_more("pair", after("pair", 9), much_later).failures == 1


def test_of_two_who_knock_at_once_the_one_counted_second_does_not_wait_for_the_first() -> None:
    first = one_more("pair", NEVER, NOON)
    assert wait(first, NOON - timedelta(milliseconds=5)) == timedelta(0)
