"""Where a shop's owner changes something: authority, the lock, and nobody else's change overwritten."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from sqlalchemy import Connection

from mostrador.actions import authority
from mostrador.desk import Desk
from mostrador.domain.roles import Verb
from mostrador.domain.shop import Shop
from mostrador.domain.speaker import Speaker
from mostrador.domain.wake import Wake
from mostrador.errors import Conflict, NotFound
from mostrador.storage import audit, shops

T = TypeVar("T")
Record = Callable[..., None]


async def change(
    desk: Desk,
    speaker: Speaker,
    version: int | None,
    work: Callable[[Connection, Shop, Record], T],
    *,
    verb: Verb = "manage_shop",
    touches: bool = False,
    is_due: bool = False,
) -> T:
    """
    Run `work(tx, shop, record)` on the locked shop; `record(action, subject, fields)` writes the audit log.

    `touches`: what is changed stands beside the shop, whose version goes up all the same. `is_due`: it gives the worker
    something to do at once.
    `version` is the shop's as the owner saw it. Raises `Conflict` when somebody else changed it meanwhile.
    """
    now = desk.clock.now()

    def run(tx: Connection) -> T:
        actor = authority.require(tx, speaker, verb, at=now)
        shop = shops.lock(tx, speaker.shop)
        if shop is None:
            raise NotFound("There is no such shop.")
        if version is not None and shop.version != version:
            raise Conflict(
                "Somebody else changed these settings meanwhile; look at them again.", code="changed_meanwhile"
            )

        def record(action: str, subject: str = "", fields: Sequence[str] = ()) -> None:
            audit.record(
                tx,
                desk.keyring.audit,
                shop=speaker.shop,
                at=now,
                actor=actor.id,
                action=action,
                subject=subject or speaker.shop,
                fields=fields,
                address=actor.address,
            )

        done = work(tx, shop, record)
        if touches:
            shops.touch(tx, shop.id)
        return done

    return await desk.db.write(run, wake=Wake(speaker.shop, due=True, inbox=False) if is_due else None)
