"""The code by which a guest shows that an order's mailbox is theirs."""

from collections import Counter

import pytest

from mostrador.domain import order_code

KEY, OTHER_KEY = b"k" * 32, b"o" * 32


def test_a_mail_that_is_sent_again_carries_the_same_code():
    assert order_code.make(KEY, "orp_a", 1) == order_code.make(KEY, "orp_a", 1)


def test_a_code_is_for_one_question_one_version_and_one_installation():
    made = {
        order_code.make(KEY, "orp_a", 1),
        order_code.make(KEY, "orp_b", 1),
        order_code.make(KEY, "orp_a", 2),
        order_code.make(OTHER_KEY, "orp_a", 1),
    }
    assert len(made) == 4


def test_a_code_has_eight_digits_and_none_is_likelier_than_another():
    made = [order_code.make(KEY, f"orp_{number}", 1) for number in range(4000)]
    assert {len(code) for code in made} == {8}
    for place in range(8):
        digits = Counter(code[place] for code in made)
        assert set(digits) == set("0123456789")
        assert max(digits.values()) < 520  # of 400 to be expected: beyond six standard deviations
    assert order_code.BELOW % 10**8 == 0
    assert 2**32 - order_code.BELOW < 10**8


@pytest.mark.parametrize("typed", ["{code}", " {code} ", "{first} {last}", "{first}-{last}\n", "{first}\u00a0{last}"])
def test_a_code_is_taken_however_it_is_grouped(typed: str):
    code = order_code.make(KEY, "orp_a", 1)
    assert order_code.is_it(code, typed.format(code=code, first=code[:4], last=code[4:]))
    assert order_code.grouped(code) == f"{code[:4]} {code[4:]}"


@pytest.mark.parametrize("typed", ["", "1", "{code}0", "0{code}", "{short}", "¹²³⁴⁵⁶⁷⁸", "\ud800", "\x00"])
def test_what_is_not_the_code_is_none(typed: str):
    code = order_code.make(KEY, "orp_a", 1)
    assert not order_code.is_it(code, typed.format(code=code, short=code[:-1]))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("1042", "1042"), (" #A-7 ", "A-7"), ("\u2066A-7\u2069\u200b", "A-7"), ("2024 001", "2024 001"), ("\x00", "")],
)
def test_a_number_is_meant_as_it_can_be_seen(typed: str, meant: str):
    assert order_code.number(typed) == meant


def test_a_digest_says_nothing_without_the_key_and_the_shop():
    kept = order_code.digest(KEY, "shop_a", "a-7")
    assert kept == order_code.digest(KEY, "shop_a", "A-7")
    assert len({kept, order_code.digest(OTHER_KEY, "shop_a", "A-7"), order_code.digest(KEY, "shop_b", "A-7")}) == 3
