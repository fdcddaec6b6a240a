"""Orders of a shop whose widget is open, and the people who look for them."""

from datetime import timedelta
from typing import Any

from playwright.sync_api import Page
from widget_chatter import LOGS_IN
from widget_shopper import Shopper
from widget_stage import Stage

from mostrador_sdk import Customer, Item, Order, Return, Shipment

ANA = Customer(id="ana", email="ana@example.com", name="Ana García")
LUZ = Customer(email="luz@example.com", name="Luz Ibarra", language="es")
BOTA = Item(name="Bota Chelsea «Lola», piel vuelta, talla 39", quantity=1, price=9990, total=9990)
CORDONES = Item(name="Cordones encerados", quantity=2, price=995, total=1990)


def order(id: str, customer: Customer, **more: Any) -> Order:
    usual = {"version": 1, "currency": "EUR", "total": 11980, "items": [BOTA, CORDONES]}
    return Order(id=id, customer=customer, **{**usual, **more})


def parcel_on_its_way(stage: Stage, order: str) -> Shipment:
    expected = (stage.clock.now() + timedelta(days=2)).date()
    return Shipment(
        order=order, number="PK123", carrier="Correos", url="https://correos.example/PK123", expected_on=expected
    )


def all_of_anas(stage: Stage) -> None:
    """One on its way, one that is being returned, one that was cancelled; and one of Luz's."""
    placed = stage.clock.now() - timedelta(days=4)
    stage.orders(
        ("order.paid", order("100042", ANA, placed_at=placed)),
        ("shipment.created", parcel_on_its_way(stage, "100042")),
        ("order.paid", order("99871", ANA, items=[CORDONES], total=1990, placed_at=placed - timedelta(days=60))),
        ("shipment.delivered", Shipment(order="99871", number="PK7")),
        ("return.requested", Return(order="99871", number="D-7", reason="Aprieta.")),
        ("order.cancelled", order("99001", ANA, placed_at=placed - timedelta(days=90))),
        ("order.paid", order("1050", LUZ, number="G-50")),
    )


def ana_logs_in(page: Page, stage: Stage) -> Shopper:
    """Ana, known to the shop, with the panel open."""
    ana = Shopper(page, stage)
    ana.visits()
    page.evaluate(LOGS_IN, stage.identity_of("ana", name="Ana García"))
    with page.expect_response("**/widget/api/me"):
        ana.button.click()
    return ana


def sees_her_orders(page: Page, stage: Stage) -> Shopper:
    ana = ana_logs_in(page, stage)
    ana.panel.get_by_role("button", name="Tus pedidos").click()
    ana.is_at("orders")
    return ana
