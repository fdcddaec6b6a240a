"""Agents see a customer's orders beside the conversation, and find them by what people read out on the phone."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from live_callers import LiveShopper
from mostrador.storage import customers, orders
from mostrador.storage.schema import audit, conversation, event, survey_answer, survey_invitation
from mostrador_sdk import Customer, Item, Return, Shipment
from office import Office
from office_conversations import opened
from shop_server import ANA, GUEST, ShopServer, order
from surveyors import asks


@pytest.fixture
def office(migrated_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_url, tmp_path) as office:
        yield office


def written_by(office: Office, *, external_id: str | None = None, email: str | None = None, number: str = "") -> str:
    """A conversation of somebody whom we know by this, or, knowing nothing, only claims to be somebody."""
    id = opened(office, None)[0]
    known = office.desk.new("cus")

    def work(tx) -> None:
        customers.add(
            tx, office.shop, known, name="Ana", language="es", at=office.now(), external_id=external_id, email=email
        )
        tx.execute(
            conversation.update().where(conversation.c.id == id).values(customer_id=known, order_number=number or None)
        )

    office.write(work)
    return id


def kinds(office: Office, id: str) -> list[str]:
    rows = select(event.c.kind).where(event.c.conversation_id == id).order_by(event.c.seq)
    return list(office.read(lambda tx: tx.execute(rows).scalars().all()))


def test_an_agent_sees_the_orders_of_a_customer_who_is_known(office: Office):
    shop, marta = ShopServer(office), office.at_work("marta@loza.example")
    shop.tells("order.paid", order("1042", items=[Item(name="Taza <b>azul</b>", quantity=2, total=11980)]))
    shop.tells(
        "shipment.created", Shipment(order="1042", number="PK123", carrier="correos", url="https://c.example/PK123")
    )
    page = marta.gets(f"/console/conversations/{written_by(office, external_id='7')}").text
    assert "€119.80" in page
    assert "Taza &lt;b&gt;azul&lt;/b&gt;" in page
    assert '<a href="https://c.example/PK123" target="_blank" rel="noopener noreferrer">PK123</a>' in page
    assert "Parcel PK123 of order 1042 left" in page


def test_somebody_who_only_says_to_be_somebody_has_no_orders_here(office: Office):
    shop, marta = ShopServer(office), office.at_work("marta@loza.example")
    shop.tells("order.paid", order("1042", customer=GUEST, items=[Item(name="Taza azul")]))
    id = written_by(office, number="1042")
    page = marta.gets(f"/console/conversations/{id}").text
    assert "There is an order 1042. Whether it is theirs is not proven." in page
    assert "Taza azul" not in page
    assert marta.posts(f"/console/conversations/{id}/link-order", number="1042").status_code == 200
    page = marta.gets(f"/console/conversations/{id}").text
    assert "Taza azul" in page
    assert "Marta linked order 1042" in page
    recorded = office.read(lambda tx: tx.execute(select(audit.c.action, audit.c.subject)).all())
    assert ("conversation.order_linked", id) in recorded


def test_an_agent_links_an_order_by_hand_and_takes_it_back(office: Office):
    shop, marta = ShopServer(office), office.at_work("marta@loza.example")
    shop.tells("order.placed", order("1042", number="A-7", customer=GUEST))
    id = written_by(office)
    for _ in range(2):
        assert marta.posts(f"/console/conversations/{id}/link-order", number=" #A-7 ").status_code == 200
    found = office.read(lambda tx: orders.by_number(tx, office.shop, "A-7"))[0].id
    assert marta.posts(f"/console/conversations/{id}/unlink-order", id=found).status_code == 200
    assert marta.posts(f"/console/conversations/{id}/unlink-order", id=found).status_code == 404
    assert kinds(office, id)[-2:] == ["order_linked", "order_unlinked"]
    wrong = marta.posts(f"/console/conversations/{id}/link-order", number="nope")
    assert wrong.status_code == 422
    assert "No order of this shop has that number." in wrong.text


def test_what_happens_to_an_order_appears_in_the_open_conversation(office: Office):
    shop, marta = ShopServer(office), office.at_work("marta@loza.example")
    own, other = written_by(office, external_id="7"), written_by(office, external_id="8")
    shop.tells("order.placed", order("1042"))
    shop.tells("shipment.delivered", Shipment(order="1042", number="PK1"))
    assert kinds(office, own)[-2:] == ["order_changed", "order_changed"]
    assert "order_changed" not in kinds(office, other)
    assert "Parcel PK1 of order 1042 was delivered" in marta.gets(f"/console/conversations/{own}").text
    marta.posts(f"/console/conversations/{own}/status", to="resolved")
    shop.tells("return.requested", Return(order="1042", number="R1"))
    assert "order_changed" not in kinds(office, own)[-1:]


def test_a_shopper_in_a_chat_is_told_nothing_of_what_agents_are_told_of_orders(office: Office):
    shop, ana = ShopServer(office), LiveShopper(office)
    chat = ana.opens()
    marta = office.at_work("marta@loza.example")
    shop.tells("order.placed", order("1042", customer=GUEST))
    marta.posts(f"/console/conversations/{chat}/link-order", number="1042")
    shop.tells("order.paid", order("1042", 2, customer=GUEST))
    assert kinds(office, chat)[-2:] == ["order_linked", "order_changed"]
    seen = ana.http.get(f"conversations/{chat}/events?after=0").json()
    assert "order" not in str(seen)


@pytest.mark.parametrize(
    "typed",
    ["1042", "#1042", "PK123", "R-9", "ana@example.com", "ana@EXAMPLE.com", "nuñez", "Núñez", "ana nun", "NUNEZ ana"],
)
def test_an_order_is_found_by_what_people_have_at_hand(office: Office, typed: str):
    shop, marta = ShopServer(office), office.at_work("marta@loza.example")
    shop.tells("order.placed", order("1042"))
    shop.tells("order.placed", order("1043", customer=Customer(id="8", email="al@example.com", name="Ana López")))
    shop.tells("shipment.created", Shipment(order="1042", number="PK123"))
    shop.tells("return.requested", Return(order="1042", number="R-9"))
    page = marta.gets("/console/search", params={"q": typed}).text
    assert '<b class="num">1042</b>' in page
    assert '<b class="num">1043</b>' not in page
    assert "1 result<" in page
    assert "Nothing found" not in page


@pytest.mark.parametrize("typed", ["'", '"', "%", "_", "an", "  ", "@", "#", "\u0301", "x" * 300])
def test_odd_things_are_looked_for_and_not_found(office: Office, typed: str):
    shop, marta = ShopServer(office), office.at_work("marta@loza.example")
    shop.tells("order.placed", order("1042"))
    answer = marta.gets("/console/search", params={"q": typed})
    assert answer.status_code == 200
    assert '<b class="num">1042</b>' not in answer.text


def test_a_name_that_changes_is_found_by_the_new_one_alone(office: Office):
    shop, marta = ShopServer(office), office.at_work("marta@loza.example")
    shop.tells("order.placed", order("1042", 1, customer=Customer(id="7", name="Ana Núñez")))
    shop.tells("order.updated", order("1042", 2, customer=Customer(id="7", name="Ana Vidal")))
    assert '<b class="num">1042</b>' in marta.gets("/console/search", params={"q": "vidal"}).text
    assert '<b class="num">1042</b>' not in marta.gets("/console/search", params={"q": "núñez"}).text


def test_all_that_happened_stands_on_one_line_the_latest_first(office: Office):
    shop, marta = ShopServer(office), office.at_work("marta@loza.example")
    id = written_by(office, external_id="7")
    for number in range(40):
        shop.tells("order.placed", order(str(1000 + number)), at=office.now() - timedelta(minutes=60 - number))
    shop.tells("shipment.created", Shipment(order="1000", number="PK1"))
    who = office.read(lambda tx: customers.by_external_id(tx, office.shop, "7")).id
    first = marta.gets(f"/console/customers/{who}")
    assert "Ana" in first.text
    assert "PK1" in first.text
    assert f"/console/conversations/{id}" in first.text
    assert first.text.count('class="of-order"') == 28  # beside them a parcel and a conversation
    older = marta.gets(first.text.split('<a class="btn" href="')[1].split('"')[0]).text
    assert older.count('class="of-order"') == 12
    assert marta.gets(f"/console/customers/{who}?before=x").text.count('class="of-order"') == 28


def test_what_somebody_said_in_a_survey_stands_there_too(office: Office):
    marta = office.at_work("marta@loza.example")
    written_by(office, external_id="7")
    survey = office.run(asks(office.desk, office.shop))
    now = office.now()

    def work(tx) -> None:
        row = {"id": "inv_1", "shop_id": office.shop, "survey_id": survey, "version": 1, "moment": "delivered"}
        row |= {"customer_key": "7", "email": "", "language": "es", "channel": "mail", "basis": "consent"}
        row |= {"token_version": 1, "made_at": now, "due_at": now, "expires_at": now, "answered_at": now}
        tx.execute(insert(survey_invitation), row)
        said = {"shop_id": office.shop, "invitation_id": "inv_1", "question": "qst_score", "survey_id": survey}
        said |= {"version": 1, "kind": "nps", "number": 9, "at": now, "products": [], "carrier": "", "country": ""}
        tx.execute(insert(survey_answer), said)

    office.write(work)
    who = office.read(lambda tx: customers.by_external_id(tx, office.shop, "7")).id
    page = marta.gets(f"/console/customers/{who}").text
    assert "Tras la entrega" in page
    assert "Said how it went: 9" in page


def test_an_order_has_a_page_with_whose_it_is(office: Office):
    shop, marta = ShopServer(office), office.at_work("marta@loza.example")
    written_by(office, external_id="7")
    shop.tells("order.refunded", order("1042", refunded=500, address=None))
    found = office.read(lambda tx: orders.by_number(tx, office.shop, "1042"))[0].id
    page = marta.gets(f"/console/orders/{found}").text
    assert "€5.00 refunded" in page
    assert "/console/customers/cus_" in page
    assert marta.gets("/console/orders/ord_nope").status_code == 404


def test_amounts_are_said_with_the_decimals_of_their_currency(office: Office):
    shop, marta = ShopServer(office), office.at_work("marta@loza.example")
    shop.tells("order.placed", order("1", currency="JPY", total=500))
    shop.tells("order.placed", order("2", currency="KWD", total=1234))
    page = marta.gets(f"/console/conversations/{written_by(office, external_id=ANA.id)}").text
    assert "¥500" in page
    assert "KWD1.234" in page.replace("\u00a0", "")
