"""The counter inside another app, under a path, on a real socket."""

import asyncio
import re
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from mostrador import Settings, create_app, lifespan
from services.ports import free_port


def host(counter: Starlette, *, runs_the_lifespan: bool) -> Starlette:
    """Somebody's own app with the counter under /help."""

    @asynccontextmanager
    async def with_counter(_app: Starlette) -> AsyncIterator[None]:
        async with lifespan(counter):
            yield

    return Starlette(
        routes=[Route("/", lambda _request: PlainTextResponse("the shop")), Mount("/help", counter)],
        lifespan=with_counter if runs_the_lifespan else None,
    )


@contextmanager
def serving(app: Starlette, port: int) -> Iterator[None]:
    server = uvicorn.Server(uvicorn.Config(app, "127.0.0.1", port, log_config=None, access_log=False))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            thread.join(0.02)
        yield
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def settings(migrated_sqlite_url: str, tmp_path: Path) -> Settings:
    return Settings(
        public_url=f"http://127.0.0.1:{free_port()}/help",
        data_folder=str(tmp_path / "data"),
        database_url=migrated_sqlite_url,
    )


def test_mounted_with_its_lifespan_the_counter_works_under_its_path(settings: Settings):
    port = int(re.findall(r":(\d+)/", settings.public_url)[0])
    with serving(host(create_app(settings), runs_the_lifespan=True), port), httpx.Client() as browser:
        assert browser.get(f"http://127.0.0.1:{port}/").text == "the shop"
        assert browser.get(f"{settings.public_url}/readyz").text == "ready\n"
        browser.headers["Accept"] = "text/html"
        login = browser.get(f"{settings.public_url}/console", follow_redirects=True)
        assert login.url.path == "/help/console/login"
        door = browser.get(f"{settings.public_url}/c/")
        for page in (login, door):
            for asset in re.findall(r'(?:src|href)="(/help/[^"]+\.(?:js|css))"', page.text):
                assert browser.get(f"http://127.0.0.1:{port}{asset}").status_code == 200, asset
            assert "/help/" in page.text


def test_mounted_without_its_lifespan_the_counter_says_what_is_missing(settings: Settings):
    port = int(re.findall(r":(\d+)/", settings.public_url)[0])
    with serving(host(create_app(settings), runs_the_lifespan=False), port):
        answer = httpx.get(f"{settings.public_url}/widget/api/me")
    assert answer.status_code == 503
    assert answer.json()["code"] == "not_open"
    assert "mostrador.lifespan" in answer.json()["detail"]
