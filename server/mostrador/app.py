"""The one place where things are put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.middleware import Middleware

from mostrador.clock import Clock, SystemClock
from mostrador.desk import open_desk
from mostrador.errors import Misconfigured
from mostrador.gateways import occupancy
from mostrador.revocations import Revocations
from mostrador.routing import Routing
from mostrador.settings import Settings
from mostrador.storage.migrate import engine_for, is_current
from mostrador.web.assets import WidgetAssets
from mostrador.web.console_assets import ConsoleAssets
from mostrador.web.counter import Counter
from mostrador.web.journal import Journal
from mostrador.web.live_pulse import Pulse
from mostrador.web.live_reads import Reads
from mostrador.web.metrics import Metrics
from mostrador.web.pages import Pages
from mostrador.web.problems import handlers
from mostrador.web.routes import routes
from mostrador.words import Words
from mostrador.worker import Worker


def create_app(settings: Settings | None = None, *, clock: Clock | None = None) -> Starlette:
    """
    Build the server as an ASGI app that runs alone or mounted under a path.

    Mounted, the host has to run `lifespan(app)` in its own lifespan, since a mounted app's never runs.
    Raises `Misconfigured` for settings that cannot be meant.
    """
    settings = settings or Settings.load()
    app = Starlette(
        routes=routes(settings),
        middleware=[Middleware(Journal), Middleware(Counter, settings=settings)],
        exception_handlers=handlers(),
        lifespan=lifespan,
    )
    app.state.settings = settings
    app.state.clock = clock or SystemClock()
    app.state.desk = None
    app.state.metrics = Metrics()
    app.state.words = Words.load()
    app.state.widget_assets = WidgetAssets.gather()
    app.state.console_assets = ConsoleAssets.gather()
    base = urlsplit(settings.console).path
    app.state.pages = Pages(app.state.words, app.state.clock, app.state.console_assets, base)
    return app


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    """Open the database and start the worker; on the way out, finish what was accepted and close."""
    settings: Settings = app.state.settings
    _require_current_schema(settings)
    with occupancy.serving(settings.data):
        desk = open_desk(settings, app.state.clock, app.state.words)
        app.state.desk = desk
        app.state.reads = Reads(desk)
        app.state.pulse = Pulse(desk.clock)
        try:
            async with (
                Worker(desk).running(),
                Revocations(desk).running(),
                Routing(desk).running(),
                app.state.pulse.running(),
            ):
                yield
        finally:
            app.state.desk = None
            await desk.close()


def _require_current_schema(settings: Settings) -> None:
    engine = engine_for(settings.database)
    try:
        if not is_current(engine):
            raise Misconfigured(
                "The database is not of this version: run `mostrador migrate` (or `init` for a new one)."
            )
    finally:
        engine.dispose()
