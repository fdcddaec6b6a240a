"""Set an installation up: the first shop and the first agent, together and only once."""

import base64
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection

from mostrador.actions.shops import OpenedShop, opening
from mostrador.desk import Desk
from mostrador.domain import addresses
from mostrador.domain.shop import Profile
from mostrador.domain.speaker import Speaker
from mostrador.errors import FieldError, Forbidden, Invalid
from mostrador.gateways import passwords
from mostrador.storage import audit, members, meta, shops

PASSWORD_BYTES = 15  # 120 bits: 24 letters and digits, in groups that can be copied from paper


@dataclass(frozen=True, slots=True)
class SetUp:
    """What the first run made; the secrets in it are never shown again."""

    shop: OpenedShop
    agent: str
    email: str
    password: str


async def set_up(
    desk: Desk,
    speaker: Speaker,
    *,
    shop: str,
    origins: list[str],
    email: str,
    name: str,
    profile: Profile,
) -> SetUp | None:
    """Make the first shop and its administrator. None, and nothing changed, where there is a shop already."""
    if speaker.role != "system":
        raise Forbidden("Only somebody with access to the machine may set Mostrador up.")
    now = desk.clock.now()
    address = agent_address(email)
    password = new_password(desk.random(PASSWORD_BYTES))
    password_hash = passwords.hash_password(password)
    agent = desk.new("agt")
    epoch = str(UUID(bytes=desk.random(16), version=4))
    open_shop = opening(desk, speaker, shop, origins, profile=profile, at=now)

    def work(tx: Connection) -> SetUp | None:
        if not meta.claim(tx, meta.SET_UP, now.isoformat()) or shops.all_ids(tx):
            return None
        meta.put(tx, meta.STORE_EPOCH, epoch)
        opened = open_shop(tx)
        members.add_agent(
            tx,
            agent,
            email=address,
            name=name.strip() or address,
            language=profile.languages[0],
            password_hash=password_hash,
            at=now,
        )
        members.set_member(tx, opened.id, agent, "administrator", at=now)
        audit.record(
            tx, desk.keyring.audit, shop=opened.id, at=now, actor=speaker.id, action="agent.added", subject=agent
        )
        return SetUp(opened, agent, address, password)

    return await desk.db.write(work)


def agent_address(typed: str) -> str:
    """Return the address to log in with. Raises `Invalid`."""
    try:
        return addresses.email(typed).lower()
    except ValueError as error:
        raise Invalid(str(error), fields={"email": FieldError("email_invalid", str(error))}) from None


def new_password(entropy: bytes) -> str:
    """A password that nobody has to invent: `k3vd-…`, six groups of four."""
    letters = base64.b32encode(entropy).decode().lower()
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))
