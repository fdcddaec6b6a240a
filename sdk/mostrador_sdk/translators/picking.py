"""
Reading other people's JSON: forgiving about what is missing, empty, misspelt or too long.

Each picker gives an empty value for what it cannot use. What an event cannot do without is refused later, by name.
"""

import html
import json
import re
from collections.abc import Iterable
from datetime import datetime, timezone, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import msgspec

from mostrador_sdk.errors import InvalidEvent, InvalidMoney
from mostrador_sdk.money import exponent, minor

Told = dict[str, Any]

LONGEST_BODY = 1024 * 1024  # bytes
MOST_ITEMS = 500
LONGEST_NUMBER = 30  # digits

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_LINK = re.compile(r"https?://\S+")
_UNREADABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")


def decoded(raw_body: bytes) -> Any:
    """
    The JSON in `raw_body`, its fractions as `Decimal`: a float cannot hold most amounts. Raises `InvalidEvent`.

    The standard library's reader, because it lets half an emoji pass, which a shop's own script may have cut in two: an
    order is not lost for it.
    """
    if len(raw_body) > LONGEST_BODY:
        raise InvalidEvent(f"A body may have {LONGEST_BODY // 1024} KiB; this one has {len(raw_body) // 1024}.")
    try:
        return json.loads(raw_body, parse_float=Decimal, parse_constant=_refused)
    except RecursionError:
        raise InvalidEvent("The body is not JSON that anybody means: things stand in things without end.") from None
    except (ArithmeticError, ValueError) as error:
        raise InvalidEvent(f"The body is not JSON: {error}.") from None


def within(told: Any, *path: str) -> Any:
    """What stands at a path of names, or None."""
    for name in path:
        told = told.get(name) if isinstance(told, dict) else None
    return told


def first(told: Any, *names: str) -> Any:
    """The first of these fields that says something."""
    return next((value for name in names if (value := within(told, name)) not in (None, "", [], {})), None)


def rows(value: Any) -> list[Told]:
    """The objects in a list. PHP writes a list with a gap as an object with numbers for names."""
    if isinstance(value, dict) and value and all(str(name).isdigit() for name in value):
        value = list(value.values())
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def text(value: Any, longest: int = 300) -> str:
    """One line of text: entities read, controls and half characters out, cut at `longest`."""
    if not isinstance(value, str):
        value = _written(value)
    return " ".join(_UNREADABLE.sub(" ", html.unescape(value)).split())[:longest].strip()


def identity(value: Any) -> str:
    """An id as text; empty for none, which PHP writes as 0."""
    written = text(value, 200)
    return "" if written == "0" else written


def words(*values: Any) -> str:
    """Several texts as one, such as a first and a last name."""
    return text(" ".join(filter(None, map(text, values))))


def currency(value: Any) -> str:
    """A currency by ISO 4217, or empty."""
    code = text(value, 4).upper()
    return code if len(code) == 3 and code.isascii() and code.isalpha() else ""


def amount(value: Any) -> Decimal | None:
    """A number, or None."""
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        return None
    try:
        number = Decimal(value.strip() if isinstance(value, str) else value)
    except ArithmeticError:
        return None
    return number if number.is_finite() and (not number or abs(number.adjusted()) < LONGEST_NUMBER) else None


def units(value: Any, code: str) -> int | None:
    """
    An amount in minor units, or None.

    Platforms reckon with more decimals than a currency has (a tax of 1.3475, a third of a discount). What they show
    and charge is rounded half up, so it is here.
    """
    number = value if isinstance(value, Decimal) else amount(value)
    if number is None:
        return None
    try:
        return minor(number.quantize(Decimal(1).scaleb(-exponent(code)), ROUND_HALF_UP), code)
    except (ArithmeticError, InvalidMoney):
        return None


def total(values: Iterable[Any]) -> Decimal:
    """The sum of the amounts among `values`, without their signs: refunds are written with and without a minus."""
    return sum((abs(number) for value in values if (number := amount(value)) is not None), Decimal())


def quantity(value: Any) -> int:
    """How many; one, where a body does not say."""
    number = amount(value)
    return 1 if number is None else min(abs(int(number.to_integral_value(ROUND_HALF_UP))), 10**9)


def moment(value: Any, zone: tzinfo = timezone.utc) -> datetime | None:
    """A time in UTC. One without a zone is of `zone`; MySQL's 0000-00-00 is none."""
    if not isinstance(value, str):
        return None
    try:
        time = msgspec.convert(value.strip(), datetime)
        return (time if time.tzinfo else time.replace(tzinfo=zone)).astimezone(timezone.utc)
    except (msgspec.ValidationError, OverflowError, ValueError):
        return None


def email(value: Any) -> str:
    """An address, or empty."""
    address = text(value, 255)
    return address if len(address) <= 254 and _ADDRESS.fullmatch(address) else ""


def country(value: Any) -> str:
    """A country by ISO 3166-1, or empty."""
    code = text(value).upper()
    return code if len(code) == 2 and code.isascii() and code.isalpha() else ""


def language(value: Any) -> str:
    """A language by BCP 47, or empty: `es`, `pt-BR`, from `pt_BR` and `PT_BR` too."""
    name, _, rest = text(value).replace("_", "-").partition("-")
    written = "-".join(filter(None, (name.lower(), rest)))
    return written if _LANGUAGE.fullmatch(written) else ""


def link(value: Any) -> str:
    """A link over http, or empty."""
    address = text(value, 2001)
    return address if len(address) <= 2000 and _LINK.fullmatch(address) else ""


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is no number")


def _written(value: Any) -> str:
    """A number as text; empty for what is none, or has more digits than an id: 1e999999999 would fill the memory."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)) or amount(value) is None:
        return ""
    return f"{Decimal(value):f}"
