"""A shop's platform tells what happens there: what it signed becomes events like any other, each counted once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection

from mostrador.actions import shop_events
from mostrador.actions.shop_events import Result, Teller
from mostrador.clock import SystemClock
from mostrador.desk import Desk
from mostrador.domain.hooks import KEY_SET, Platform
from mostrador.errors import Busy, Invalid, NotFound, Unauthenticated
from mostrador.gateways.fetch import Unreachable, Unsafe
from mostrador.storage import hooks, secrets
from mostrador.storage.hooks import Hook
from mostrador_sdk.errors import InvalidEvent, InvalidWebhook
from mostrador_sdk.events import Event, encode
from mostrador_sdk.translators import prestashop, saleor, shopify, woocommerce

Parse = Callable[..., list[Event]]
PLATFORMS: Mapping[Platform, Parse] = {
    "woocommerce": woocommerce.parse,
    "shopify": shopify.parse,
    "saleor": saleor.parse,
    "prestashop": prestashop.parse,
}
NOTED_EVERY = timedelta(minutes=1)  # so that who sends much does not make us write much
KEYS_ASKED_EVERY = timedelta(minutes=5)  # a stranger's wrong signature does not have us call the shop without end
KEYS_WITHIN = 3.0  # seconds: the platforms want an answer within five


@dataclass(frozen=True, slots=True)
class Came:
    """What came, as it came; `address` is the sender's."""

    headers: Mapping[str, str]
    body: bytes
    address: str


async def take(desk: Desk, path: str, came: Came) -> Sequence[Result]:
    """
    Take what a platform tells at one of our addresses; nothing for a ping.

    Raises `NotFound` for an address that is none, `Unauthenticated` for what was not signed by that shop, `Invalid` for
    what it signed and we do not understand.
    """
    hook = await desk.db.read(lambda tx: hooks.by_path(tx, path))
    if hook is None:
        raise NotFound("There is nothing here.")
    try:
        events = await _believed(desk, hook, came)
    except InvalidWebhook as problem:
        await _note_refusal(desk, hook, "signature")
        raise Unauthenticated(str(problem), code="signature_wrong") from None
    except InvalidEvent as problem:
        await _note_refusal(desk, hook, "event")
        raise Invalid(str(problem), code="event_invalid") from None
    teller = Teller(hook.shop_id, hook.id, came.address, lambda tx: _require(tx, hook))
    results = [
        result
        for start in range(0, len(events), shop_events.MOST)
        for result in await shop_events.tell(
            desk, teller, [encode(each) for each in events[start : start + shop_events.MOST]]
        )
    ]
    if results:  # a ping is not signed: anybody may send one
        await _note_seen(desk, hook)
    return results


async def _believed(desk: Desk, hook: Hook, came: Came) -> list[Event]:
    """The events of what was signed. Keys that a platform publishes may have changed: they are asked for once more."""
    if hook.platform != "saleor":
        return _parsed(desk, hook, came, await desk.db.read(lambda tx: _secrets(tx, desk, hook)))
    keys = hook.keys or await _fresh_keys(desk, hook)
    try:
        return _parsed(desk, hook, came, [keys] if keys else [])
    except InvalidWebhook:
        fresh = await _fresh_keys(desk, hook) if hook.keys else None
        if not fresh:
            raise
        return _parsed(desk, hook, came, [fresh])


def _parsed(desk: Desk, hook: Hook, came: Came, keys: Sequence[Any]) -> list[Event]:
    return PLATFORMS[hook.platform](came.headers, came.body, keys, now=_now(desk, hook.platform))


def _now(desk: Desk, platform: Platform) -> datetime:
    """Of what carries the time of its signing, that is held against the system's."""
    return SystemClock().now() if platform == "prestashop" else desk.clock.now()


def _secrets(tx: Connection, desk: Desk, hook: Hook) -> list[str]:
    live = secrets.live(tx, hook.shop_id, "hook", hook.id)
    return [desk.keyring.open(each.sealed, each.id).decode() for each in live]


async def _fresh_keys(desk: Desk, hook: Hook) -> dict[str, Any] | None:
    """Ask for the shop's key set, unless that was done lately. Raises `Busy` while it is out of reach."""
    now = desk.clock.now()
    if hook.keys_at and now - hook.keys_at < KEYS_ASKED_EVERY:
        return None
    await desk.db.write(lambda tx: hooks.note(tx, hook.shop_id, hook.id, keys_at=now))
    try:
        answer = await desk.fetch.call("GET", hook.site + KEY_SET, seconds=KEYS_WITHIN)
        keys = msgspec.json.decode(answer.body, type=dict[str, Any])
    except (Unsafe, Unreachable, msgspec.DecodeError, UnicodeError, RecursionError):
        raise Busy("The shop's keys cannot be had just now.", code="keys_unreachable", retry_after=300) from None
    await desk.db.write(lambda tx: hooks.note(tx, hook.shop_id, hook.id, keys=keys))
    return keys


def _require(tx: Connection, hook: Hook) -> None:
    if hooks.find(tx, hook.shop_id, hook.id) is None:
        raise NotFound("There is nothing here.")


async def _note_seen(desk: Desk, hook: Hook) -> None:
    now = desk.clock.now()
    if hook.seen_at is None or now - hook.seen_at >= NOTED_EVERY or hook.problem:
        await desk.db.write(lambda tx: hooks.note(tx, hook.shop_id, hook.id, seen_at=now, problem=None))


async def _note_refusal(desk: Desk, hook: Hook, problem: str) -> None:
    now = desk.clock.now()
    if hook.refused_at is None or now - hook.refused_at >= NOTED_EVERY:
        await desk.db.write(lambda tx: hooks.note(tx, hook.shop_id, hook.id, refused_at=now, problem=problem))
