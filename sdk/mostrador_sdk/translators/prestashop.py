"""
PrestaShop, by a module in the shop: it sends no webhooks by itself.

The format is our own: the three headers of Standard Webhooks, and as body either events of Mostrador without `id` and
`source`, or an order as PrestaShop's web service writes it, with what that leaves out. docs/shops/prestashop.md has it
all, with the PHP. Source of the order: https://devdocs.prestashop-project.org/9/webservice/resources/orders/.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from mostrador_sdk.errors import InvalidEvent
from mostrador_sdk.events import Event, decode
from mostrador_sdk.signing import secret_keys, verify
from mostrador_sdk.translators import picking as pick
from mostrador_sdk.translators.picking import Told, rows, within
from mostrador_sdk.translators.prestashop_orders import order_tales
from mostrador_sdk.translators.telling import digest, events, present

SOURCE = "prestashop"


def parse(
    headers: Mapping[str, str], raw_body: bytes, keys: str | Iterable[str], *, now: datetime | None = None
) -> list[Event]:
    """
    The events that the shop's module tells; none for `{"type": "ping"}`.

    `keys` are the live secrets, like `whsec_…`; `now` is what the time of signing is held against (five minutes either
    way). Raises `InvalidSignature`, `InvalidWebhook` for an old one, `InvalidEvent`.
    """
    now = present(now)
    verify(secret_keys(keys), headers, raw_body, now=now)
    told = pick.decoded(raw_body)
    if isinstance(told, dict) and told.get("type") == "ping":
        return []
    if isinstance(order := within(told, "order"), dict):
        return events(SOURCE, raw_body, order_tales(told, order, now))
    listed = told if isinstance(told, list) else within(told, "events") or [told]
    if not isinstance(listed, list) or not rows(listed):
        raise InvalidEvent('The module sends an event, a list of them, or {"order": …}.')
    return [_event(one, f"{digest(SOURCE, raw_body)}-{number}", now) for number, one in enumerate(listed)]


def _event(told: Any, id: str, now: datetime) -> Event:
    """One of our events. Its id is made here, of the body; its subject is in its data."""
    if not isinstance(told, dict):
        raise InvalidEvent("An event is an object with type, time and data.")
    subject = within(told, "data", "order") or within(told, "data", "id")
    whole: Told = {"time": now, **told, "id": id, "source": SOURCE, "subject": pick.text(subject, 200)}
    try:
        written = msgspec.json.encode(whole)
    except (OverflowError, RecursionError, ValueError) as error:
        raise InvalidEvent(f"This cannot be written as JSON: {error}.") from None
    return decode(written)
