"""What follows when a database of an earlier day is put back."""

from uuid import UUID

from sqlalchemy import Connection

from mostrador.desk import Desk
from mostrador.domain.speaker import Speaker
from mostrador.errors import Forbidden
from mostrador.storage import audit, meta, revocations


async def begin_anew(desk: Desk, speaker: Speaker) -> None:
    """Revoke sessions, visitors and links, and give the store a new epoch, at which clients drop their cursors."""
    if speaker.role != "system":
        raise Forbidden("Only somebody with access to the machine may restore.")
    now = desk.clock.now()
    epoch = str(UUID(bytes=desk.random(16), version=4))

    def work(tx: Connection) -> None:
        revocations.revoke_everything(tx, at=now)
        meta.put(tx, meta.STORE_EPOCH, epoch)
        audit.record(tx, desk.keyring.audit, shop=None, at=now, actor=speaker.id, action="database.restored")

    await desk.db.write(work)
