"""Orders are watched: what is going wrong is seen before the customer writes, once."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from mostrador.storage import due, orders, shops
from mostrador.storage.schema import conversation, watch_hit
from mostrador_sdk import Customer, Return, Shipment
from office import Browser, Office
from shop_server import GUEST, ShopServer, order

WATCHES = "/console/settings/watches"


@pytest.fixture
def office(migrated_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_url, tmp_path) as office:
        yield office


def keeps(owner: Browser, path: str = "", **sent: str | None) -> Any:
    version = str(owner.office.read(lambda tx: shops.find(tx, owner.office.shop)).version)
    usual = {"kind": "not_shipped", "count": "2", "act": "task", "on": "1", "version": version}
    return owner.posts(
        WATCHES + path, **{name: value for name, value in {**usual, **sent}.items() if value is not None}
    )


def tasks(office: Office) -> list[tuple[str, str | None]]:
    office.settles()
    found = select(conversation.c.subject, conversation.c.order_number).where(conversation.c.channel == "task")
    return [tuple(row) for row in office.read(lambda tx: tx.execute(found).all())]


def test_an_order_that_is_paid_and_does_not_leave_opens_a_task_for_its_department(office: Office):
    owner, shop = office.at_work("sam@loza.example", "administrator"), ShopServer(office)
    department = office.read(lambda tx: shops.departments(tx, office.shop))[0].id
    assert keeps(owner, department=department).status_code == 200
    shop.tells("order.paid", order("1042", number="A-7"))
    office.moves(timedelta(days=1))
    assert tasks(office) == []
    office.moves(timedelta(days=8))
    assert tasks(office) == [("Pedido A-7: pagado y sin enviar", "A-7")]
    row = office.read(lambda tx: tx.execute(select(conversation).where(conversation.c.channel == "task")).one())
    assert row.department_id == department
    page = office.at_work("marta@loza.example").gets(f"/console/conversations/{row.id}").text
    assert "El pedido A-7 se pagó hace 2 días laborables y no ha salido." in page
    assert "Taza azul" in page


def test_what_leaves_in_time_opens_nothing(office: Office):
    owner, shop = office.at_work("sam@loza.example", "administrator"), ShopServer(office)
    keeps(owner)
    shop.tells("order.paid", order("1042"))
    shop.tells("shipment.created", Shipment(order="1042", number="PK1"))
    shop.tells("order.paid", order("1043"))
    shop.tells("order.cancelled", order("1043", 2))
    office.moves(timedelta(days=9))
    assert tasks(office) == []


def test_a_rule_sees_an_order_once_whatever_happens_to_it(office: Office):
    owner, shop = office.at_work("sam@loza.example", "administrator"), ShopServer(office)
    keeps(owner, kind="payment_failed")
    for version in range(1, 5):
        shop.tells("order.payment_failed", order("1042", version))
        office.settles()
    assert len(tasks(office)) == 1
    keeps(owner, f"/{_rule(office)}", kind="payment_failed", count="3")
    office.settles()
    assert len(tasks(office)) == 1


def test_a_new_rule_looks_at_the_orders_that_are_there(office: Office):
    owner, shop = office.at_work("sam@loza.example", "administrator"), ShopServer(office)
    long_ago = office.now() - timedelta(days=20)
    events = [shop.event("order.paid", order(str(number)), at=long_ago) for number in range(250)]
    events += [
        shop.event("shipment.created", Shipment(order=str(number), number="P"), at=long_ago) for number in range(247)
    ]
    for start in range(0, len(events), 100):
        assert shop.posts(events[start : start + 100]).status_code == 202
    keeps(owner)
    assert {number for _, number in tasks(office)} == {"247", "248", "249"}


def test_what_was_sent_back_and_not_refunded_is_seen(office: Office):
    owner, shop = office.at_work("sam@loza.example", "administrator"), ShopServer(office)
    shop.tells("order.completed", order("1042"))
    shop.tells("return.received", Return(order="1042", number="R1"), at=office.now() - timedelta(days=20))
    keeps(owner, kind="not_refunded", count="5")
    assert tasks(office) == [("Pedido 1042: devuelto y sin reembolsar", "1042")]


def test_a_day_that_means_none_harms_no_batch(office: Office):
    owner, shop = office.at_work("sam@loza.example", "administrator"), ShopServer(office)
    keeps(owner, kind="not_delivered")
    odd = order("2", expected_on=date(9999, 12, 31))
    parcel = Shipment(order="2", number="P", expected_on=date(9999, 12, 31))
    told = [("order.paid", order("1")), ("order.paid", odd), ("shipment.created", parcel)]
    answer = shop.posts([shop.event(type, value) for type, value in told])
    assert [each["result"] for each in answer.json()["results"]] == ["accepted"] * 3
    assert keeps(owner, "/try", kind="not_delivered").status_code == 200
    office.settles()


def test_a_rule_that_is_off_sees_nothing(office: Office):
    owner, shop = office.at_work("sam@loza.example", "administrator"), ShopServer(office)
    keeps(owner)
    shop.tells("order.paid", order("1042"))
    assert keeps(owner, f"/{_rule(office)}", on=None).status_code == 200
    office.moves(timedelta(days=9))
    assert tasks(office) == []


def test_where_nobody_can_be_written_to_a_task_opens_instead(office: Office):
    owner, shop = office.at_work("sam@loza.example", "administrator"), ShopServer(office)
    keeps(owner, kind="payment_failed", act="mail", text_es="Hola, {customer.first_name}: {order.number}")
    for version in (1, 2):
        shop.tells("order.payment_failed", order("1042", version, customer=Customer(name="Ana")))
    assert len(tasks(office)) == 1
    for version in (1, 2):
        shop.tells("order.payment_failed", order("1043", version, customer=GUEST))
    assert len(tasks(office)) == 1
    waiting = office.read(lambda tx: due.about(tx, orders.by_number(tx, office.shop, "1043")[0].id, ["watch_mail"]))
    assert len(waiting) == 1


def test_a_rule_is_tried_on_past_orders_before_it_is_kept(office: Office):
    owner, shop = office.at_work("sam@loza.example", "administrator"), ShopServer(office)
    old = office.now() - timedelta(days=40)
    for number in range(5):
        shop.tells("order.paid", order(f"A-{number}"), at=old)
    shop.tells("shipment.created", Shipment(order="A-0", number="PK1"), at=old)
    tried = keeps(owner, "/try")
    assert "Of 5 orders of the last three months it would have seen 4." in tried.text
    assert tried.text.count("/console/orders/ord_") == 4
    assert _rules(office) == []
    assert tasks(office) == []


def test_a_rule_that_makes_no_sense_is_refused_and_what_was_typed_stays(office: Office):
    owner = office.at_work("sam@loza.example", "administrator")
    wrong = keeps(owner, act="mail", text_es="Hola {password}")
    assert wrong.status_code == 422
    assert "Hola {password}" in wrong.text
    assert "Something in braces is none of our fields." in wrong.text
    assert keeps(owner, count="0").status_code == 422
    assert keeps(owner, kind="eaten").status_code == 422


def test_a_rule_is_removed_with_what_it_has_seen(office: Office):
    owner, shop = office.at_work("sam@loza.example", "administrator"), ShopServer(office)
    keeps(owner, kind="payment_failed", count="1")
    shop.tells("order.payment_failed", order("1042"))
    assert len(tasks(office)) == 1
    version = str(office.read(lambda tx: shops.find(tx, office.shop)).version)
    assert owner.posts(f"{WATCHES}/{_rule(office)}/remove", version=version).status_code == 200
    assert office.read(lambda tx: tx.execute(select(watch_hit)).all()) == []


OPEN = (
    "SELECT id FROM shop_order WHERE shop_id = 'x' AND delivered_at IS NULL"
    " AND status NOT IN ('cancelled', 'refunded', 'completed') AND id > '' ORDER BY id LIMIT 100"
)


def test_no_order_that_is_closed_is_looked_at(office: Office):
    """Both databases take the open ones, one in a hundred of a million, from an index of their own."""
    on_sqlite = office.settings.database.startswith("sqlite")

    def plan(tx: Any) -> str:
        if not on_sqlite:
            tx.execute(text("SET LOCAL enable_seqscan = off"))  # an empty table is read whole otherwise
        return str(tx.execute(text(("EXPLAIN QUERY PLAN " if on_sqlite else "EXPLAIN ") + OPEN)).all())

    assert "ix_shop_order_open" in office.write(plan)


def _rules(office: Office) -> list[str]:
    return list(office.read(lambda tx: tx.execute(text("SELECT id FROM watch")).scalars().all()))


def _rule(office: Office) -> str:
    return _rules(office)[0]
