"""API keys and identity secrets: made here, shown once, changed without a gap, ended."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection

from mostrador.actions import authority, shared_secrets
from mostrador.desk import Desk
from mostrador.domain import keys as forms
from mostrador.domain.keys import LIVE_AT_ONCE, SCOPES, Scope
from mostrador.domain.speaker import Speaker
from mostrador.errors import Conflict, FieldError, FormInvalid, NotFound
from mostrador.storage import audit, shops
from mostrador.storage import keys as api_keys
from mostrador.storage import secrets as shop_secrets
from mostrador.storage.keys import ApiKey
from mostrador.storage.secrets import Secret

T = TypeVar("T")
LONGEST_NAME = 60  # characters
MOST_KEYS = 40


@dataclass(frozen=True, slots=True)
class Shown:
    """A secret that was just made; nothing can show it again."""

    id: str
    name: str
    secret: str


@dataclass(frozen=True, slots=True)
class Live:
    keys: list[ApiKey]
    secrets: list[Secret]


async def live(desk: Desk, speaker: Speaker) -> Live:
    """What still opens something in this shop, without what would open it."""
    now = desk.clock.now()

    def work(tx: Connection) -> Live:
        authority.require(tx, speaker, "manage_keys", at=now)
        return Live(api_keys.live(tx, speaker.shop), shop_secrets.live(tx, speaker.shop, "identity"))

    return await desk.db.read(work)


async def add_key(desk: Desk, speaker: Speaker, name: str, scopes: Sequence[str]) -> Shown:
    """Make a key with a name and scopes. Raises `FormInvalid`."""
    name, chosen = _checked(name, scopes)

    def describe(tx: Connection) -> tuple[str, Sequence[str]]:
        known = api_keys.live(tx, speaker.shop)
        if name in {each.name for each in known}:
            detail = "There is a key of that name already; rotate it, or choose another name."
            raise FormInvalid(detail, fields={"name": FieldError("name_taken", detail)})
        if len(known) >= MOST_KEYS:
            raise Conflict(f"A shop has at most {MOST_KEYS} keys; end one first.", code="too_many_keys")
        return name, chosen

    return await _make_key(desk, speaker, "key.added", describe)


async def rotate_key(desk: Desk, speaker: Speaker, id: str) -> Shown:
    """Make the successor of a key, with its name and scopes; both count until the old one is ended."""

    def successor(tx: Connection) -> tuple[str, Sequence[str]]:
        known = api_keys.live(tx, speaker.shop)
        old = next((each for each in known if each.id == id), None)
        if old is None:
            raise NotFound("There is no such key.")
        if len([each for each in known if each.name == old.name]) >= LIVE_AT_ONCE:
            raise Conflict("This key has two secrets already; end the old one first.", code="two_live")
        return old.name, old.scopes

    return await _make_key(desk, speaker, "key.rotated", successor)


async def end_key(desk: Desk, speaker: Speaker, id: str) -> None:
    """End a key at once. Raises `NotFound`."""
    now = desk.clock.now()

    def work(tx: Connection) -> None:
        if not api_keys.revoke(tx, speaker.shop, id, at=now):
            raise NotFound("There is no such key.")

    await _recorded(desk, speaker, "key.ended", id, work)


async def add_secret(desk: Desk, speaker: Speaker) -> Shown:
    """Make another identity secret, beside the one that counts. Raises `Conflict` where two do."""
    now = desk.clock.now()
    kid = desk.new("idk")
    new = Shown(kid, kid, forms.identity_secret(desk.random(forms.SECRET_BYTES)))
    sealed = desk.keyring.seal(new.secret.encode(), new.id)

    def work(tx: Connection) -> Shown:
        shared_secrets.require_room(tx, speaker.shop, "identity")
        shop_secrets.add(tx, speaker.shop, new.id, "identity", sealed, at=now)
        return new

    return await _recorded(desk, speaker, "secret.added", new.id, work)


async def end_secret(desk: Desk, speaker: Speaker, id: str) -> None:
    """End an identity secret at once: tokens that were signed with it are strangers'. Raises `NotFound`."""
    now = desk.clock.now()

    def work(tx: Connection) -> None:
        if not shop_secrets.revoke(tx, speaker.shop, "identity", id, at=now):
            raise NotFound("There is no such secret.")

    await _recorded(desk, speaker, "secret.ended", id, work)


async def _make_key(
    desk: Desk, speaker: Speaker, action: str, describe: Callable[[Connection], tuple[str, Sequence[str]]]
) -> Shown:
    now = desk.clock.now()
    key_id, secret = desk.new("key"), forms.api_key(desk.random(forms.SECRET_BYTES))

    def work(tx: Connection) -> Shown:
        name, scopes = describe(tx)
        api_keys.add(
            tx,
            speaker.shop,
            key_id,
            name=name,
            scopes=scopes,
            digest=forms.digest(secret),
            hint=forms.hint(secret),
            at=now,
        )
        return Shown(key_id, name, secret)

    return await _recorded(desk, speaker, action, key_id, work)


async def _recorded(desk: Desk, speaker: Speaker, action: str, subject: str, work: Callable[[Connection], T]) -> T:
    now = desk.clock.now()

    def run(tx: Connection) -> T:
        actor = authority.require(tx, speaker, "manage_keys", at=now)
        shops.lock(tx, speaker.shop)  # so that nobody makes a third at the same time
        done = work(tx)
        audit.record(
            tx,
            desk.keyring.audit,
            shop=speaker.shop,
            at=now,
            actor=actor.id,
            action=action,
            subject=subject,
            address=actor.address,
        )
        return done

    return await desk.db.write(run)


def _checked(typed: str, scopes: Sequence[str]) -> tuple[str, list[Scope]]:
    name = " ".join(typed.split())
    problems: dict[str, FieldError] = {}
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        problems["name"] = FieldError("name_invalid", f"A key needs a name of at most {LONGEST_NAME} characters.")
    chosen = [scope for scope in SCOPES if scope in scopes]
    if not chosen or len(chosen) != len(set(scopes)):
        problems["scopes"] = FieldError("scopes_invalid", "Choose what the key may do.")
    if problems:
        raise FormInvalid("The key cannot be made so.", fields=problems)
    return name, chosen
