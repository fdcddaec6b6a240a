"""Saleor's three ways to write the same: plain payloads, NOTIFY_USER, and GraphQL subscriptions."""

import re
from decimal import Decimal
from typing import Any

from mostrador_sdk.errors import InvalidEvent
from mostrador_sdk.translators import picking as pick
from mostrador_sdk.translators.picking import first, within

_HUMP = re.compile(r"(?<=[a-z0-9])([A-Z])")
DEEPEST = 30  # objects within objects


def plain(told: Any, depth: int = 0) -> Any:
    """Field names as plain payloads write them: `userEmail` is `user_email`."""
    if depth > DEEPEST:
        raise InvalidEvent("This is not an event: things stand in things without end.")
    if isinstance(told, list):
        return [plain(one, depth + 1) for one in told]
    if not isinstance(told, dict):
        return told
    return {_HUMP.sub(r"_\1", name).lower(): plain(value, depth + 1) for name, value in told.items()}


def gross(told: Any, *names: str) -> Decimal | None:
    """The first gross amount among these names: `total_gross_amount`, or `total` as GraphQL writes money."""
    for name in names:
        for value in (within(told, f"{name}_gross_amount"), within(told, name, "gross", "amount")):
            if (number := pick.amount(value)) is not None:
                return number
    return None


def money(told: Any, *names: str) -> Decimal | None:
    """The first amount among these names, a number or an object that has one as `amount`."""
    for name in names:
        value = within(told, name)
        if (number := pick.amount(within(value, "amount") if isinstance(value, dict) else value)) is not None:
            return number
    return None


def currency(told: Any) -> str:
    """An order's currency; plain payloads have it in the channel alone."""
    line = next(iter(pick.rows(within(told, "lines"))), None)
    return pick.currency(
        first(told, "currency", "currency_code")
        or within(told, "total", "gross", "currency")
        or within(told, "total", "currency")
        or first(within(told, "channel"), "currency_code")
        or within(line, "currency")
    )


def word(value: Any) -> str:
    """A state in one spelling: `PARTIALLY_FULFILLED` and `partially-fulfilled` are `partially fulfilled`."""
    return pick.text(value).lower().replace("_", " ").replace("-", " ")
