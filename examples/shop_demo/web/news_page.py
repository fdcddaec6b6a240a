"""What the help server tells the shop: taken at one address, shown at another."""

from starlette.requests import Request
from starlette.responses import Response

from examples.shop_demo import news
from examples.shop_demo.database import Database
from examples.shop_demo.web.back_office import enter
from mostrador_sdk.webhooks import WebhookEvent, WebhookReceiver

HOOK = "/support/hook"


def receiver(secret: str, database: Database) -> WebhookReceiver:
    taken = WebhookReceiver(secret)

    @taken.on("*")
    def keep(event: WebhookEvent) -> None:
        database.run_now(lambda tx: news.keep(tx, event))

    return taken


async def page(request: Request) -> Response:
    shop, visit = await enter(request)
    told = await shop.database.run(news.newest_first)
    return shop.pages.show(request, visit, "news.html", staff=True, news=told)
