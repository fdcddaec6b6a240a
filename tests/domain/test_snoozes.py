"""When a snoozed conversation comes back."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from mostrador.domain import snoozes
from mostrador.errors import Invalid

MADRID = ZoneInfo("Europe/Madrid")
FRIDAY = datetime(2026, 3, 27, 16, 20, tzinfo=UTC)  # two days before clocks go forward


def test_mornings_are_the_shops_own_also_across_a_change_of_clocks() -> None:
    offered = snoozes.choices(FRIDAY, MADRID)
    assert offered["tomorrow"].isoformat() == "2026-03-28T09:00:00+01:00"
    assert offered["monday"].isoformat() == "2026-03-30T09:00:00+02:00"
    assert offered["later"].isoformat() == "2026-03-27T20:20:00+01:00"


def test_on_a_monday_monday_is_the_next_one() -> None:
    monday = datetime(2026, 3, 30, 6, tzinfo=UTC)
    assert snoozes.choices(monday, MADRID)["monday"].date().isoformat() == "2026-04-06"


def test_a_typed_time_is_the_shops_own() -> None:
    assert snoozes.until("2026-07-01T10:30", FRIDAY, MADRID) == datetime(2026, 7, 1, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize("said", ["", "never", "2026-13-01T00:00", "tomorrow; drop"])
def test_what_is_no_time_is_refused(said: str) -> None:
    with pytest.raises(Invalid):
        snoozes.until(said, FRIDAY, MADRID)
