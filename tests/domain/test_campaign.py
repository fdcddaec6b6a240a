"""What marketing tells agents, and where they see it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mostrador.domain.campaign import Campaign, check, seen_in
from mostrador.errors import FormInvalid

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
SALE = Campaign("cam_1", "Rebajas", "Un 30 %.", NOON, NOON + timedelta(days=1), ("Bota Chelsea", "TZ-1"))


def test_it_runs_from_its_first_moment_until_before_its_last():
    assert [SALE.runs(NOON + timedelta(hours=hours)) for hours in (-1, 0, 23, 24)] == [False, True, True, False]


@pytest.mark.parametrize(
    ("items", "page", "is_about"),
    [
        ([{"name": "BOTA CHÉLSEA azul"}], "", True),
        ([{"name": "Taza", "sku": "tz-1"}], "", True),
        ([{"name": "Taza", "sku": "TZ-2"}], "https://lola.example/tazas", False),
        ([], "https://lola.example/p/tz-1", True),
        ([], "", False),
    ],
)
def test_it_is_seen_beside_what_it_is_about(items, page, is_about):
    assert SALE.is_about(seen_in(items, [page])) is is_about


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"text": "x" * 2001}, "text"),
        ({"until_at": NOON}, "until_at"),
        ({"products": ("x" * 101,)}, "products"),
        ({"products": tuple(map(str, range(51)))}, "products"),
    ],
)
def test_what_makes_no_sense_is_refused_by_the_name_of_the_field(wrong, field):
    with pytest.raises(FormInvalid) as refused:
        check(replace(SALE, **wrong))
    assert list(refused.value.fields) == [field]
