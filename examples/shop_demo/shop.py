"""The shop as an ASGI application: everything it is made of, put together."""

from dataclasses import dataclass
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware

from examples.shop_demo import languages
from examples.shop_demo.customers import Passwords
from examples.shop_demo.database import Database
from examples.shop_demo.languages import Language
from examples.shop_demo.post import Post
from examples.shop_demo.settings import ShopSettings
from examples.shop_demo.web.guards import OneAddress, SameOrigin, SecurityHeaders
from examples.shop_demo.web.pages import Pages, not_found
from examples.shop_demo.web.routes import routes

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Shop:
    settings: ShopSettings
    database: Database
    languages: dict[str, Language]
    pages: Pages
    passwords: Passwords
    post: Post


def create_shop(settings: ShopSettings) -> Starlette:
    database = Database(settings.database)
    database.prepare()
    app = Starlette(
        routes=routes(FOLDER / "static"),
        middleware=[
            Middleware(SecurityHeaders, help_url=settings.help.url if settings.help else None),
            Middleware(OneAddress, address=settings.address),
            Middleware(SameOrigin, origin=settings.address),
        ],
        exception_handlers={404: not_found},
    )
    app.state.shop = Shop(
        settings=settings,
        database=database,
        languages=languages.read(FOLDER / "locale"),
        pages=Pages(FOLDER / "templates", settings.help),
        passwords=Passwords(),
        post=Post(settings.smtp, settings.address),
    )
    return app
