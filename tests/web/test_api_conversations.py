"""A shop's server opens conversations for its customers, reads them and answers in them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from mostrador.storage import due
from mostrador.storage.schema import conversation
from office import Office
from shop_server import ShopServer, order


@pytest.fixture
def office(migrated_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_url, tmp_path) as office:
        yield office


def test_a_shop_opens_a_conversation_for_a_customer_and_an_agent_finds_it(office: Office):
    shop = ShopServer(office)
    answer = shop.opens("La taza llegó rota.", subject="Devolución", order="A-1042")
    assert answer.status_code == 201
    told = answer.json()
    assert told["id"].startswith("cnv_")
    assert told["code"].startswith("M-")
    assert (told["channel"], told["status"], told["subject"], told["order"]) == ("api", "open", "Devolución", "A-1042")
    assert told["customer"] == {"id": "7", "email": "ana@example.com", "name": "Ana"}
    bo = office.at_work("bo@loza.example")
    page = bo.gets(f"/console/conversations/{told['id']}").text
    assert "La taza llegó rota." in page
    assert "Devolución" in bo.gets("/console/inbox/open").text


def test_the_same_key_opens_one_conversation_however_often_it_is_sent(office: Office):
    shop = ShopServer(office)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: shop.opens(key="of-the-shop-1"), range(16)))
    assert sorted(each.status_code for each in answers) == [200] * 15 + [201]
    assert len({each.text for each in answers}) == 1
    count = select(func.count()).select_from(conversation)
    assert office.read(lambda tx: tx.execute(count).scalar_one()) == 1


def test_a_shop_answers_under_its_keys_name_and_the_answer_is_mailed(office: Office):
    shop = ShopServer(office)
    id = shop.opens().json()["id"]
    first, again = shop.answers(id, "Sale mañana."), shop.answers(id, "Sale mañana.")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json() == {"seq": 2}
    read = shop.reads(f"/conversations/{id}")
    assert [(each["seq"], each["kind"], each["text"]) for each in read["events"]] == [
        (1, "form", "¿Dónde está mi pedido?"),
        (2, "message", "Sale mañana."),
    ]
    assert [each["author"] for each in read["events"]] == [
        {"role": "customer", "name": "Ana"},
        {"role": "shop", "name": shop.key_id},
    ]
    assert read["next"] is None
    assert office.read(lambda tx: due.by_unique_key(tx, f"mail:{id}:2")) is not None
    bo = office.at_work("bo@loza.example")
    assert shop.key_id in bo.gets(f"/console/conversations/{id}").text


def test_a_note_is_never_told_to_the_shops_server(office: Office):
    shop, bo = ShopServer(office), office.at_work("bo@loza.example")
    id = shop.opens().json()["id"]
    bo.gets(f"/console/conversations/{id}")
    bo.posts(f"/console/conversations/{id}/say", mode="note", key="note-0001", text="Qué pesada.")
    shop.answers(id, "Sale mañana.")
    assert [each["seq"] for each in shop.reads(f"/conversations/{id}")["events"]] == [1, 3]
    assert [each["seq"] for each in shop.reads(f"/conversations/{id}", after=1)["events"]] == [3]


def test_conversations_are_paged_from_the_newest_to_the_oldest(office: Office):
    shop = ShopServer(office)
    ids = []
    for number in range(5):
        ids.append(shop.opens(customer={"id": str(number % 2)}, order="9" if number < 3 else "").json()["id"])
        office.moves(timedelta(seconds=1))

    def all_of(**query: Any) -> list[str]:
        found, after = [], {}
        while True:
            page = shop.reads("/conversations", limit=2, **query, **after)
            found += [each["id"] for each in page["conversations"]]
            if page["next"] is None:
                return found
            after = {"after": page["next"]}

    assert all_of() == ids[::-1]
    assert all_of(customer="0") == [ids[4], ids[2], ids[0]]
    assert all_of(order="9") == [ids[2], ids[1], ids[0]]
    assert all_of(order="9", customer="1") == [ids[1]]
    assert all_of(customer="nobody") == []


def test_who_is_known_by_the_shops_id_stays_one_person(office: Office):
    shop = ShopServer(office)
    shop.tells("order.placed", order())
    shop.opens(key="first-one")
    shop.opens(key="second-one", customer={"id": "7"})
    found = shop.reads("/conversations", customer="7")["conversations"]
    assert [each["customer"] for each in found] == [{"id": "7", "email": "ana@example.com", "name": "Ana"}] * 2


def test_an_address_alone_is_a_claim_and_nobody_elses_past(office: Office):
    shop = ShopServer(office)
    shop.http.post("/api/v1/events", json=[])
    told = shop.opens(customer={"email": "Ana@Example.com", "name": "Somebody"}).json()
    assert told["customer"] == {"id": None, "email": "ana@example.com", "name": "Somebody"}
    assert shop.reads("/conversations", customer="7")["conversations"] == []


def test_what_is_resolved_is_reopened_by_people_and_not_by_the_shops_server(office: Office):
    shop, bo = ShopServer(office), office.at_work("bo@loza.example")
    id = shop.opens().json()["id"]
    bo.gets(f"/console/conversations/{id}")
    bo.posts(f"/console/conversations/{id}/status", to="resolved")
    answer = shop.answers(id, "Una cosa más.")
    assert (answer.status_code, answer.json()["code"]) == (409, "conversation_closed")


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"text": " "}, "form_invalid"),
        ({"customer": {"name": "Ana"}}, "form_invalid"),
        ({"customer": {"email": "ana at example"}}, "form_invalid"),
        ({"subject": "two\nlines"}, "form_invalid"),
        ({"text": "a\u0000b"}, "form_invalid"),
        ({"key": "short"}, "malformed"),
        ({"status": "resolved"}, "malformed"),
        ({"customer": {"id": "7", "email_verified": True}}, "malformed"),
        ({"text": 7}, "malformed"),
    ],
)
def test_what_cannot_be_taken_is_answered_with_a_reason(office: Office, sent: dict[str, Any], code: str):
    answer = ShopServer(office).opens(**sent)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=-1", "limit=ten", "after=cnv_x", "custommer=7", "order=%ff%0a"]
)
def test_a_question_that_is_misspelt_is_not_answered_with_everything(office: Office, query: str):
    answer = ShopServer(office).http.get(f"/api/v1/conversations?{query}")
    assert answer.status_code in {400, 422}


def test_another_shops_conversation_or_customer_is_not_there(office: Office):
    shop, other = ShopServer(office), ShopServer(office, shop=office.other_shop)
    id = shop.opens().json()["id"]
    shop.tells("order.placed", order())
    for path in (f"/conversations/{id}", "/customers/7", "/customers/7/export"):
        assert other.http.get(f"/api/v1{path}").status_code == 404
    assert other.http.patch("/api/v1/customers/7", json={"name": "Eva"}).status_code == 404
    assert other.answers(id, "Hola").status_code == 404
    assert other.http.get("/api/v1/conversations", params={"after": id}).status_code == 422
    assert other.reads("/conversations")["conversations"] == []


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("POST", "/conversations", "conversations:write"),
        ("GET", "/conversations", "conversations:read"),
        ("GET", "/conversations/{id}", "conversations:read"),
        ("POST", "/conversations/{id}/messages", "conversations:write"),
        ("GET", "/customers/7", "customers:read"),
        ("GET", "/customers/7/export", "customers:read"),
        ("PATCH", "/customers/7", "events:write"),
    ],
)
def test_a_key_does_what_its_scopes_say_and_nothing_else(office: Office, method: str, path: str, scope: str):
    id = ShopServer(office).opens().json()["id"]
    scopes = ("events:write", "surveys:invite", "conversations:read", "conversations:write", "customers:read")
    without = ShopServer(office, scopes=[each for each in scopes if each != scope])
    answer = without.http.request(method, "/api/v1" + path.format(id=id), json={})
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
    only = ShopServer(office, scopes=[scope])
    assert only.http.request(method, "/api/v1" + path.format(id=id), json={}).status_code != 403


def test_what_one_key_opened_is_not_shown_to_another_that_guesses_the_key(office: Office):
    shop, other = ShopServer(office), ShopServer(office, scopes=["conversations:write"])
    sent = {"key": "order-1042", "customer": {"email": "ana@example.com", "name": "Ana"}, "text": "Hola"}
    first = shop.http.post("/api/v1/conversations", json=sent).json()
    guessed = other.http.post(
        "/api/v1/conversations", json=sent | {"customer": {"name": "Bo", "email": "bo@example.com"}}
    )
    assert guessed.status_code == 201
    assert guessed.json()["id"] != first["id"]
    assert shop.http.post("/api/v1/conversations", json=sent).json()["id"] == first["id"]
