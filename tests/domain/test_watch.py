"""Trouble with an order, seen before its customer writes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mostrador.domain.hours import working_days_after
from mostrador.domain.order import Return
from mostrador.domain.shop import Hours
from mostrador.domain.watch import Facts, Trouble, Watch, check, trouble
from mostrador.errors import FormInvalid

ZONE = "Europe/Madrid"
FRIDAY = datetime(2026, 5, 8, 10, tzinfo=UTC)
HOURS = Hours()
PAID = Facts("paid", FRIDAY, None, None, 0, None, None, None)
SHIPPED = replace(PAID, shipped_at=FRIDAY)


def seen(kind, count, facts):
    return trouble(Watch("wat_1", kind, count), facts, HOURS, ZONE)


def test_a_weekend_is_no_working_time():
    assert working_days_after(HOURS, ZONE, FRIDAY, 1) == FRIDAY + timedelta(days=3)
    assert working_days_after(HOURS, ZONE, FRIDAY, 6) == FRIDAY + timedelta(days=10)


def test_a_holiday_is_none_either_and_a_special_saturday_is():
    thursday = datetime(2026, 4, 30, 10, tzinfo=UTC)  # the first of May is a holiday in Spain
    assert working_days_after(HOURS, ZONE, thursday, 1) == datetime(2026, 5, 4, 10, tzinfo=UTC)
    open_on_saturday = Hours(special=(("2026-05-02", (("10:00", "14:00"),)),))
    assert working_days_after(open_on_saturday, ZONE, thursday, 1) == datetime(2026, 5, 2, 10, tzinfo=UTC)


def test_the_same_time_of_day_on_both_sides_of_a_change_of_clocks():
    friday = datetime(2026, 3, 27, 9, tzinfo=UTC)  # ten o'clock; the clocks change on Sunday
    assert working_days_after(HOURS, ZONE, friday, 1) == datetime(2026, 3, 30, 8, tzinfo=UTC)


def test_in_a_shop_that_never_opens_every_day_counts():
    assert working_days_after(Hours(week=((),) * 7), ZONE, FRIDAY, 2) == FRIDAY + timedelta(days=2)


def test_paid_and_not_shipped_is_trouble_after_so_many_working_days():
    assert seen("not_shipped", 2, PAID) == Trouble(FRIDAY + timedelta(days=4), lasts=True)
    assert seen("not_shipped", 2, replace(PAID, paid_at=None)) is None


def test_what_was_shipped_in_time_or_called_off_is_no_trouble():
    assert seen("not_shipped", 2, replace(PAID, shipped_at=FRIDAY + timedelta(days=3))) is None
    assert seen("not_shipped", 2, replace(PAID, cancelled_at=FRIDAY + timedelta(days=1))) is None


def test_what_was_shipped_too_late_was_trouble():
    late = replace(PAID, shipped_at=FRIDAY + timedelta(days=9))
    assert seen("not_shipped", 2, late) == Trouble(FRIDAY + timedelta(days=4), lasts=False)


def test_a_parcel_is_late_once_the_promised_day_is_over_in_the_shop():
    promised = replace(SHIPPED, expected_on="2026-05-12")
    assert seen("not_delivered", 1, promised) == Trouble(datetime(2026, 5, 13, 22, tzinfo=UTC), lasts=True)
    assert seen("not_delivered", 1, replace(promised, delivered_at=datetime(2026, 5, 13, tzinfo=UTC))) is None


def test_where_no_day_was_promised_a_parcel_has_a_week():
    assert seen("not_delivered", 1, SHIPPED) == Trouble(FRIDAY + timedelta(days=8), lasts=True)
    assert seen("not_delivered", 1, PAID) is None


def test_a_payment_that_failed_twice_is_trouble_until_one_comes():
    failed = (FRIDAY, FRIDAY + timedelta(hours=1))
    unpaid = replace(PAID, paid_at=None, status="payment_failed", failed=failed)
    assert seen("payment_failed", 2, unpaid) == Trouble(failed[1], lasts=True)
    assert seen("payment_failed", 3, unpaid) is None
    paid = replace(unpaid, paid_at=failed[1] + timedelta(hours=1))
    assert seen("payment_failed", 2, paid) == Trouble(failed[1], lasts=False)


def test_what_came_back_and_was_not_refunded_is_trouble():
    came = replace(PAID, returns=[Return("1042", "R1", FRIDAY, received_at=FRIDAY)])
    assert seen("not_refunded", 5, came) == Trouble(FRIDAY + timedelta(days=7), lasts=True)
    assert seen("not_refunded", 5, replace(came, refunded_at=FRIDAY + timedelta(days=1))) is None
    assert seen("not_refunded", 5, PAID) is None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "eaten"}, "kind"),
        ({"count": 0}, "count"),
        ({"department": "dep_x"}, "department"),
        ({"act": "mail", "texts": {"en": "Only English"}}, "texts.es"),
        ({"texts": {"es": "Hola {customer.password}"}}, "texts.es"),
        ({"texts": {"es": "x" * 2001}}, "texts.es"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_by_the_name_of_the_field(wrong, field):
    draft = replace(Watch("wat_1", "not_shipped", 2), **wrong)
    with pytest.raises(FormInvalid) as refused:
        check(draft, departments=(), languages=("es", "en"))
    assert list(refused.value.fields) == [field]


def test_a_day_that_means_none_is_no_promise():
    assert seen("not_delivered", 1, replace(SHIPPED, expected_on="9999-12-31")) == seen("not_delivered", 1, SHIPPED)
