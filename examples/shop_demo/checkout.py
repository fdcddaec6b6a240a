"""Checkout: what a buyer types, checked field by field, and the pretended charge."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from examples.shop_demo.customers import PLAUSIBLE_EMAIL

DECLINED_CARD = "4000000000000002"
LATE_CARD = "4000000000000341"  # whose payment the back office decides on
TEST_CARD = "4242424242424242"
LONGEST = 120


@dataclass(frozen=True, slots=True)
class Buyer:
    name: str
    email: str
    address: str
    city: str
    postcode: str


@dataclass(frozen=True, slots=True)
class Card:
    number: str

    @property
    def last_four(self) -> str:
        return self.number[-4:]

    @property
    def pays_later(self) -> bool:
        return self.number == LATE_CARD


class CardDeclined(Exception):
    """The bank said no."""


def read(form: Mapping[str, str], *, at: datetime) -> tuple[Buyer, Card] | dict[str, str]:
    """The buyer and the card, or for each wrong field the key of the sentence that says what is wanted."""
    buyer = Buyer(**{field: form.get(field, "").strip() for field in ("name", "email", "address", "city", "postcode")})
    card = Card("".join(form.get("card", "").split()).replace("-", ""))
    wrong = _wrong_in_address(buyer) | _wrong_in_card(card, form, at)
    return wrong or (buyer, card)


def charge(card: Card) -> None:
    """Pretend to charge: one card of the tests is always declined."""
    if card.number == DECLINED_CARD:
        raise CardDeclined


def _wrong_in_address(buyer: Buyer) -> dict[str, str]:
    wrong = {
        field: f"checkout.{field}.missing"
        for field in ("name", "address", "city")
        if not 2 <= len(getattr(buyer, field)) <= LONGEST
    }
    if len(buyer.email) > LONGEST or not PLAUSIBLE_EMAIL.fullmatch(buyer.email):
        wrong["email"] = "email.wrong"
    if not (_digits(buyer.postcode) and len(buyer.postcode) == 5 and "01" <= buyer.postcode[:2] <= "52"):
        wrong["postcode"] = "checkout.postcode.wrong"
    return wrong


def _wrong_in_card(card: Card, form: Mapping[str, str], at: datetime) -> dict[str, str]:
    wrong = {}
    if not (_digits(card.number) and 13 <= len(card.number) <= 19 and _luhn(card.number)):
        wrong["card"] = "checkout.card.wrong"
    if not _expires_after(form.get("expiry", ""), at):
        wrong["expiry"] = "checkout.expiry.wrong"
    code = form.get("cvc", "").strip()
    if not (_digits(code) and len(code) in (3, 4)):
        wrong["cvc"] = "checkout.cvc.wrong"
    return wrong


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _luhn(number: str) -> bool:
    digits = [int(digit) for digit in reversed(number)]
    return sum(digits[0::2] + [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]) % 10 == 0


def _expires_after(text: str, at: datetime) -> bool:
    month, _, year = text.replace(" ", "").partition("/")
    if not (_digits(month) and len(month) <= 2 and _digits(year) and len(year) == 2 and 1 <= int(month) <= 12):
        return False
    return (2000 + int(year), int(month)) >= (at.year, at.month)
