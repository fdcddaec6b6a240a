"""Orders found by a number, a parcel's or return's number, an address, or the words of a name."""

from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from mostrador.domain import names
from mostrador.storage.orders import OF_SHOP, Order
from mostrador.storage.schema import order_name, order_return, shipment, shop_order

MOST_WORDS = 4
BEGINNING = 3  # letters of a last word that may stand for all that begin like it
LAST = "\U0010ffff"  # sorts behind whatever follows a beginning
OF_PART = {
    table.name: select(table.c.order_key).where(
        table.c.shop_id == bindparam("shop"), table.c.number == bindparam("typed")
    )
    for table in (shipment, order_return)
}
NEWEST = OF_SHOP.order_by(shop_order.c.placed_at.desc(), shop_order.c.id.desc()).limit(bindparam("most"))
NUMBERED = NEWEST.where(shop_order.c.number == bindparam("typed"))
KEYED = NEWEST.where(shop_order.c.external_id == bindparam("typed"))
WITH_PART = tuple(NEWEST.where(shop_order.c.external_id.in_(each)) for each in OF_PART.values())
ADDRESSED = NEWEST.where(shop_order.c.email == bindparam("typed"))


def _of_word(place: int) -> Select[tuple[str]]:
    return select(order_name.c.order_id).where(
        order_name.c.shop_id == bindparam("shop"),
        order_name.c.word >= bindparam(f"from_{place}"),
        order_name.c.word <= bindparam(f"to_{place}"),
    )


NAMED = {
    count: NEWEST.where(*(shop_order.c.id.in_(_of_word(place)) for place in range(count)))
    for count in range(1, MOST_WORDS + 1)
}


def find(tx: Connection, shop: str, typed: str, most: int = 10) -> list[Order]:
    """What people typed, found in what orders are known by; an exact number comes first, then the newest."""
    typed = typed.strip()
    number = typed.removeprefix("#")
    found: dict[str, Order] = {}
    if number:
        for statement in (NUMBERED, KEYED, *WITH_PART):
            _add(tx, found, statement, {"shop": shop, "typed": number, "most": most})
    if "@" in typed:
        _add(tx, found, ADDRESSED, {"shop": shop, "typed": typed.lower(), "most": most})
    elif words := [word for each in typed.split() for word in sorted(names.words(each))][:MOST_WORDS]:
        _add(tx, found, NAMED[len(words)], {"shop": shop, "most": most, **_ranges(words)})
    return list(found.values())[:most]


def _add(tx: Connection, found: dict[str, Order], statement: Select[Any], values: dict[str, object]) -> None:
    for row in tx.execute(statement, values):
        found.setdefault(row.id, Order(**row._mapping))


def _ranges(words: list[str]) -> dict[str, object]:
    """Every word as it stands; the last one, if it is long enough, as a beginning."""
    last = len(words) - 1
    return {
        f"{end}_{place}": word + (LAST if end == "to" and place == last and len(word) >= BEGINNING else "")
        for place, word in enumerate(words)
        for end in ("from", "to")
    }
