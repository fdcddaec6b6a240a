"""People who work for a shop, logged in."""

import hashlib
from datetime import timedelta

from sqlalchemy import Connection

from mostrador.desk import Desk
from mostrador.domain.speaker import Role, Speaker
from mostrador.storage import members

ADDRESS = "198.51.100.7"


async def hired(desk: Desk, shop: str, name: str, role: Role = "administrator") -> Speaker:
    """Somebody of this role in this shop, with a living session."""
    agent, proof = desk.new("agt"), hashlib.sha256(desk.random(32)).digest()
    now = desk.clock.now()

    def work(tx: Connection) -> None:
        email = f"{name.lower()}-{agent[4:]}@example.com"
        members.add_agent(tx, agent, email=email, name=name, language="es", password_hash=None, at=now)
        members.set_member(tx, shop, agent, role, at=now)
        members.add_session(tx, proof, agent_id=agent, shop=shop, at=now, expires_at=now + timedelta(hours=12))

    await desk.db.write(work)
    return Speaker(shop, role, agent, name, proof, ADDRESS)
