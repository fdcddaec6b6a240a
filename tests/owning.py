"""People who work for a shop, logged in."""

from datetime import timedelta

from sqlalchemy import Connection

from mostrador.desk import Desk
from mostrador.domain.session import digest
from mostrador.domain.speaker import Role, Speaker
from mostrador.storage import members

ADDRESS = "198.51.100.7"


async def hired(
    desk: Desk,
    shop: str,
    name: str,
    role: Role = "administrator",
    *,
    session: str | None = None,
    lasting: timedelta = timedelta(hours=12),
) -> Speaker:
    """Somebody of this role in this shop, with a living session: what `session` says, where a browser is to have it."""
    agent, proof = desk.new("agt"), digest(session or desk.random(32).hex())
    now = desk.clock.now()

    def work(tx: Connection) -> None:
        email = f"{name.lower()}-{agent[4:]}@example.com"
        members.add_agent(tx, agent, email=email, name=name, language="es", password_hash=None, at=now)
        members.set_member(tx, shop, agent, role, at=now)
        members.add_session(tx, proof, agent_id=agent, shop=shop, at=now, expires_at=now + lasting)

    await desk.db.write(work)
    return Speaker(shop, role, agent, name, proof, ADDRESS)
