"""Somebody whom the shop knows by an address alone asks what is kept of them, and to be forgotten."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select, text

from asked import asked
from live_callers import LiveShopper
from mostrador.actions import erasure
from mostrador.gateways import erasure_journal
from mostrador.storage import orders
from mostrador.storage.schema import metadata
from mostrador_sdk import Address, Customer, Return, Shipment
from office import Office
from order_askers import asks, code_in, numbers, proves
from services.mail_server import MailServer
from shop_server import GUEST, ShopServer, order
from web_shopper import WebShopper

LUZ = {"email": "luz@example.com"}
HERS = ("Luz", "luz@", "Sesé", "Tercero", "pequeña", "rota", "espera")
BOUGHT = order(
    "1050",
    number="G-50",
    customer=GUEST,
    address=Address(name="Luz Ibarra", lines=["Calle Sesé 1"], city="Teruel", country="ES"),
)


@pytest.fixture
def office(migrated_url: str, tmp_path: Path, post: MailServer) -> Iterator[Office]:
    with Office(migrated_url, tmp_path, smtp_port=post.port) as office:
        yield office


def lives(office: Office, post: MailServer) -> tuple[ShopServer, LiveShopper]:
    """Everything that a guest leaves behind; the shop, and her browser, which has proven her order."""
    shop, browser = ShopServer(office), LiveShopper(office)
    shop.tells("order.placed", BOUGHT)
    shop.tells("shipment.created", Shipment(order="1050", number="PK1", note="Tercero izquierda"))
    shop.tells("return.requested", Return(order="1050", number="R1", reason="Demasiado pequeña"))
    shop.opens("La taza llegó rota.", customer={"email": "luz@example.com", "name": "Luz"})
    asks(browser)
    assert proves(browser, code_in(post)) == 200
    bought = office.read(lambda tx: orders.by_keys(tx, office.shop, ["1050"]))["1050"].id
    asked(office, email="luz@example.com", key="", order=bought, said="Larga espera")
    with WebShopper(office.url, office.shop, "https://www.loza.example") as luz:
        luz.opens_the_frame()
        sent = luz.form(name="Luz", email="luz@example.com", message="La otra taza también llegó rota.")
        assert luz.sends(sent).status_code == 201
    office.settles()
    return shop, browser


def kept(office: Office) -> str:
    """Everything in the database but who works here."""
    names = [table for table in metadata.sorted_tables if table.name not in {"agent", "session", "api_key"}]
    found = {table.name: office.read(lambda tx, table=table: list(tx.execute(select(table)))) for table in names}
    found["search"] = office.read(lambda tx: list(tx.execute(text("SELECT body FROM search"))))
    return "\n".join(map(str, found.items()))


def test_r10_nothing_of_a_forgotten_guest_is_left(office: Office, post: MailServer):
    shop, browser = lives(office, post)
    assert all(word in kept(office) for word in HERS)
    assert shop.http.post("/api/v1/guests/erase", json=LUZ).status_code == 200
    left = kept(office)
    assert [word for word in HERS if word in left] == []
    assert numbers(browser) == []
    assert shop.http.post("/api/v1/guests/export", json=LUZ).status_code == 404
    found = office.read(lambda tx: orders.by_keys(tx, office.shop, ["1050"]))["1050"]
    assert (found.total, found.status, found.name, found.email) == (11980, "placed", "", "")
    assert (
        "customer.erased" in office.at_work("eva@loza.example", "administrator").gets("/console/settings/journal").text
    )
    office.moves(timedelta(hours=1))
    shop.tells("order.paid", msgspec.structs.replace(BOUGHT, version=2))
    assert "luz@" not in kept(office)


def test_a_guest_is_given_everything_that_is_kept_of_her_and_nothing_of_others(office: Office, post: MailServer):
    shop, _ = lives(office, post)
    shop.opens("Yo soy otra.", customer={"id": "8", "name": "Eva"})
    answer = shop.http.post("/api/v1/guests/export", json=LUZ)
    assert answer.status_code == 200
    out = answer.json()
    assert (out["customer"], len(out["conversations"]), len(out["orders"])) == (None, 2, 1)
    assert [word for word in HERS if word not in answer.text] == []
    assert "Eva" not in answer.text
    assert (
        "customer.exported"
        in office.at_work("eva@loza.example", "administrator").gets("/console/settings/journal").text
    )


def test_whoever_has_an_id_is_named_by_it(office: Office):
    shop = ShopServer(office)
    shop.tells("customer.created", Customer(id="7", name="Ana", email="ana@example.com", email_verified=True))
    for what in ("export", "erase"):
        refused = shop.http.post(f"/api/v1/guests/{what}", json={"email": "ana@example.com"})
        assert (refused.status_code, refused.json()["code"]) == (409, "not_a_guest")
        assert shop.http.post(f"/api/v1/guests/{what}", json=LUZ).status_code == 404
        wrong = shop.http.post(f"/api/v1/guests/{what}", json={"email": "luz at example"})
        assert wrong.json()["fields"]["email"]["code"] == "email_invalid"
    assert shop.reads("/customers/7")["name"] == "Ana"
    assert erasure_journal.read(office.settings.data) == []


def test_another_shops_guest_is_nobody(office: Office):
    ShopServer(office).tells("order.placed", BOUGHT)
    theirs = ShopServer(office, shop=office.other_shop)
    assert theirs.http.post("/api/v1/guests/erase", json=LUZ).status_code == 404
    assert theirs.http.post("/api/v1/guests/export", json=LUZ).status_code == 404


def test_r10_a_restored_backup_forgets_a_guest_again(office: Office):
    """What a backup from before holds: the guest, and nothing of the erasure but the journal beside it."""
    shop = ShopServer(office)
    shop.tells("order.placed", BOUGHT)
    office.moves(timedelta(hours=1))
    new = erasure.planned(office.desk, office.shop, office.desk.new("ers"), asked_at=office.now(), email=LUZ["email"])
    office.run(erasure.note(office.desk, [new]))
    office.moves(timedelta(hours=1))
    assert office.run(erasure.replay(office.desk)) == 1
    assert "luz@" not in kept(office)
    assert office.run(erasure.replay(office.desk)) == 0
