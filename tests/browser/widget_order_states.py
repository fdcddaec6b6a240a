"""A way into every state in which orders can be seen."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect
from widget_orders import all_of_anas, ana_logs_in
from widget_shopper import Shopper


def looks_for_orders(ana: Shopper) -> None:
    all_of_anas(ana.stage)
    ana_logs_in(ana.page, ana.stage)
    ana.panel.get_by_role("button", name="Tus pedidos").click()


def orders_away(ana: Shopper, context: BrowserContext) -> None:
    context.route("**/app/orders.js", lambda route: route.abort())
    order_number(ana, context)


def orders_loading(ana: Shopper, context: BrowserContext) -> None:
    context.route("**/widget/api/orders", lambda route: None)
    looks_for_orders(ana)


def orders_failed(ana: Shopper, context: BrowserContext) -> None:
    context.route("**/widget/api/orders", lambda route: route.abort())
    looks_for_orders(ana)


def orders_none(ana: Shopper, context: BrowserContext) -> None:
    context.route("**/widget/api/orders", lambda route: route.fulfill(json={"orders": []}))
    looks_for_orders(ana)


def orders(ana: Shopper, context: BrowserContext) -> None:
    looks_for_orders(ana)


def order(ana: Shopper, context: BrowserContext) -> None:
    looks_for_orders(ana)
    ana.is_at("orders")
    ana.panel.locator(".card").first.click()


def order_return(ana: Shopper, context: BrowserContext) -> None:
    order(ana, context)
    ana.panel.get_by_role("button", name="Devolver algo").click()
    ana.sends()


def order_number(ana: Shopper, context: BrowserContext) -> None:
    all_of_anas(ana.stage)
    ana.opens()
    ana.panel.get_by_role("button", name="¿Dónde está mi pedido?").click()


def order_code(ana: Shopper, context: BrowserContext) -> None:
    order_number(ana, context)
    ana.panel.locator("#order-number").fill("G-50")
    ana.sends()
    ana.panel.locator("#order-code").fill("1234 5678")
    ana.sends()
    expect(ana.panel.get_by_role("alert").filter(has_text="Este código no vale")).to_be_visible()


ORDERS: dict[str, Callable[[Shopper, BrowserContext], None]] = {
    "orders-away": orders_away,
    "orders-loading": orders_loading,
    "orders-failed": orders_failed,
    "orders-none": orders_none,
    "orders": orders,
    "order": order,
    "order-return": order_return,
    "order-number": order_number,
    "order-code": order_code,
}
