"""What may be done with a shop's team: by its administrators, and written down."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection

from mostrador.actions import authority
from mostrador.desk import Desk
from mostrador.domain.speaker import Role, Speaker
from mostrador.domain.wake import Wake
from mostrador.errors import Conflict, FieldError, Invalid, NotFound
from mostrador.storage import agent_links, audit, members, shops, team
from mostrador.storage.members import Member

T = TypeVar("T")
ROLES: tuple[Role, ...] = ("agent", "supervisor", "administrator")
Work = Callable[[Connection, Speaker, datetime], T]


async def manage(desk: Desk, speaker: Speaker, work: Work[T], *, due: bool = False) -> T:
    """Run `work(tx, actor, now)` for somebody who may manage the team, on the locked shop."""
    now = desk.clock.now()

    def locked(tx: Connection) -> T:
        actor = authority.require(tx, speaker, "manage_team", at=now)
        if shops.lock(tx, speaker.shop) is None:
            raise NotFound("There is no such shop.")
        return work(tx, actor, now)

    return await desk.db.write(locked, wake=Wake(speaker.shop, due=due))


def find(tx: Connection, shop: str, agent: str) -> Member:
    """A member of this shop. Raises `NotFound`, also for another shop's."""
    member = members.find(tx, shop, agent)
    if member is None:
        raise NotFound("There is nobody of that name in this shop.")
    return member


def require_another_administrator(tx: Connection, shop: str, but: str) -> None:
    """Raises `Conflict` where nobody would be left to run the shop."""
    if not [each for each in team.administrators(tx, shop) if each != but]:
        raise conflict("last_administrator", "Somebody has to stay administrator.", but)


def conflict(code: str, detail: str, agent: str) -> Conflict:
    """What stands at a member's own entry."""
    return Conflict(detail, code=code, fields={agent: FieldError(code, detail)})


def checked_role(role: str) -> Role:
    for known in ROLES:
        if role == known:
            return known
    detail = f"A role is one of {', '.join(ROLES)}."
    raise Invalid(detail, code="role_unknown", fields={"role": FieldError("role_unknown", detail)})


def checked_departments(tx: Connection, shop: str, departments: Sequence[str]) -> tuple[str, ...]:
    """Raises `Invalid` for one that is gone, and for another shop's alike."""
    known = {each.id for each in shops.departments(tx, shop)}
    if not known.issuperset(departments):
        detail = "Choose among the shop's departments."
        raise Invalid(detail, fields={"departments": FieldError("department_unknown", detail)})
    return tuple(dict.fromkeys(departments))


def end_invitations_by(tx: Connection, shop: str, agent: str, at: datetime) -> None:
    """Somebody who may not invite any more has not invited anybody."""
    for each in agent_links.invitations(tx, shop, at=at):
        if each.body["by"] == agent:
            agent_links.end(tx, each.id, at=at)


def record(
    tx: Connection, desk: Desk, actor: Speaker, action: str, subject: str, at: datetime, fields: Sequence[str] = ()
) -> None:
    audit.record(
        tx,
        desk.keyring.audit,
        shop=actor.shop,
        at=at,
        actor=actor.id,
        action=action,
        subject=subject,
        fields=fields,
        address=actor.address,
    )
