"""A customer asks to be forgotten: what is left is that something happened, and nothing of whom."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from asked import asked
from mostrador.gateways import erasure_journal
from mostrador.storage import conversations, customers, orders, participants
from mostrador.storage import visitors as stored_visitors
from mostrador.storage.schema import metadata
from mostrador_sdk import Address, Customer, Return, Shipment
from mostrador_sdk.values import Item
from office import Office
from shop_server import ShopServer, order

HERS = (
    "Ana",
    "Núñez",
    "ana@",
    "Sesé",
    "rota",
    "pesada",
    "Devoluc",
    "Tercero",
    "pequeña",
    "rastro",
    "Dedicada",
    "Pesadísima",
    "'7'",
)
BOUGHT = order(
    customer=Customer(id="7", email="ana@example.com", name="Ana Núñez", phone="600 Sesé"),
    address=Address(name="Ana Núñez", lines=["Calle Sesé 1"], city="Teruel", country="ES"),
    items=[Item(name="Taza azul", total=2400, metadata={"grabado": "Dedicada"})],
)


@pytest.fixture
def office(migrated_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_url, tmp_path) as office:
        yield office


def lives(office: Office) -> tuple[ShopServer, str]:
    """Everything that a customer leaves behind; the shop, and her conversation."""
    shop, bo = ShopServer(office), office.at_work("bo@loza.example")
    shop.tells("customer.created", Customer(id="7", name="Ana Núñez", email="ana@example.com", email_verified=True))
    shop.tells("order.placed", BOUGHT)
    shop.tells("shipment.created", Shipment(order="1042", number="PK1", note="Tercero", url="https://rastro.example"))
    shop.tells("return.requested", Return(order="1042", number="R1", reason="Demasiado pequeña"))
    id: str = shop.opens("La taza llegó rota.", subject="Devolución").json()["id"]
    page = f"/console/conversations/{id}"
    bo.gets(page)
    bo.posts(f"{page}/say", mode="note", key="note-0001", text="Qué pesada.")
    shop.answers(id, "Sale mañana, Ana.")
    bo.posts(f"{page}/say", mode="answer", key="answer-1", text="Le mando otra, Ana.", seen="9")
    bought = office.read(lambda tx: orders.by_keys(tx, office.shop, ["1042"]))["1042"].id
    asked(office, email="ana@example.com", key="7", order=bought, said="Pesadísima espera")
    return shop, id


def kept(office: Office) -> str:
    """Everything in the database but who works here."""
    names = [table for table in metadata.sorted_tables if table.name not in {"agent", "session", "api_key"}]
    found = {table.name: office.read(lambda tx, table=table: list(tx.execute(select(table)))) for table in names}
    found["search"] = office.read(lambda tx: list(tx.execute(text("SELECT body FROM search"))))
    return "\n".join(map(str, found.items()))


@pytest.mark.parametrize("way", ["asked", "told"])
def test_r10_nothing_of_a_forgotten_customer_is_left(office: Office, way: str):
    shop, id = lives(office)
    office.settles()
    assert all(word in kept(office) for word in HERS)
    if way == "asked":
        assert shop.http.delete("/api/v1/customers/7").status_code == 204
    else:
        assert shop.tells("customer.erased", Customer(id="7")) == "accepted"
    left = kept(office)
    assert [word for word in HERS if word in left] == []
    assert shop.http.get("/api/v1/customers/7").status_code == 404
    assert shop.http.get("/api/v1/customers/7/export").status_code == 404
    assert shop.reads("/conversations", customer="7")["conversations"] == []
    assert {each["redacted"] for each in shop.reads(f"/conversations/{id}")["events"] if each["kind"] == "message"} == {
        True
    }
    owner = office.at_work("eva@loza.example", "administrator")
    assert "erased at the customer" in owner.gets(f"/console/conversations/{id}").text
    assert "0 results" in owner.gets("/console/search", params={"q": "rota"}).text
    assert "customer.erased" in owner.gets("/console/settings/journal").text
    [entry] = erasure_journal.read(office.settings.data)
    assert entry.shop == office.shop


def test_what_was_sold_stays_for_how_much(office: Office):
    shop, _ = lives(office)
    shop.http.delete("/api/v1/customers/7")
    found = office.read(lambda tx: orders.by_keys(tx, office.shop, ["1042"]))["1042"]
    assert (found.total, found.status, found.name, found.email, found.customer_key) == (11980, "placed", "", "", "")
    assert found.snapshot["items"] == [{"name": "Taza azul", "total": 2400}]
    shop.tells("shipment.delivered", Shipment(order="1042", number="PK1"))
    assert office.read(lambda tx: orders.by_keys(tx, office.shop, ["1042"]))["1042"].delivered_at


def test_her_browser_is_nobodys_and_what_waits_for_her_does_not_leave(office: Office):
    shop, id = lives(office)

    def work(tx: Any) -> None:
        whose = customers.by_external_id(tx, office.shop, "7")
        until = office.now() + timedelta(days=1)
        stored_visitors.add(tx, office.shop, "vis_a", b"a" * 32, at=office.now(), expires_at=until, customer=whose.id)
        participants.join(tx, office.shop, id, "vis_a")

    office.write(work)
    shop.http.delete("/api/v1/customers/7")
    assert office.read(lambda tx: stored_visitors.by_token(tx, b"a" * 32, at=office.now())) is None
    assert not office.read(lambda tx: participants.takes_part(tx, office.shop, id, "vis_a"))
    office.moves(timedelta(minutes=5))
    office.settles()
    log = office.read(lambda tx: conversations.events_after(tx, office.shop, id, 0, conversations.AGENTS))
    assert [each.kind for each in log][-2:] == ["resolved", "erased"]
    assert not any(each.words for each in log)


def test_a_customer_who_is_told_again_is_somebody_new_and_what_comes_late_of_that_day_is_not(office: Office):
    shop, _ = lives(office)
    late = shop.event("customer.updated", Customer(id="7", name="Ana Núñez"))
    office.moves(timedelta(hours=1))
    shop.tells("customer.erased", Customer(id="7"))
    assert shop.posts([late]).json()["results"][0]["result"] == "accepted"
    assert "Ana" not in kept(office)
    office.moves(timedelta(hours=1))
    shop.tells("customer.created", Customer(id="7", name="Ana otra vez"))
    assert shop.reads("/customers/7")["name"] == "Ana otra vez"
    assert shop.reads("/conversations", customer="7")["conversations"] == []


def test_what_came_in_one_batch_is_told_in_its_order(office: Office):
    shop, _ = lives(office)
    office.moves(timedelta(hours=1))
    before, now = office.now(), office.now() + timedelta(minutes=1)
    batch = [
        shop.event("customer.created", Customer(id="7", name="Luz"), at=now),
        shop.event("customer.erased", Customer(id="7"), at=now - timedelta(seconds=1)),
        shop.event("customer.updated", Customer(id="7", name="Ana Núñez"), at=before),
    ]
    assert {each["result"] for each in shop.posts(batch).json()["results"]} == {"accepted"}
    assert shop.reads("/customers/7")["name"] == "Luz"
    assert "Ana" not in kept(office)


def test_somebody_elses_words_stay(office: Office):
    shop, _ = lives(office)
    other = shop.opens("Yo soy Eva.", customer={"id": "8", "name": "Eva", "email": "eva@example.com"}).json()["id"]
    shop.tells("order.placed", order("1043", customer=Customer(id="8", email="eva@example.com", name="Eva")))
    theirs = ShopServer(office, shop=office.other_shop)
    theirs.tells("customer.created", Customer(id="7", name="Otra Ana"))
    shop.http.delete("/api/v1/customers/7")
    assert shop.reads(f"/conversations/{other}")["events"][0]["text"] == "Yo soy Eva."
    assert theirs.reads("/customers/7")["name"] == "Otra Ana"
    assert office.read(lambda tx: orders.by_keys(tx, office.shop, ["1043"]))["1043"].name == "Eva"


def test_whoever_is_unknown_or_another_shops_is_not_forgotten(office: Office):
    shop, _ = lives(office)
    theirs = ShopServer(office, shop=office.other_shop)
    assert theirs.http.delete("/api/v1/customers/7").status_code == 404
    assert shop.http.delete("/api/v1/customers/9").status_code == 404
    assert ShopServer(office, scopes=["customers:read"]).http.delete("/api/v1/customers/7").status_code == 403
    assert erasure_journal.read(office.settings.data) == []


def test_a_line_that_a_crash_cut_off_spoils_no_other(tmp_path: Path, office: Office):
    entry = erasure_journal.Entry(id="ers_1", at=office.now(), shop="shop_1", digest="aa")
    with (tmp_path / erasure_journal.NAME).open("wb") as file:
        file.write(b'{"id":"ers_0","at"')
    erasure_journal.append(tmp_path, [entry])
    assert erasure_journal.read(tmp_path) == [entry]
