"""An owner makes an address for the shop's platform, and the secret by which what comes there is believed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, get_args

from sqlalchemy import Connection

from mostrador.actions import authority, shared_secrets
from mostrador.desk import Desk
from mostrador.domain import hooks as forms
from mostrador.domain.hooks import OWN, Platform
from mostrador.domain.speaker import Speaker
from mostrador.errors import Conflict, FieldError, FormInvalid, NotFound
from mostrador.storage import audit, hooks, secrets, shops
from mostrador.storage.hooks import Hook
from mostrador.storage.secrets import Secret

T = TypeVar("T")
MOST = 10  # addresses of one shop


@dataclass(frozen=True, slots=True)
class Shown:
    """What was just made. `secret` is empty where the platform made it, or signs by keys that it publishes."""

    platform: Platform
    path: str
    secret: str


@dataclass(frozen=True, slots=True)
class Standing:
    hooks: list[Hook]
    secrets: dict[str, list[Secret]]


async def standing(desk: Desk, speaker: Speaker) -> Standing:
    now = desk.clock.now()

    def work(tx: Connection) -> Standing:
        authority.require(tx, speaker, "manage_keys", at=now)
        found = hooks.living(tx, speaker.shop)
        return Standing(found, {each.id: secrets.live(tx, speaker.shop, "hook", each.id) for each in found})

    return await desk.db.read(work)


async def add(desk: Desk, speaker: Speaker, named: str, *, secret: str, site: str) -> Shown:
    """Make an address for a platform. Raises `FormInvalid`, `Conflict` for one too many."""
    platform = _platform(named)
    now = desk.clock.now()
    where = forms.site(site) if platform == "saleor" else ""
    path = forms.path(desk.random(forms.PATH_BYTES))
    new = Hook(desk.new("hok"), speaker.shop, platform, path, where, None, None, now)
    shown, store = _secret(desk, speaker, new, secret)

    def work(tx: Connection) -> Shown:
        if len(hooks.living(tx, speaker.shop)) >= MOST:
            raise Conflict(f"A shop has at most {MOST} such addresses; remove one first.", code="too_many_hooks")
        hooks.add(tx, new)
        store(tx)
        return shown

    return await _recorded(desk, speaker, "hook.added", new.id, work)


async def rotate(desk: Desk, speaker: Speaker, id: str, *, secret: str) -> Shown:
    """Take or make a second secret; both count until one is ended. Raises `Conflict` where two do, `FormInvalid`."""
    hook = await desk.db.read(lambda tx: _find(tx, speaker, id))
    if hook.platform == "saleor":
        raise Conflict("This platform publishes its keys; there is no secret.", code="no_secret")
    shown, store = _secret(desk, speaker, hook, secret)

    def work(tx: Connection) -> Shown:
        shared_secrets.require_room(tx, speaker.shop, "hook", _find(tx, speaker, id).id)
        store(tx)
        return shown

    return await _recorded(desk, speaker, "hook.rotated", id, work)


async def end_secret(desk: Desk, speaker: Speaker, id: str) -> None:
    """End one of two secrets. Raises `Conflict` for the last one."""
    now = desk.clock.now()

    def work(tx: Connection) -> None:
        shared_secrets.end(tx, speaker.shop, "hook", id, at=now)

    await _recorded(desk, speaker, "secret.ended", id, work)


async def remove(desk: Desk, speaker: Speaker, id: str) -> None:
    """Take an address away: whoever calls it finds nothing there."""
    now = desk.clock.now()

    def work(tx: Connection) -> None:
        found = _find(tx, speaker, id)
        shared_secrets.end_all(tx, speaker.shop, "hook", found.id, at=now)
        hooks.note(tx, speaker.shop, found.id, ended_at=now)

    await _recorded(desk, speaker, "hook.removed", id, work)


def _secret(desk: Desk, speaker: Speaker, hook: Hook, typed: str) -> tuple[Shown, Callable[[Connection], None]]:
    """What is shown, and how its secret is stored: one that the platform made is not shown again."""
    if hook.platform == "saleor":
        return Shown(hook.platform, hook.path, ""), lambda _: None
    own = hook.platform in OWN
    text = forms.secret(hook.platform, desk.random(forms.SECRET_BYTES)) if own else forms.typed_secret(typed)
    id, now = desk.new("hks"), desk.clock.now()
    sealed = desk.keyring.seal(text.encode(), id)

    def store(tx: Connection) -> None:
        secrets.add(tx, speaker.shop, id, "hook", sealed, at=now, subject=hook.id)

    return Shown(hook.platform, hook.path, text if own else ""), store


async def _recorded(desk: Desk, speaker: Speaker, action: str, subject: str, work: Callable[[Connection], T]) -> T:
    now = desk.clock.now()

    def run(tx: Connection) -> T:
        actor = authority.require(tx, speaker, "manage_keys", at=now)
        shops.lock(tx, speaker.shop)  # so that nobody makes a third at the same time
        done = work(tx)
        entry = {"actor": actor.id, "action": action, "subject": subject, "address": actor.address}
        audit.record(tx, desk.keyring.audit, shop=speaker.shop, at=now, **entry)
        return done

    return await desk.db.write(run)


def _find(tx: Connection, speaker: Speaker, id: str) -> Hook:
    found = hooks.find(tx, speaker.shop, id)
    if found is None:
        raise NotFound("There is no such address.")
    return found


def _platform(named: str) -> Platform:
    for platform in get_args(Platform):
        if platform == named:
            return platform  # type: ignore[no-any-return]
    raise FormInvalid("Choose a platform.", fields={"platform": FieldError("choice_invalid", "Choose a platform.")})
