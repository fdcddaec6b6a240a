"""Of many without an id in the shop the one who asks is forgotten, however her address is written, and nobody else."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from test_surveys_of_orders import SVY, counts, gives, sends, token_for

from mostrador.actions import erasure
from mostrador.storage.schema import metadata, shop_order, survey_coupon, survey_invitation
from mostrador_sdk import Address, Customer
from office import Office
from services.mail_server import MailServer
from shop_server import ANA, GUEST, ShopServer, order
from surveyors import SCORE, WHY, asks, rows

LUZ = {"email": "luz@example.com"}
PAU = Customer(email="pau@otra.example", name="Pau Otro")


@pytest.fixture
def office(migrated_url: str, tmp_path: Path, post: MailServer) -> Iterator[Office]:
    with Office(migrated_url, tmp_path, smtp_port=post.port) as office:
        yield office


def mentions(office: Office, *words: str) -> set[str]:
    """The tables in which any of these words stands."""
    tables = [table for table in metadata.sorted_tables if table.name not in {"agent", "session", "api_key"}]
    found = {table.name: office.read(lambda tx, table=table: str(list(tx.execute(select(table))))) for table in tables}
    return {name for name, text in found.items() if any(word in text.lower() for word in words)}


def two_guests(office: Office) -> ShopServer:
    """Luz and Pau, who have both bought; Pau has answered, and got a coupon."""
    shop = ShopServer(office)
    gives(office, "UNO")
    shop.tells("order.placed", order("1", customer=GUEST))
    home = Address(name="Pau Otro", lines=["Calle Dos 2"], city="Vic", country="ES")
    shop.tells("order.placed", order("2", customer=PAU, address=home))
    token = token_for(shop, "2", survey="svy_gift")
    assert sends(office, "answers", token).status_code == 204
    assert sends(office, "gift", token).status_code == 200
    counts(office)
    return shop


def is_pau_there(office: Office) -> bool:
    [pau] = [row for row in office.run(rows(office.desk, shop_order)) if row.external_id == "2"]
    [asked] = office.run(rows(office.desk, survey_invitation))
    [coupon] = [row for row in office.run(rows(office.desk, survey_coupon)) if row.claimed_at]
    kept = (pau.email, pau.name, asked.email, coupon.claimed_by, pau.erased_at)
    return kept == (PAU.email, PAU.name, PAU.email, PAU.email, None)


@pytest.mark.parametrize("way", ["asked", "a stranger", "restored"])
def test_r10_one_guest_is_forgotten_and_the_others_stay(office: Office, way: str):
    shop = two_guests(office)
    if way == "restored":
        office.moves(timedelta(hours=1))
        new = erasure.planned(office.desk, office.shop, office.desk.new("ers"), asked_at=office.now(), **LUZ)
        office.run(erasure.note(office.desk, [new]))
        assert office.run(erasure.replay(office.desk)) == 1
    elif way == "asked":
        assert shop.http.post("/api/v1/guests/erase", json=LUZ).json() == {"customers": []}
    else:
        shop.opens("Hola.", customer={"email": "eva@example.com", "name": "Eva"})
        assert shop.http.post("/api/v1/guests/erase", json={"email": "eva@example.com"}).status_code == 200
    assert is_pau_there(office)
    assert ("shop_order" in mentions(office, "luz@")) == (way == "a stranger")


@pytest.mark.parametrize("who", [ANA, GUEST], ids=["customer", "guest"])
def test_r10_whoever_was_asked_twice_about_an_order_is_forgotten(office: Office, who: Customer):
    office.run(asks(office.desk, office.shop, SCORE, WHY, id=SVY, moment="page"))
    office.run(asks(office.desk, office.shop, SCORE, WHY, id="svy_mail", moment="placed", rest_days=0))
    shop = ShopServer(office)
    shop.tells("order.placed", order(customer=who))
    token_for(shop, survey=SVY)
    office.settles()
    if who is ANA:
        assert shop.http.delete("/api/v1/customers/7").status_code == 204
    else:
        assert shop.http.post("/api/v1/guests/erase", json=LUZ).status_code == 200
    assert {row.moment for row in office.run(rows(office.desk, survey_invitation))} == {"page", "placed"}
    assert not mentions(office, "ana@example", "luz@example")


def test_customers_with_an_id_who_go_by_her_address_are_named_and_left(office: Office):
    shop = ShopServer(office)
    shop.tells("customer.created", Customer(id="8", name="Eva", email="eva@example.com", email_verified=True))
    shop.tells("order.placed", order("1", customer=GUEST))
    shop.tells("order.placed", order("2", customer=Customer(id="9", email="luz@example.com", name="Luz con cuenta")))
    shop.opens("Soy Eva y esto es mío.", customer={"id": "8", "name": "Eva", "email": "luz@example.com"})
    assert "Soy Eva" not in shop.http.post("/api/v1/guests/export", json=LUZ).text
    assert shop.http.post("/api/v1/guests/erase", json=LUZ).json() == {"customers": ["9"]}
    assert "Soy Eva" in shop.http.get("/api/v1/customers/8/export").text
    left = {row.external_id: row.name for row in office.run(rows(office.desk, shop_order))}
    assert left == {"1": "", "2": "Luz con cuenta"}
    again = shop.http.post("/api/v1/guests/erase", json=LUZ)
    assert (again.status_code, again.json()["code"]) == (409, "not_a_guest")
    assert "customer 9" in again.json()["detail"]


def test_an_unproven_address_of_a_customer_is_no_guests(office: Office):
    shop = ShopServer(office)
    shop.tells("customer.created", ANA)
    shop.tells("order.placed", order())
    for what in ("export", "erase"):
        refused = shop.http.post(f"/api/v1/guests/{what}", json={"email": "ana@example.com"})
        assert (refused.status_code, refused.json()["code"]) == (409, "not_a_guest")


@pytest.mark.parametrize(
    ("told", "typed"),
    [
        ("Luz@example.com", "luz@example.com"),
        ("luz@example.com", "LUZ@Example.com"),
        ("Luz.Ibarra@Exämple.COM", "luz.ibarra@xn--exmple-cua.com"),
        ("josé@example.com", "José@example.com"),
    ],
)
def test_an_address_is_the_same_however_it_is_written(office: Office, told: str, typed: str):
    shop = ShopServer(office)
    home = Address(name="Luz Ibarra", lines=["Calle Sesé 1"], city="Teruel", country="ES")
    shop.tells("order.placed", order("1", customer=Customer(email=told, name="Luz Ibarra"), address=home))
    out = shop.http.post("/api/v1/guests/export", json={"email": typed}).json()
    assert [each["external_id"] for each in out["orders"]] == ["1"]
    assert shop.http.post("/api/v1/guests/erase", json={"email": typed}).status_code == 200
    assert not mentions(office, "ibarra", "sesé", "josé")


def test_a_capital_letter_makes_nobody_a_guest(office: Office):
    shop = ShopServer(office)
    shop.tells("customer.created", Customer(id="7", name="Ana", email="ana@example.com", email_verified=True))
    shop.tells("order.placed", order("1", customer=Customer(email="Ana@example.com", name="Ana")))
    assert shop.http.post("/api/v1/guests/erase", json={"email": "Ana@example.com"}).json()["code"] == "not_a_guest"


def test_the_address_of_a_coupon_goes_though_its_order_has_another_one_since(office: Office):
    shop = ShopServer(office)
    gives(office, "DOS", "UNO")
    shop.tells("order.placed", order("1050", customer=GUEST))
    token = token_for(shop, "1050", survey="svy_gift")
    assert sends(office, "answers", token).status_code == 204
    code = sends(office, "gift", token).json()["code"]
    assert code in shop.http.post("/api/v1/guests/export", json=LUZ).text
    shop.tells("order.updated", order("1050", version=3, customer=Customer(email="otra@example.com", name="Luz")))
    assert shop.http.post("/api/v1/guests/erase", json=LUZ).status_code == 200
    assert not mentions(office, "luz@")
