"""Open a shop: with what it needs to begin, and the secrets that are shown once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from mostrador.desk import Desk
from mostrador.domain import keys, origins, starter
from mostrador.domain.shop import Department, Profile, Topic
from mostrador.domain.speaker import Speaker
from mostrador.errors import FieldError, Forbidden, Invalid
from mostrador.settings import Settings
from mostrador.storage import audit, shops
from mostrador.storage import keys as api_keys
from mostrador.storage import secrets as shop_secrets

LONGEST_NAME = 100  # characters
FIRST_KEY = "Shop server"


@dataclass(frozen=True, slots=True)
class OpenedShop:
    """A new shop's id and its secrets, which nothing can show again."""

    id: str
    api_key: str
    identity_secret: str
    identity_key_id: str


async def create_shop(
    desk: Desk, speaker: Speaker, name: str, origins: Sequence[str] = (), *, profile: Profile | None = None
) -> OpenedShop:
    """Open a shop with departments, topics, an identity secret and a first API key. Only the command line may."""
    if speaker.role != "system":
        raise Forbidden("Only somebody with access to the machine may open a shop: `mostrador shop add`.")
    now = desk.clock.now()
    work = opening(desk, speaker, name, origins, profile=profile or Profile(), at=now)
    return await desk.db.write(work)


def opening(
    desk: Desk, speaker: Speaker, name: str, pages: Sequence[str], *, profile: Profile, at: datetime
) -> Callable[[Connection], OpenedShop]:
    """Prepare everything that needs chance, and return the work that writes it."""
    name = shop_name(name)
    allowed = [allowed_origin(desk.settings, each) for each in pages]
    key = keys.api_key(desk.random(keys.SECRET_BYTES))
    secret = keys.identity_secret(desk.random(keys.SECRET_BYTES))
    new = OpenedShop(desk.new("shop"), key, secret, desk.new("idk"))
    departments, topics = _starters(desk, profile.languages)
    key_id = desk.new("key")

    def work(tx: Connection) -> OpenedShop:
        shops.add(tx, new.id, name, profile, at=at)
        shops.set_origins(tx, new.id, allowed)
        for department in departments:
            shops.add_department(tx, new.id, department)
        for position, topic in enumerate(topics):
            shops.add_topic(tx, new.id, topic, position)
        sealed = desk.keyring.seal(secret.encode(), new.identity_key_id)
        shop_secrets.add(tx, new.id, new.identity_key_id, "identity", sealed, at=at)
        api_keys.add(
            tx,
            new.id,
            key_id,
            name=FIRST_KEY,
            scopes=keys.SDK_SCOPES,
            digest=keys.digest(key),
            hint=keys.hint(key),
            at=at,
        )
        audit.record(tx, desk.keyring.audit, shop=new.id, at=at, actor=speaker.id, action="shop.opened", subject=new.id)
        return new

    return work


def shop_name(typed: str) -> str:
    """Return the name as it will be read. Raises `Invalid`."""
    name = " ".join(typed.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        detail = f"The shop needs a name of at most {LONGEST_NAME} characters."
        raise Invalid(detail, fields={"name": FieldError("name_invalid", detail)})
    return name


def allowed_origin(settings: Settings, typed: str) -> str:
    """Return the origin as browsers write it; http only on this machine, and only where we are reached so ourselves."""
    return origins.origin(typed, loopback=not settings.secure)


def _starters(desk: Desk, languages: Sequence[str]) -> tuple[list[Department], list[Topic]]:
    spoken = [language for language in languages if language in starter.TOPICS[0].names] or ["en"]
    ids = {key: desk.new("dep") for key in starter.DEPARTMENTS}
    departments = [
        Department(ids[key], starter.in_language(names, spoken[0])) for key, names in starter.DEPARTMENTS.items()
    ]
    topics = [
        Topic(
            desk.new("top"),
            {language: each.names[language] for language in spoken},
            ids[each.department],
            each.asks_order,
        )
        for each in starter.TOPICS
    ]
    return departments, topics
