"""The shop's departments: where conversations are routed."""

from sqlalchemy import Connection

from mostrador.actions import ownership
from mostrador.desk import Desk
from mostrador.domain.shop import Department, Shop
from mostrador.domain.speaker import Speaker
from mostrador.errors import Conflict, FieldError, FormInvalid, NotFound
from mostrador.storage import shops

LONGEST_NAME = 60  # characters
MOST_DEPARTMENTS = 50


async def add(desk: Desk, speaker: Speaker, version: int, name: str) -> str:
    """Add a department and return its id. Raises `FormInvalid`."""
    new = desk.new("dep")

    def work(tx: Connection, shop: Shop, record: ownership.Record) -> str:
        known = shops.departments(tx, shop.id)
        if len(known) >= MOST_DEPARTMENTS:
            raise Conflict(f"A shop has at most {MOST_DEPARTMENTS} departments.", code="too_many_departments")
        shops.add_department(tx, shop.id, Department(new, _checked(name, known)))
        shops.touch(tx, shop.id)
        record("department.added", new)
        return new

    return await ownership.change(desk, speaker, version, work)


async def rename(desk: Desk, speaker: Speaker, version: int, id: str, name: str) -> None:
    def work(tx: Connection, shop: Shop, record: ownership.Record) -> None:
        others = [each for each in _known(tx, shop, id) if each.id != id]
        shops.rename_department(tx, shop.id, id, _checked(name, others))
        shops.touch(tx, shop.id)
        record("department.changed", id, ["name"])

    await ownership.change(desk, speaker, version, work)


async def remove(desk: Desk, speaker: Speaker, version: int, id: str) -> None:
    """Take a department away; what is in it stays there. Raises `Conflict` while a topic leads to it."""
    now = desk.clock.now()

    def work(tx: Connection, shop: Shop, record: ownership.Record) -> None:
        _known(tx, shop, id)
        routed = [topic.name(shop.language) for topic in shop.topics if topic.department == id]
        if routed:
            raise Conflict(f"Route {', '.join(routed)} somewhere else first.", code="department_in_use")
        shops.remove_department(tx, shop.id, id, at=now)
        shops.touch(tx, shop.id)
        record("department.removed", id)

    await ownership.change(desk, speaker, version, work)


def _known(tx: Connection, shop: Shop, id: str) -> list[Department]:
    known = shops.departments(tx, shop.id)
    if id not in {each.id for each in known}:
        raise NotFound("There is no such department.")
    return known


def _checked(typed: str, others: list[Department]) -> str:
    name = " ".join(typed.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        detail = f"A department needs a name of at most {LONGEST_NAME} characters."
        raise FormInvalid(detail, fields={"name": FieldError("name_invalid", detail)})
    if name.casefold() in {each.name.casefold() for each in others}:
        detail = "There is a department of that name already."
        raise FormInvalid(detail, fields={"name": FieldError("name_taken", detail)})
    return name
