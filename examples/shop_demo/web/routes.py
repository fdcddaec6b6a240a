"""Every address of the shop."""

from pathlib import Path

from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from examples.shop_demo.web import account, back_office, buying, login, news_page, shelves, support
from mostrador_sdk.webhooks import WebhookReceiver


def routes(static: Path, hook: WebhookReceiver | None) -> list[BaseRoute]:
    return [
        Route("/", shelves.home, methods=["GET"]),
        Route("/shoes/{slug}", shelves.product, methods=["GET"]),
        Route("/contact", shelves.contact, methods=["GET"]),
        Route("/privacy", shelves.privacy, methods=["GET"]),
        Route("/language", shelves.language, methods=["POST"]),
        Route("/cart", buying.cart, methods=["GET"]),
        Route("/cart/add", buying.add, methods=["POST"]),
        Route("/cart/change", buying.change, methods=["POST"]),
        Route("/checkout", buying.checkout, methods=["GET"]),
        Route("/checkout", buying.pay, methods=["POST"]),
        Route("/orders/{number:int}", account.order, methods=["GET"]),
        Route("/account", account.home, methods=["GET"]),
        Route("/account/confirm/{confirmation}", account.ask_to_confirm, methods=["GET"]),
        Route("/account/confirm/{confirmation}", account.confirm, methods=["POST"]),
        Route("/account/login", login.login_page, methods=["GET"]),
        Route("/account/login", login.log_in, methods=["POST"]),
        Route("/account/register", login.register_page, methods=["GET"]),
        Route("/account/register", login.register, methods=["POST"]),
        Route("/account/logout", login.log_out, methods=["POST"]),
        Route("/account/goodbye", login.goodbye, methods=["GET"]),
        Route("/account/support-token", support.token, methods=["POST"]),
        Route("/parcels/{number}", account.parcel, methods=["GET"]),
        Route("/back-office", back_office.home, methods=["GET"]),
        Route("/back-office/orders/{number:int}", back_office.step, methods=["POST"]),
        Route("/back-office/clock", back_office.move_time, methods=["POST"]),
        Route("/back-office/news", news_page.page, methods=["GET"]),
        *([Route(news_page.HOOK, hook, methods=["POST"])] if hook else []),
        Mount("/static", StaticFiles(directory=static), name="static"),
    ]
