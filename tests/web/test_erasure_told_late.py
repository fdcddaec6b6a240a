"""What a shop tells late of an order, a parcel or a return does not bring back whoever was forgotten."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from mostrador.storage import orders
from mostrador.storage.orders import Order
from mostrador.storage.schema import metadata
from mostrador_sdk import Address, Customer, Return, Shipment
from mostrador_sdk.values import Order as Snapshot
from office import Office
from shop_server import ShopServer, order

ANA = Customer(id="7", email="ana@example.com", name="Ana Núñez", email_verified=True)
HERS = ("Ana", "ana@", "Sesé", "baja", "'7'")
HOUR = timedelta(hours=1)


@pytest.fixture
def office(migrated_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_url, tmp_path) as office:
        yield office


@pytest.fixture
def shop(office: Office) -> ShopServer:
    """A shop that has told of Ana, and whose outbox holds more of that time."""
    shop = ShopServer(office)
    shop.tells("customer.created", ANA)
    return shop


def bought(version: int = 1, **more: Any) -> Snapshot:
    address = Address(name="Ana Núñez", lines=["Calle Sesé 1"], city="Teruel", country="ES")
    return order("1042", version, customer=ANA, address=address, **more)


def stands(office: Office) -> Order:
    return office.read(lambda tx: orders.by_keys(tx, office.shop, ["1042"]))["1042"]  # type: ignore[no-any-return]


def left(office: Office) -> list[str]:
    """What of hers is in the database."""
    tables = [table for table in metadata.sorted_tables if table.name not in {"agent", "session", "api_key"}]
    found = "\n".join(str(office.read(lambda tx, table=table: list(tx.execute(select(table))))) for table in tables)
    return [word for word in HERS if word in found]


def forgets(shop: ShopServer, way: str, at: datetime) -> None:
    if way == "asked":
        assert shop.http.delete("/api/v1/customers/7").status_code == 204
    else:
        assert shop.tells("customer.erased", Customer(id="7"), at=at) == "accepted"


@pytest.mark.parametrize("way", ["asked", "told"])
def test_r10_a_late_event_of_her_order_brings_nobody_back(office: Office, shop: ShopServer, way: str):
    shop.tells("order.placed", bought())
    late = shop.event("order.paid", bought(2, refunded=100))
    office.moves(HOUR)
    forgets(shop, way, office.now())
    assert shop.posts([late]).json()["results"][0]["result"] == "accepted"
    assert left(office) == []
    assert (stands(office).status, stands(office).refunded, stands(office).total) == ("paid", 100, 11980)
    assert stands(office).snapshot["items"][0]["name"] == "Taza azul"


def test_r10_an_order_that_is_told_only_after_she_was_forgotten_is_nobodys(office: Office, shop: ShopServer):
    late = [
        shop.event("shipment.failed", Shipment(order="1042", number="P1", note="Nadie en casa: Ana Núñez")),
        shop.event("order.placed", bought()),
        shop.event("return.requested", Return(order="1042", number="R1", reason="Estoy de baja")),
    ]
    office.moves(HOUR)
    forgets(shop, "asked", office.now())
    shop.posts(late)
    assert left(office) == []
    assert (stands(office).status, stands(office).erased_at is not None) == ("placed", True)


def test_r10_a_parcel_that_was_told_before_its_order_is_nobodys_once_the_order_is(office: Office, shop: ShopServer):
    late = shop.event("order.placed", bought())
    office.moves(HOUR)
    forgets(shop, "asked", office.now())
    shop.tells("shipment.failed", Shipment(order="1042", number="P1", note="Nadie en casa: Ana Núñez"))
    assert left(office) == ["Ana"]
    shop.posts([late])
    assert left(office) == []


@pytest.mark.parametrize("apart", [-HOUR, HOUR])
def test_r10_parcels_and_returns_of_a_forgotten_order_are_kept_without_words(
    office: Office, shop: ShopServer, apart: timedelta
):
    shop.tells("order.placed", bought())
    office.moves(HOUR)
    forgets(shop, "asked", office.now())
    failed = Shipment(order="1042", number="P1", note="Nadie en casa: Ana Núñez", carrier="correos")
    back = Return(order="1042", number="R1", reason="Estoy de baja")
    told = [shop.event("shipment.failed", failed), shop.event("return.requested", back)]
    shop.posts([{**each, "time": (office.now() + apart).isoformat()} for each in told])
    assert left(office) == []
    [parcel] = office.read(lambda tx: orders.parcels(tx, office.shop, ["1042"]))
    assert (parcel.status, parcel.carrier, parcel.note) == ("failed", "correos", "")


def test_r10_an_order_that_was_forgotten_stays_so_whatever_is_told_of_it(office: Office, shop: ShopServer):
    shop.tells("order.placed", bought())
    office.moves(HOUR)
    forgets(shop, "told", office.now())
    office.moves(HOUR)
    shop.tells("order.completed", bought(3))
    assert left(office) == []
    assert stands(office).status == "completed"


def test_r10_an_order_of_before_is_hers_though_it_is_first_told_after(office: Office, shop: ShopServer):
    placed, first = office.now(), shop.event("order.placed", bought())
    office.moves(HOUR)
    forgets(shop, "asked", office.now())
    office.moves(HOUR)
    shop.tells("order.paid", bought(2, placed_at=placed))
    assert left(office) == []
    shop.posts([first])
    assert left(office) == []


def test_r10_an_order_that_seemed_somebody_news_is_forgotten_once_it_shows_to_be_hers(office: Office, shop: ShopServer):
    first = shop.event("order.placed", bought())
    office.moves(HOUR)
    forgets(shop, "asked", office.now())
    office.moves(HOUR)
    shop.tells("order.paid", bought(2))
    assert stands(office).name == "Ana Núñez"
    shop.posts([first])
    assert left(office) == []


def test_r10_what_she_bought_as_a_guest_is_forgotten_too(office: Office, shop: ShopServer):
    guest = Customer(email="ana@example.com", name="Ana Núñez")
    late = shop.event("order.placed", order("1042", customer=guest))
    office.moves(HOUR)
    forgets(shop, "asked", office.now())
    shop.posts([late])
    assert left(office) == []


def test_what_somebody_new_buys_under_the_same_id_is_theirs(office: Office, shop: ShopServer):
    office.moves(HOUR)
    forgets(shop, "asked", office.now())
    office.moves(HOUR)
    shop.tells("order.placed", bought())
    shop.tells("shipment.failed", Shipment(order="1042", number="P1", note="Timbre roto"))
    assert (stands(office).name, stands(office).customer_key) == ("Ana Núñez", "7")
    assert office.read(lambda tx: orders.parcels(tx, office.shop, ["1042"]))[0].note == "Timbre roto"


def test_an_order_that_went_to_somebody_else_stays_theirs(office: Office, shop: ShopServer):
    first = shop.event("order.placed", bought())
    office.moves(HOUR)
    eva = Customer(id="8", email="eva@example.com", name="Eva Ruiz")
    shop.tells("order.updated", order("1042", 2, customer=eva))
    forgets(shop, "asked", office.now())
    shop.posts([first])
    assert stands(office).name == "Eva Ruiz"
    assert left(office) == []
