"""A draw's arithmetic: what is hashed, and who wins."""

import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostrador.domain import draw
from mostrador.domain.incentive import Incentive, problems
from mostrador.errors import FormInvalid

ANA, BO, CARLA = "0a" * 16, "5b" * 16, "f1" * 16
ENTRIES = st.lists(st.binary(min_size=16, max_size=16).map(draw.entry), unique=True, min_size=1, max_size=40)


def by_sha256sum(text: str) -> str:
    """The same hash by somebody else's program."""
    return (
        subprocess.run(["sha256sum"], input=text.encode(), capture_output=True, check=True).stdout.split()[0].decode()
    )


def test_the_list_is_one_entry_a_line_in_order_and_its_hash_is_what_sha256sum_says() -> None:
    assert draw.listed([CARLA, ANA, BO]) == f"{ANA}\n{BO}\n{CARLA}\n"
    assert draw.digest(draw.listed([CARLA, ANA, BO])) == by_sha256sum(f"{ANA}\n{BO}\n{CARLA}\n")
    assert draw.digest(draw.listed([])) == by_sha256sum("")


def test_the_winners_are_those_that_anybody_finds_by_hand() -> None:
    """The hashes were computed by `printf '51304\\n<entry>' | sha256sum`."""
    hashes = {each: by_sha256sum(f"51304\n{each}") for each in (ANA, BO, CARLA)}
    assert hashes == {
        ANA: "2f283befdc412c62de2dd753be1aba78502cbcaf224acb6c6f873568a109b943",
        BO: "e81027e36f297d1f25379a716d0051e9176646a4c3d6b276aa212832344b71ef",
        CARLA: "c2779cf369d99f0198a411f02355bcdf7e6103b6c6e6be3110b45872395d2e69",
    }
    assert draw.winners([ANA, BO, CARLA], "51304", 2) == [ANA, CARLA]


@given(ENTRIES, st.text(min_size=1), st.integers(1, 20), st.randoms())
def test_it_does_not_matter_in_which_order_they_came(entries: list[str], seed: str, most: int, chance: object) -> None:
    shuffled = list(entries)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    won = draw.winners(entries, seed, most)
    assert draw.winners(shuffled, seed, most) == won
    assert draw.listed(shuffled) == draw.listed(entries)
    assert len(won) == len(set(won)) == min(most, len(entries))
    assert set(won) <= set(entries)
    assert draw.winners(entries, seed, 1) == won[:1]


@given(ENTRIES)
def test_every_entry_can_win(entries: list[str]) -> None:
    left = set(entries)
    for number in range(5000):
        left -= set(draw.winners(entries, f"{number}", 1))
        if not left:
            return
    raise AssertionError("Somebody never wins.")


@pytest.mark.parametrize("typed", ["", " \n ", "x" * 201, "uno\ndos"])
def test_what_chance_cannot_have_said_is_refused(typed: str) -> None:
    with pytest.raises(FormInvalid):
        draw.seed(typed)


def test_what_chance_said_is_kept_as_it_was_typed_without_the_space_around_it() -> None:
    assert draw.seed("  05  12 33 ñ\n") == "05  12 33 ñ"
    assert draw.seed("x" * 200) == "x" * 200


def test_the_last_day_ends_at_midnight_where_the_shop_is() -> None:
    assert draw.closing("2026-12-31", "Europe/Madrid") == datetime(2026, 12, 31, 23, tzinfo=UTC)
    assert draw.closing("2026-12-31", "America/Mexico_City") == datetime(2027, 1, 1, 6, tzinfo=UTC)
    assert draw.closing("2026-10-24", "Europe/Madrid") == datetime(2026, 10, 24, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "late"),
    [(0, False), (12, False), (22, False), (24, True), (24 * 9, True)],
)
def test_one_that_closed_on_the_day_after_the_last_one_is_not_late_and_on_the_day_of_chance_it_is(
    hours: int, late: bool
) -> None:
    promised = draws(until="2026-12-31", drawn_on="2027-01-02")
    closes_at = draw.closing(promised.until, "Europe/Madrid")
    closed_at = closes_at + timedelta(hours=hours, seconds=1)
    assert draw.is_late(promised, closes_at=closes_at, closed_at=closed_at) is late


def draws(**otherwise: object) -> Incentive:
    told = {"terms": {"es": "Una taza."}, "until": "2026-12-31", "source": "El gordo", "drawn_on": "2027-01-09"}
    return Incentive(kind="draw", **{**told, **otherwise})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("otherwise", "wrong"),
    [
        ({}, {}),
        ({"winners": 20}, {}),
        ({"terms": {}}, {"terms.es": "required"}),
        ({"terms": {"es": "x" * 2001}}, {"terms.es": "too_long"}),
        ({"until": "mañana"}, {"until": "date_invalid"}),
        ({"winners": 0}, {"winners": "number_range"}),
        ({"winners": 21}, {"winners": "number_range"}),
        ({"source": ""}, {"source": "required"}),
        ({"source": "x" * 301}, {"source": "text_too_long"}),
        ({"drawn_on": ""}, {"drawn_on": "date_invalid"}),
        ({"drawn_on": "2026-12-31"}, {"drawn_on": "draw_too_early"}),  # whoever enters must not know what chance says
    ],
)
def test_a_draw_says_before_what_will_decide_it(otherwise: dict[str, object], wrong: dict[str, str]) -> None:
    found = {name: problem.code for name, problem in problems(draws(**otherwise), ("es", "en"))}
    assert found == wrong
