"""An owner says which of the shop's systems are told what; each has secrets of its own, shown once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection

from mostrador.actions import authority, callers, shared_secrets
from mostrador.actions.callers import Caller
from mostrador.desk import Desk
from mostrador.domain import webhooks as forms
from mostrador.domain.speaker import Speaker
from mostrador.domain.wake import Wake
from mostrador.errors import Conflict, FieldError, FormInvalid, NotFound
from mostrador.gateways.fetch import Unreachable, Unsafe
from mostrador.storage import audit, due, secrets, shops, webhooks
from mostrador.storage.due import Due
from mostrador.storage.secrets import Secret
from mostrador.storage.webhooks import Delivery, Webhook

T = TypeVar("T")
MOST = 10  # addresses of one shop
PAGE = 50  # deliveries
LONGEST_URL = 2_000
Keeper = Speaker | Caller


@dataclass(frozen=True, slots=True)
class Shown:
    """A secret that was just made; nothing can show it again."""

    id: str
    url: str
    secret: str
    webhook: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The shop's addresses with their secrets, and what they were told; `more` is where the next page begins."""

    webhooks: list[Webhook]
    secrets: dict[str, list[Secret]]
    deliveries: Sequence[Delivery]
    more: str | None


async def standing(desk: Desk, speaker: Keeper, before: str | None) -> Standing:
    now = desk.clock.now()

    def work(tx: Connection) -> Standing:
        _require(tx, speaker, at=now)
        shop = speaker.shop
        found = webhooks.living(tx, shop)
        told = webhooks.deliveries(tx, shop, before=before, most=PAGE + 1)
        live = {each.id: secrets.live(tx, shop, "webhook", each.id) for each in found}
        return Standing(found, live, told[:PAGE], told[PAGE - 1].id if len(told) > PAGE else None)

    return await desk.db.read(work)


async def add(desk: Desk, speaker: Keeper, url: str, types: Sequence[str]) -> Shown:
    """Have an address told from now on. Raises `FormInvalid`, `Conflict` for one too many."""
    chosen = _types(types)
    await _require_callable(desk, url)
    now = desk.clock.now()
    new = Webhook(desk.new("whk"), speaker.shop, url, chosen, "on", now, None)
    shown, sealed = _secret(desk, new.url, new.id)

    def work(tx: Connection) -> Shown:
        if len(webhooks.living(tx, speaker.shop)) >= MOST:
            raise Conflict(f"A shop has at most {MOST} such addresses; remove one first.", code="too_many_webhooks")
        webhooks.add(tx, new)
        secrets.add(tx, speaker.shop, shown.id, "webhook", sealed, at=now, subject=new.id)
        return shown

    return await _recorded(desk, speaker, "webhook.added", new.id, work)


async def subscribe(desk: Desk, speaker: Speaker, id: str, types: Sequence[str]) -> None:
    """Say anew what it wants to hear of."""
    chosen = _types(types)

    def work(tx: Connection) -> None:
        webhooks.subscribe(tx, speaker.shop, _find(tx, speaker, id).id, chosen)

    await _recorded(desk, speaker, "webhook.changed", id, work)


async def turn(desk: Desk, speaker: Speaker, id: str, *, on: bool) -> None:
    """Switch it on or off; what waits for one that is off is dropped."""
    now = desk.clock.now()

    def work(tx: Connection) -> None:
        webhooks.turn(tx, speaker.shop, _find(tx, speaker, id).id, "on" if on else "off", at=now)

    await _recorded(desk, speaker, "webhook.switched_on" if on else "webhook.switched_off", id, work)


async def remove(desk: Desk, speaker: Keeper, id: str) -> None:
    now = desk.clock.now()

    def work(tx: Connection) -> None:
        found = _find(tx, speaker, id)
        shared_secrets.end_all(tx, speaker.shop, "webhook", found.id, at=now)
        webhooks.end(tx, speaker.shop, found.id, at=now)

    await _recorded(desk, speaker, "webhook.removed", id, work)


async def rotate(desk: Desk, speaker: Speaker, id: str) -> Shown:
    """Make a second secret: what is sent is signed under both until the old one is ended."""
    now = desk.clock.now()
    shown, sealed = _secret(desk, "", id)

    def work(tx: Connection) -> Shown:
        found = _find(tx, speaker, id)
        shared_secrets.require_room(tx, speaker.shop, "webhook", found.id)
        secrets.add(tx, speaker.shop, shown.id, "webhook", sealed, at=now, subject=found.id)
        return Shown(shown.id, found.url, shown.secret, found.id)

    return await _recorded(desk, speaker, "webhook.rotated", id, work)


async def end_secret(desk: Desk, speaker: Speaker, id: str) -> None:
    """End one of two secrets. Raises `Conflict` for the last one."""
    now = desk.clock.now()

    def work(tx: Connection) -> None:
        shared_secrets.end(tx, speaker.shop, "webhook", id, at=now)

    await _recorded(desk, speaker, "secret.ended", id, work)


async def test(desk: Desk, speaker: Speaker, id: str) -> None:
    """Send it something that happened nowhere."""
    now = desk.clock.now()
    fresh = desk.new("try")

    def work(tx: Connection) -> None:
        found = _find(tx, speaker, id)
        _require_on(found)
        webhooks.deliver(tx, speaker.shop, found.id, forms.TEST, found.id, at=now, part=fresh)

    await _recorded(desk, speaker, "webhook.tested", id, work)


async def again(desk: Desk, speaker: Speaker, delivery: str) -> None:
    """Send something once more, under the id that it had. Raises `Conflict` while it still waits."""
    now = desk.clock.now()
    fresh = desk.new("due")

    def work(tx: Connection) -> None:
        told = webhooks.lock_delivery(tx, speaker.shop, delivery)
        if told is None:
            raise NotFound("There is no such delivery.")
        hook = webhooks.find(tx, speaker.shop, told.webhook_id)
        if hook is None:
            raise Conflict("Its address was removed.", code="webhook_removed")
        _require_on(hook)
        if told.state == "waiting":
            raise Conflict("It is to be sent anyway.", code="delivery_waits")
        webhooks.note(tx, speaker.shop, delivery, state="waiting", next_at=now, ended_at=None)
        due.add(tx, Due(fresh, speaker.shop, webhooks.KIND, delivery, now, {}), at=now)

    await _recorded(desk, speaker, "webhook.sent_again", delivery, work)


async def _recorded(desk: Desk, speaker: Keeper, action: str, subject: str, work: Callable[[Connection], T]) -> T:
    now = desk.clock.now()

    def run(tx: Connection) -> T:
        actor = _require(tx, speaker, at=now)
        shops.lock(tx, speaker.shop)  # so that nobody makes a third at the same time
        done = work(tx)
        entry = {"actor": actor, "action": action, "subject": subject, "address": speaker.address}
        audit.record(tx, desk.keyring.audit, shop=speaker.shop, at=now, **entry)
        return done

    return await desk.db.write(run, wake=Wake(speaker.shop, due=True, inbox=False))


def _require(tx: Connection, keeper: Keeper, *, at: datetime) -> str:
    """Say who keeps the addresses: an administrator, or the shop's server by a key that may."""
    if isinstance(keeper, Caller):
        return callers.require(tx, keeper, "webhooks").key
    return authority.require(tx, keeper, "manage_keys", at=at).id


def _find(tx: Connection, speaker: Keeper, id: str) -> Webhook:
    found = webhooks.find(tx, speaker.shop, id)
    if found is None:
        raise NotFound("There is no such address.")
    return found


def _require_on(hook: Webhook) -> None:
    if hook.state != "on":
        raise Conflict("This address is switched off; switch it on first.", code="webhook_off")


def _types(types: Sequence[str]) -> tuple[str, ...]:
    chosen = tuple(each for each in forms.TYPES if each in types)
    if not chosen or len(chosen) != len(set(types)):
        detail = "Choose what it wants to hear of."
        raise FormInvalid(detail, fields={"types": FieldError("types_invalid", detail)})
    return chosen


async def _require_callable(desk: Desk, url: str) -> None:
    """Raises `FormInvalid` for what may never be called; what is only out of reach now may come up later."""
    detail = "A webhook goes to an https:// address that the whole world can reach."
    if len(url) > LONGEST_URL or not url.isprintable() or " " in url:
        raise FormInvalid(detail, fields={"url": FieldError("webhook_url", detail)})
    try:
        await desk.fetch.look(url)
    except Unsafe:
        raise FormInvalid(detail, fields={"url": FieldError("webhook_url", detail)}) from None
    except Unreachable:
        return


def _secret(desk: Desk, url: str, webhook: str) -> tuple[Shown, bytes]:
    shown = Shown(desk.new("whs"), url, forms.secret(desk.random(forms.SECRET_BYTES)), webhook)
    return shown, desk.keyring.seal(shown.secret.encode(), shown.id)
