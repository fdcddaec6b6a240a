"""The shop as an ASGI application: everything it is made of, put together."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware

from examples.shop_demo import languages, orders
from examples.shop_demo.customers import Passwords
from examples.shop_demo.database import Database
from examples.shop_demo.languages import Language
from examples.shop_demo.post import Post
from examples.shop_demo.settings import ShopSettings
from examples.shop_demo.telling import Telling
from examples.shop_demo.web.guards import OneAddress, SameOrigin, SecurityHeaders
from examples.shop_demo.web.news_page import HOOK, receiver
from examples.shop_demo.web.pages import Pages, not_found
from examples.shop_demo.web.routes import routes
from mostrador_sdk import AsyncMostrador

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Shop:
    settings: ShopSettings
    database: Database
    languages: dict[str, Language]
    pages: Pages
    passwords: Passwords
    post: Post
    telling: Telling


def create_shop(settings: ShopSettings) -> Starlette:
    database = Database(settings.database)
    database.prepare()
    spoken = languages.read(FOLDER / "locale")
    support = _support(settings)
    telling = Telling(support, settings.address, spoken)
    hook = receiver(settings.help.hook_secret, database) if settings.help and settings.help.hook_secret else None

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with support:
            await database.run(lambda tx: _tell_rest(tx, telling))
            yield

    app = Starlette(
        lifespan=lifespan,
        routes=routes(FOLDER / "static", hook),
        middleware=[
            Middleware(SecurityHeaders, help_url=settings.help.url if settings.help else None),
            Middleware(OneAddress, address=settings.address),
            Middleware(SameOrigin, origin=settings.address, signed=HOOK),
        ],
        exception_handlers={404: not_found},
    )
    app.state.shop = Shop(
        settings=settings,
        database=database,
        languages=spoken,
        pages=Pages(FOLDER / "templates", settings.help),
        passwords=Passwords(),
        post=Post(settings.smtp, settings.address),
        telling=telling,
    )
    return app


def _support(settings: ShopSettings) -> AsyncMostrador:
    return AsyncMostrador(
        settings.help.url if settings.help else settings.address,
        api_key=settings.help.api_key if settings.help else None,
        outbox=settings.database.with_name("support-outbox.sqlite3"),
        source="zapaterialola",
    )


def _tell_rest(tx: sqlite3.Connection, telling: Telling) -> None:
    """Tell what an earlier end of the shop came between."""
    for order in orders.untold(tx):
        telling.placed(order)
        orders.mark_told(tx, order.number)
