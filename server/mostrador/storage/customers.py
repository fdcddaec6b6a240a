"""Customers: people of one shop, by the shop's own id or a proven address; or only claimed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Text, bindparam, func, insert, select, update

from mostrador.storage.prepared import Prepared
from mostrador.storage.schema import customer


@dataclass(frozen=True, slots=True)
class Customer:
    """`email` is proven; `claimed_email` is what somebody typed."""

    id: str
    shop: str
    external_id: str | None
    email: str | None
    claimed_email: str | None
    name: str
    language: str
    created_at: datetime

    @property
    def is_proven(self) -> bool:
        return self.external_id is not None or self.email is not None


INSERT = Prepared(insert(customer), *(column.name for column in customer.c))
FIND = select(customer).where(customer.c.shop_id == bindparam("shop"), customer.c.id == bindparam("id"))
BY_EMAIL = select(customer).where(customer.c.shop_id == bindparam("shop"), customer.c.email == bindparam("email"))
BY_EXTERNAL_ID = select(customer).where(
    customer.c.shop_id == bindparam("shop"), customer.c.external_id == bindparam("external_id")
)
NAME_EXTERNALLY = (
    update(customer)
    .where(customer.c.shop_id == bindparam("shop"), customer.c.id == bindparam("customer_key"))
    .values(external_id=bindparam("new_id"), proven_at=bindparam("at"))
)
PROVE = (
    update(customer)
    .where(customer.c.shop_id == bindparam("shop"), customer.c.id == bindparam("customer_key"))
    .values(email=bindparam("new_email"), proven_at=bindparam("at"))
)
RENAME = (
    update(customer)
    .where(
        customer.c.shop_id == bindparam("shop"),
        customer.c.id == bindparam("customer_key"),
        customer.c.name != bindparam("new_name"),
    )
    .values(name=bindparam("new_name"))
)

TELL = (
    update(customer)
    .where(customer.c.shop_id == bindparam("shop"), customer.c.id == bindparam("customer_key"))
    .values(
        name=func.coalesce(bindparam("new_name", type_=Text), customer.c.name),
        language=func.coalesce(bindparam("new_language", type_=Text), customer.c.language),
        claimed_email=func.coalesce(bindparam("new_claim", type_=Text), customer.c.claimed_email),
    )
)


def add(
    tx: Connection,
    shop: str,
    id: str,
    *,
    name: str,
    language: str,
    at: datetime,
    email: str | None = None,
    claimed_email: str | None = None,
    external_id: str | None = None,
) -> None:
    INSERT.execute(
        tx,
        {
            "id": id,
            "shop_id": shop,
            "external_id": external_id,
            "email": email,
            "claimed_email": claimed_email,
            "name": name,
            "language": language,
            "proven_at": at if email or external_id else None,
            "created_at": at,
        },
    )


def find(tx: Connection, shop: str, id: str) -> Customer | None:
    return _customer(tx.execute(FIND, {"shop": shop, "id": id}).one_or_none())


def by_email(tx: Connection, shop: str, email: str) -> Customer | None:
    """The customer who has proven this address."""
    return _customer(tx.execute(BY_EMAIL, {"shop": shop, "email": email}).one_or_none())


def by_external_id(tx: Connection, shop: str, external_id: str) -> Customer | None:
    """The customer whom the shop knows by this id of its own."""
    return _customer(tx.execute(BY_EXTERNAL_ID, {"shop": shop, "external_id": external_id}).one_or_none())


def name_externally(tx: Connection, shop: str, id: str, external_id: str, *, at: datetime) -> None:
    """Write down the shop's own id for a customer who has proven their address before."""
    tx.execute(NAME_EXTERNALLY, {"shop": shop, "customer_key": id, "new_id": external_id, "at": at})


def rename(tx: Connection, shop: str, id: str, name: str) -> None:
    tx.execute(RENAME, {"shop": shop, "customer_key": id, "new_name": name})


def tell(
    tx: Connection, shop: str, id: str, *, name: str | None, language: str | None, claimed_email: str | None
) -> None:
    """Write down what the shop says of a customer; what is None stays."""
    values = {"new_name": name, "new_language": language, "new_claim": claimed_email}
    tx.execute(TELL, {"shop": shop, "customer_key": id, **values})


def prove(tx: Connection, shop: str, id: str, email: str, *, at: datetime) -> None:
    """Turn a claim into a proven address."""
    tx.execute(PROVE, {"shop": shop, "customer_key": id, "new_email": email, "at": at})


def _customer(row: Any) -> Customer | None:
    return (
        None
        if row is None
        else Customer(
            row.id,
            row.shop_id,
            row.external_id,
            row.email,
            row.claimed_email,
            row.name,
            row.language,
            row.created_at,
        )
    )
