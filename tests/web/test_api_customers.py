"""A shop's server asks for its customers, says what changed of them, and takes out what is kept."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from asked import asked
from mostrador_sdk import Customer, Return, Shipment
from office import Office
from shop_server import ShopServer, order


@pytest.fixture
def office(migrated_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_url, tmp_path) as office:
        yield office


def test_a_customer_is_asked_for_by_the_shops_own_id(office: Office):
    shop = ShopServer(office)
    shop.tells("customer.created", Customer(id="7", name="Ana", email="ana@example.com", language="es"))
    found = shop.reads("/customers/7")
    assert found.pop("created_at")
    assert found == {"id": "7", "email": None, "claimed_email": "ana@example.com", "name": "Ana", "language": "es"}
    assert shop.http.get("/api/v1/customers/8").status_code == 404


@pytest.mark.parametrize("id", ["a/7", "7/export", "a%2F7", "ñ/ /7", "7"])
def test_a_customer_is_asked_for_by_whatever_the_shop_calls_them(office: Office, id: str):
    shop, path = ShopServer(office), f"/customers/{quote(id, safe='')}"
    shop.tells("customer.created", Customer(id=id, name="Ana"))
    assert shop.reads(path)["id"] == id
    assert shop.reads(f"{path}/export")["customer"]["id"] == id
    assert shop.http.patch(f"/api/v1{path}", json={"name": "Eva"}).json()["name"] == "Eva"
    assert shop.http.delete(f"/api/v1{path}").status_code == 204
    assert shop.http.get(f"/api/v1{path}").status_code == 404


def test_what_changed_is_written_down_and_the_rest_stays(office: Office):
    shop = ShopServer(office)
    shop.tells("customer.created", Customer(id="7", name="Ana", email="ana@example.com", language="es"))
    confirmed = {"email": "ana@loza.example", "email_verified": True}
    assert shop.http.patch("/api/v1/customers/7", json=confirmed).status_code == 200
    found = shop.http.patch("/api/v1/customers/7", json={"name": "Ana Núñez"}).json()
    assert (found["name"], found["email"], found["language"]) == ("Ana Núñez", "ana@loza.example", "es")
    shop.tells("customer.created", Customer(id="8", name="Eva"))
    taken = shop.http.patch("/api/v1/customers/8", json=confirmed)
    assert (taken.status_code, taken.json()["code"]) == (409, "email_taken")
    wrong = shop.http.patch("/api/v1/customers/8", json={"email": "eva at loza"})
    assert wrong.json()["fields"]["email"]["code"] == "email_invalid"


def test_an_export_holds_all_that_is_kept_of_a_customer_and_no_note(office: Office):
    shop, bo = ShopServer(office), office.at_work("bo@loza.example", "administrator")
    shop.tells("customer.created", Customer(id="7", name="Ana", email="ana@example.com"))
    shop.tells("order.placed", order())
    shop.tells("shipment.created", Shipment(order="1042", number="PK1", note="Tercero izquierda"))
    shop.tells("return.requested", Return(order="1042", number="R1", reason="Demasiado pequeña"))
    id = shop.opens("La taza llegó rota.").json()["id"]
    asked(office, email="", key="7", order=None, said="Pesadísima espera")
    bo.gets(f"/console/conversations/{id}")
    bo.posts(f"/console/conversations/{id}/say", mode="note", key="note-0001", text="Qué pesada.")
    shop.opens("Yo soy otra.", customer={"id": "8", "name": "Eva"})
    answer = shop.http.get("/api/v1/customers/7/export")
    assert answer.status_code == 200
    for words in (
        "Ana",
        "ana@example.com",
        "La taza llegó rota.",
        "Taza azul",
        "Tercero izq",
        "Demasiado pequeña",
        "Pesadísima",
    ):
        assert words in answer.text
    assert "Qué pesada." not in answer.text
    assert "Eva" not in answer.text
    assert "customer.exported" in bo.gets("/console/settings/journal").text
