"""Real services for every test: databases, Redis and a browser of our own, gone when the run ends."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from mostrador.storage import migrate
from services import loops, redis_server, stray_values  # noqa: F401 - listens to every engine
from services.chromium import PageErrors, launch_options
from services.postgresql import PostgreSQL, postgresql_server

# Two loaded cores make any example slow now and then.
hypothesis.settings.register_profile("mostrador", deadline=None, print_blob=True)
hypothesis.settings.load_profile("mostrador")

PATIENCE = 20_000  # milliseconds that `expect` waits; five seconds are short on a loaded machine


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    with _loops_for(item):
        return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    with _loops_for(item):
        return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    with _loops_for(item):
        return (yield)


def _loops_for(item: pytest.Item) -> AbstractContextManager[None]:
    with_browser = "playwright" in getattr(item, "fixturenames", ())
    return nullcontext() if with_browser else loops.unmarked()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgreSQL]:
    """The run's PostgreSQL server; `postgres.database()` makes an empty database."""
    with postgresql_server() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: PostgreSQL) -> Iterator[str]:
    """An empty PostgreSQL database of this test's own."""
    with postgres.database() as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path / 'mostrador.sqlite3'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database: a test that asks for it runs twice, once on each."""
    url: str = request.getfixturevalue({"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param])
    return url


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file in today's shape, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "mostrador.sqlite3"
    _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_postgres(postgres: PostgreSQL) -> Iterator[str]:
    """The name of a PostgreSQL database in today's shape, to be copied."""
    with postgres.database() as url:
        _migrate(url.replace("postgresql://", "postgresql+psycopg://"))
        yield url.rsplit("/", 1)[1]


@pytest.fixture
def migrated_sqlite_url(migrated_sqlite: Path, sqlite_url: str) -> str:
    """An SQLite database in today's shape, without rows."""
    shutil.copy(migrated_sqlite, sqlite_url.removeprefix("sqlite:///"))
    return sqlite_url


@pytest.fixture
def migrated_postgres_url(postgres: PostgreSQL, migrated_postgres: str) -> Iterator[str]:
    """A PostgreSQL database in today's shape, without rows."""
    with postgres.database(template=migrated_postgres) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_url(request: pytest.FixtureRequest) -> str:
    """A database in today's shape: a test that asks for it runs twice, and is spared the migrations."""
    names = {"sqlite": "migrated_sqlite_url", "postgresql": "migrated_postgres_url"}
    url: str = request.getfixturevalue(names[request.param])
    return url


@pytest.fixture(scope="session")
def redis() -> Iterator[str]:
    """The run's Redis server; tests ask for `redis_url`."""
    with redis_server.redis_server() as url:
        yield url


@pytest.fixture
def redis_url(redis: str) -> str:
    """An empty Redis."""
    redis_server.empty(redis)
    return redis


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, **launch_options()}


@pytest.fixture(scope="session")
def browser(browser: Browser) -> Iterator[Browser]:
    """The run's browser, closed as Playwright left it, whichever test comes last."""
    mark = loops.Mark()
    expect.set_options(timeout=PATIENCE)
    yield browser
    mark.put_back()


@pytest.fixture
def page_errors() -> PageErrors:
    """What went wrong in this test's pages; `expect` lets through what a test provokes."""
    return PageErrors()


@pytest.fixture
def new_context(
    new_context: Callable[..., BrowserContext], page_errors: PageErrors
) -> Iterator[Callable[..., BrowserContext]]:
    """Contexts whose pages are watched (`context` and `page` too): an error in one of them fails the test."""
    contexts: list[BrowserContext] = []

    def watched(**options: Any) -> BrowserContext:
        context = new_context(**options)
        page_errors.watch(context)
        contexts.append(context)
        return context

    yield watched
    for context in contexts:
        if context.browser and context in context.browser.contexts:  # a test may have closed it
            context.close()  # what a page still had to say comes first
    if complaints := page_errors.complaints():
        pytest.fail("In the browser:\n" + "\n".join(complaints), pytrace=False)


def _migrate(url: str) -> None:
    engine = migrate.engine_for(url)
    migrate.migrate(engine)
    engine.dispose()
