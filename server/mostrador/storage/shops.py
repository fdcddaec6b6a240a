"""Shops: their profile, origins, topics and departments."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from mostrador.domain.shop import Department, Profile, Shop, Topic
from mostrador.storage.schema import department, shop, shop_origin, topic

FIND = select(shop).where(shop.c.id == bindparam("id"))
LOCK = select(shop.c.id).where(shop.c.id == bindparam("id")).with_for_update()
ALL = select(shop.c.id).order_by(shop.c.created_at, shop.c.id)
ORIGINS = select(shop_origin.c.origin).where(shop_origin.c.shop_id == bindparam("id")).order_by(shop_origin.c.origin)
TOPICS = (
    select(topic).where(topic.c.shop_id == bindparam("id"), topic.c.removed_at.is_(None)).order_by(topic.c.position)
)
DEPARTMENTS = (
    select(department)
    .where(department.c.shop_id == bindparam("id"), department.c.removed_at.is_(None))
    .order_by(department.c.name)
)
INSERT = insert(shop)
CHANGE = (
    update(shop)
    .where(shop.c.id == bindparam("shop_key"))
    .values(name=bindparam("new_name"), profile=bindparam("new_profile"), version=shop.c.version + 1)
)
TOUCH = update(shop).where(shop.c.id == bindparam("shop_key")).values(version=shop.c.version + 1)
SEEN = (
    update(shop)
    .where(shop.c.id == bindparam("shop_key"))
    .values(widget_seen_at=bindparam("at"), widget_seen_from=bindparam("origin"))
)
LAST_SEEN = select(shop.c.widget_seen_at, shop.c.widget_seen_from).where(shop.c.id == bindparam("id"))
INSERT_ORIGIN = insert(shop_origin)
DELETE_ORIGINS = delete(shop_origin).where(shop_origin.c.shop_id == bindparam("id"))
INSERT_TOPIC = insert(topic)
CHANGE_TOPIC = (
    update(topic)
    .where(topic.c.shop_id == bindparam("shop_key"), topic.c.id == bindparam("topic_key"))
    .values(
        names=bindparam("new_names"),
        department_id=bindparam("new_department"),
        asks_order=bindparam("new_asks_order"),
        position=bindparam("new_position"),
    )
)
REMOVE_TOPIC = (
    update(topic)
    .where(topic.c.shop_id == bindparam("shop_key"), topic.c.id == bindparam("topic_key"))
    .values(removed_at=bindparam("at"))
)
INSERT_DEPARTMENT = insert(department)
RENAME_DEPARTMENT = (
    update(department)
    .where(department.c.shop_id == bindparam("shop_key"), department.c.id == bindparam("department_key"))
    .values(name=bindparam("new_name"))
)
REMOVE_DEPARTMENT = (
    update(department)
    .where(department.c.shop_id == bindparam("shop_key"), department.c.id == bindparam("department_key"))
    .values(removed_at=bindparam("at"))
)


def find(tx: Connection, shop_id: str) -> Shop | None:
    row = tx.execute(FIND, {"id": shop_id}).one_or_none()
    if row is None:
        return None
    origins = tx.execute(ORIGINS, {"id": shop_id}).scalars()
    topics = tx.execute(TOPICS, {"id": shop_id})
    return Shop(
        row.id,
        row.name,
        row.version,
        msgspec.convert(row.profile, Profile),
        tuple(origins),
        tuple(Topic(each.id, each.names, each.department_id, each.asks_order) for each in topics),
    )


def lock(tx: Connection, shop_id: str) -> Shop | None:
    """The shop, which nobody else changes until this transaction ends."""
    tx.execute(LOCK, {"id": shop_id})
    return find(tx, shop_id)


def touch(tx: Connection, shop_id: str) -> None:
    """Count a change that stands in another table."""
    tx.execute(TOUCH, {"shop_key": shop_id})


def all_ids(tx: Connection) -> list[str]:
    return list(tx.execute(ALL).scalars())


def departments(tx: Connection, shop_id: str) -> list[Department]:
    return [Department(row.id, row.name) for row in tx.execute(DEPARTMENTS, {"id": shop_id})]


def add(tx: Connection, shop_id: str, name: str, profile: Profile, *, at: datetime) -> None:
    tx.execute(INSERT, {"id": shop_id, "name": name, "profile": msgspec.to_builtins(profile), "created_at": at})


def change(tx: Connection, shop_id: str, name: str, profile: Profile) -> None:
    tx.execute(CHANGE, {"shop_key": shop_id, "new_name": name, "new_profile": msgspec.to_builtins(profile)})


def set_origins(tx: Connection, shop_id: str, origins: Sequence[str]) -> None:
    tx.execute(DELETE_ORIGINS, {"id": shop_id})
    for origin in dict.fromkeys(origins):
        tx.execute(INSERT_ORIGIN, {"shop_id": shop_id, "origin": origin})
    tx.execute(TOUCH, {"shop_key": shop_id})


def add_topic(tx: Connection, shop_id: str, new: Topic, position: int) -> None:
    tx.execute(
        INSERT_TOPIC,
        {
            "id": new.id,
            "shop_id": shop_id,
            "names": new.names,
            "department_id": new.department,
            "asks_order": new.asks_order,
            "position": position,
        },
    )
    tx.execute(TOUCH, {"shop_key": shop_id})


def change_topic(tx: Connection, shop_id: str, changed: Topic, position: int) -> None:
    tx.execute(
        CHANGE_TOPIC,
        {
            "shop_key": shop_id,
            "topic_key": changed.id,
            "new_names": changed.names,
            "new_department": changed.department,
            "new_asks_order": changed.asks_order,
            "new_position": position,
        },
    )
    tx.execute(TOUCH, {"shop_key": shop_id})


def remove_topic(tx: Connection, shop_id: str, topic_id: str, *, at: datetime) -> None:
    tx.execute(REMOVE_TOPIC, {"shop_key": shop_id, "topic_key": topic_id, "at": at})
    tx.execute(TOUCH, {"shop_key": shop_id})


def add_department(tx: Connection, shop_id: str, new: Department) -> None:
    tx.execute(INSERT_DEPARTMENT, {"id": new.id, "shop_id": shop_id, "name": new.name})


def rename_department(tx: Connection, shop_id: str, department_id: str, name: str) -> None:
    tx.execute(RENAME_DEPARTMENT, {"shop_key": shop_id, "department_key": department_id, "new_name": name})


def remove_department(tx: Connection, shop_id: str, department_id: str, *, at: datetime) -> None:
    tx.execute(REMOVE_DEPARTMENT, {"shop_key": shop_id, "department_key": department_id, "at": at})


def saw_widget(tx: Connection, shop_id: str, origin: str, *, at: datetime) -> None:
    """The widget called from one of the shop's pages."""
    tx.execute(SEEN, {"shop_key": shop_id, "origin": origin, "at": at})


def widget_seen(tx: Connection, shop_id: str) -> tuple[datetime, str] | None:
    """When the widget last called, and from which origin."""
    row = tx.execute(LAST_SEEN, {"id": shop_id}).one()
    return (row.widget_seen_at, row.widget_seen_from) if row.widget_seen_at else None
