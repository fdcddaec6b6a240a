"""The words that a shop's agents have given to conversations."""

from sqlalchemy import Connection, bindparam, select, text

from mostrador.storage.schema import tag

OFFERED = 200  # in the list of known ones
ADD = text("INSERT INTO tag (id, shop_id, name) VALUES (:id, :shop, :name) ON CONFLICT DO NOTHING")
ALL = select(tag.c.name).where(tag.c.shop_id == bindparam("shop")).order_by(tag.c.name).limit(OFFERED)


def remember(tx: Connection, shop: str, id: str, name: str) -> None:
    """Offer it from now on, if it is new."""
    tx.execute(ADD, {"id": id, "shop": shop, "name": name})


def names(tx: Connection, shop: str) -> list[str]:
    return list(tx.execute(ALL, {"shop": shop}).scalars())
