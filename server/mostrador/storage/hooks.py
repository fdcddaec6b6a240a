"""Addresses of ours at which a shop's platform tells what happens there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from mostrador.domain.hooks import Platform
from mostrador.storage.schema import shop_hook


@dataclass(frozen=True, slots=True)
class Hook:
    """`keys` are the platform's public ones, as they were last seen; `problem` is why something was not taken."""

    id: str
    shop_id: str
    platform: Platform
    path: str
    site: str
    keys: dict[str, Any] | None
    keys_at: datetime | None
    created_at: datetime
    seen_at: datetime | None = None
    refused_at: datetime | None = None
    problem: str | None = None
    ended_at: datetime | None = None


INSERT = insert(shop_hook)
LIVING = select(shop_hook).where(shop_hook.c.ended_at.is_(None)).order_by(shop_hook.c.created_at, shop_hook.c.id)
OF_SHOP = LIVING.where(shop_hook.c.shop_id == bindparam("shop"))
FIND = OF_SHOP.where(shop_hook.c.id == bindparam("id"))
BY_PATH = LIVING.where(shop_hook.c.path == bindparam("path"))
CHANGE = update(shop_hook).where(shop_hook.c.shop_id == bindparam("shop"), shop_hook.c.id == bindparam("hook_key"))


def add(tx: Connection, new: Hook) -> None:
    tx.execute(INSERT, {name: getattr(new, name) for name in Hook.__slots__})


def living(tx: Connection, shop: str) -> list[Hook]:
    """Those that were not removed, the oldest first."""
    return [Hook(*row) for row in tx.execute(OF_SHOP, {"shop": shop})]


def find(tx: Connection, shop: str, id: str) -> Hook | None:
    return next((Hook(*row) for row in tx.execute(FIND, {"shop": shop, "id": id})), None)


def by_path(tx: Connection, path: str) -> Hook | None:
    """Whichever shop's it is."""
    return next((Hook(*row) for row in tx.execute(BY_PATH, {"path": path})), None)


def note(tx: Connection, shop: str, id: str, **values: Any) -> None:
    """Write down what became of it: columns by name."""
    tx.execute(CHANGE.values(**values), {"shop": shop, "hook_key": id})
