"""A shop's shared secrets, sealed: what identity tokens are signed with. The row's id is the `kid`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, insert, select, update

from mostrador.storage.schema import shop_secret

Kind = Literal["identity", "webhook", "hook"]


@dataclass(frozen=True, slots=True)
class Secret:
    id: str
    shop: str
    kind: Kind
    subject: str
    sealed: bytes
    created_at: datetime


INSERT = insert(shop_secret)
LIVE = (
    select(shop_secret)
    .where(
        shop_secret.c.shop_id == bindparam("shop"),
        shop_secret.c.kind == bindparam("kind"),
        shop_secret.c.subject == bindparam("subject"),
        shop_secret.c.revoked_at.is_(None),
    )
    .order_by(shop_secret.c.created_at, shop_secret.c.id)
)
FIND = select(shop_secret).where(
    shop_secret.c.shop_id == bindparam("shop"),
    shop_secret.c.kind == bindparam("kind"),
    shop_secret.c.id == bindparam("id"),
    shop_secret.c.revoked_at.is_(None),
)
REVOKE = (
    update(shop_secret)
    .where(
        shop_secret.c.shop_id == bindparam("shop"),
        shop_secret.c.kind == bindparam("of_kind"),
        shop_secret.c.id == bindparam("secret_key"),
        shop_secret.c.revoked_at.is_(None),
    )
    .values(revoked_at=bindparam("at"))
)


def add(tx: Connection, shop: str, id: str, kind: Kind, sealed: bytes, *, at: datetime, subject: str = "") -> None:
    """`subject` is what it belongs to, where a shop has several: a webhook, a hook."""
    row = {"id": id, "shop_id": shop, "kind": kind, "subject": subject, "sealed": sealed, "created_at": at}
    tx.execute(INSERT, row)


def live(tx: Connection, shop: str, kind: Kind, subject: str = "") -> list[Secret]:
    """Every secret that still counts, the oldest first."""
    return [_secret(row) for row in tx.execute(LIVE, {"shop": shop, "kind": kind, "subject": subject})]


def find(tx: Connection, shop: str, kind: Kind, id: str) -> Secret | None:
    """The living secret of this id, whatever it belongs to."""
    row = tx.execute(FIND, {"shop": shop, "kind": kind, "id": id}).one_or_none()
    return None if row is None else _secret(row)


def revoke(tx: Connection, shop: str, kind: Kind, id: str, *, at: datetime) -> bool:
    """End it; False when there is no such living secret in this shop."""
    return tx.execute(REVOKE, {"shop": shop, "of_kind": kind, "secret_key": id, "at": at}).rowcount == 1


def _secret(row: Any) -> Secret:
    return Secret(row.id, row.shop_id, row.kind, row.subject, row.sealed, row.created_at)
