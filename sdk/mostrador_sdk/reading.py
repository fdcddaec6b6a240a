"""Reading what a shop told: forgiving about where things stand, strict about what they are."""

from typing import Any, TypeVar

import msgspec

from mostrador_sdk.errors import InvalidEvent
from mostrador_sdk.values import Address, Customer, Item, Order, Return, Shipment

T = TypeVar("T", bound=msgspec.Struct)

IDS = frozenset(("id", "number", "order", "subject", "sku", "product"))
"""Fields that are text, and that shops have as numbers."""

WITHIN: dict[type[msgspec.Struct], dict[str, type[msgspec.Struct]]] = {
    Order: {"customer": Customer, "items": Item, "address": Address},
    Shipment: {"items": Item},
    Return: {"items": Item},
}
"""What stands within what."""

MOST_METADATA = 16 * 1024  # bytes, as JSON


def tidy(told: Any, kind: type[msgspec.Struct]) -> Any:
    """Write ids that are numbers as text, and put what we have no field for into `metadata`."""
    if not isinstance(told, dict):
        return told
    known = {name: _text(value) if name in IDS else value for name, value in told.items() if name in _fields(kind)}
    for name, inner in WITHIN.get(kind, {}).items():
        if name in known:
            known[name] = _within(known[name], inner)
    if "metadata" in _fields(kind) and len(known) < len(told):
        rest = {name: value for name, value in told.items() if name not in known}
        given = known.get("metadata", {})
        known["metadata"] = {**rest, **given} if isinstance(given, dict) else given
    return known


def read(told: Any, kind: type[T], place: str, *, is_plain: bool = False) -> T:
    """
    Read `told` as a `kind`; `place` is where it stood.

    `is_plain`: in the JSON that it comes from no character was written by its number, so no text can hold a wrong one.

    Raises `InvalidEvent`, with a sentence that names the field and what was wanted there.
    """
    try:
        value = msgspec.convert(told, kind)
    except msgspec.ValidationError as error:
        raise InvalidEvent(_sentence(str(error), place)) from None
    except RecursionError:
        raise InvalidEvent("This is not an event: things stand in things without end.") from None
    if not is_plain:
        _check_texts(told, place)
    _check_metadata(told, kind, place)
    return value


def _fields(kind: type[msgspec.Struct]) -> tuple[str, ...]:
    return kind.__struct_fields__


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _within(told: Any, kind: type[msgspec.Struct]) -> Any:
    return [tidy(one, kind) for one in told] if isinstance(told, list) else tidy(told, kind)


def _sentence(problem: str, place: str) -> str:
    """From msgspec's "Expected `int`, got `float` - at `$.total`": "data.total: expected int, got float."."""
    what, _, where = problem.partition(" - at `$")
    path = (place + where.rstrip("`")).lstrip(".")
    what = what.replace("`", "").rstrip(".")
    hint = MONEY_HINT if where.rstrip("`").rpartition(".")[2] in MONEY and "Expected `int`" in problem else ""
    return f"{path}: {what[:1].lower()}{what[1:]}.{hint}" if path else f"{what}.{hint}"


MONEY = ("total", "price", "shipping", "discount", "tax", "refunded")
MONEY_HINT = " Money is a whole number of minor units, like 11980 for 119.80 EUR: mostrador_sdk.money.minor makes one."


def _check_texts(told: Any, place: str) -> None:
    """PostgreSQL cannot hold U+0000, and nobody can read a lone surrogate."""
    if isinstance(told, str):
        if "\0" in told:
            raise InvalidEvent(f"{place}: the character U+0000 has no place in a text.")
        if not told.isascii():
            try:
                told.encode()
            except UnicodeEncodeError:
                raise InvalidEvent(f"{place}: half a character (a lone surrogate) has no place in a text.") from None
    elif isinstance(told, dict):
        for name, value in told.items():
            _check_texts(name, place)
            _check_texts(value, f"{place}.{name}".lstrip("."))
    elif isinstance(told, (list, tuple)):
        for number, value in enumerate(told):
            _check_texts(value, f"{place}[{number}]")


def _check_metadata(told: dict[str, Any], kind: type[msgspec.Struct], place: str) -> None:
    if told.get("metadata") and len(msgspec.json.encode(told["metadata"])) > MOST_METADATA:
        raise InvalidEvent(f"{place}.metadata may have {MOST_METADATA // 1024} KiB.")
    for name, inner in WITHIN.get(kind, {}).items():
        found = told.get(name) or ()
        for one in (found,) if isinstance(found, dict) else found:
            _check_metadata(one, inner, f"{place}.{name}")
