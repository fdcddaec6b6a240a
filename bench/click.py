"""
From the click on the launcher until the chat can be typed into, in a slow browser, beside a bare frame.

`python -m bench.click [--runs N] [--slower N]`: every run has a browser context of its own, so nothing is in a cache;
the floor and Mostrador take turns. The way from the first page of the frame to the chat takes the shopper no time.
"""

import argparse
import asyncio
import importlib
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from playwright.async_api import Browser, CDPSession, Frame, Page, Request, async_playwright

from bench.counter import Installation, free_port, process
from mostrador.desk import Desk
from mostrador.storage import shops

RUNS = 15
SLOWER = 4  # times; about what a phone of the middle class is beside a desk's machine
WARM = 2  # runs before those that count: the browser itself starts slowly
SEEN = Path(__file__).with_name("click.js").read_text("utf-8")
TYPED = "can be typed into"  # what the script says in the browser's console
PATIENCE = 30_000  # ms
LONG_TASKS = 300  # ms until the browser has told of the last one


@dataclass(frozen=True, slots=True)
class Click:
    """
    `home` and `typed` are milliseconds from the click on, `body` is bytes as they were sent; long tasks are those that
    took over 50 ms each, in milliseconds.
    """

    home: float | None  # the floor has no first page
    typed: float
    requests: int
    body: int
    in_page: list[float]
    in_frame: list[float]


class Slow:
    """Slows a page and, from their first line of script on, the frames of other sites in it."""

    def __init__(self, session: CDPSession, times: float) -> None:
        self._session, self._times = session, times
        self._telling: set[asyncio.Task[Any]] = set()

    async def begin(self) -> None:
        self._session.on("Target.attachedToTarget", self._attached)
        await self._session.send("Emulation.setCPUThrottlingRate", {"rate": self._times})
        await self._session.send(
            "Target.setAutoAttach", {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": False}
        )

    def _attached(self, event: dict[str, Any]) -> None:
        task = asyncio.ensure_future(self._slow_down(event["sessionId"]))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def _slow_down(self, session: str) -> None:
        commands = [("Emulation.setCPUThrottlingRate", {"rate": self._times}), ("Runtime.runIfWaitingForDebugger", {})]
        for number, (method, params) in enumerate(commands):
            message = json.dumps({"id": number, "method": method, "params": params})
            await self._session.send("Target.sendMessageToTarget", {"sessionId": session, "message": message})


async def click(browser: Browser, url: str, button: str, frame_at: str, slower: float) -> Click:
    """
    One visit: the page, the click, and what happens until somebody types.

    Until then nothing is asked of the frame: what the driver brings along to look into it would be parsed there, and be
    measured.
    """
    context = await browser.new_context()
    try:
        await context.add_init_script(SEEN)
        page = await context.new_page()
        asked: list[Request] = []
        await Slow(await context.new_cdp_session(page), slower).begin()
        await page.goto(url)
        await page.locator(button).hover()  # it is there, and stands still
        page.on("request", lambda request: asked.append(request))
        async with page.expect_console_message(lambda message: message.text == TYPED, timeout=PATIENCE):
            await page.mouse.down()
            await page.mouse.up()
        await page.keyboard.type("h")
        await page.wait_for_timeout(LONG_TASKS)
        [frame] = [each for each in page.frames if frame_at in each.url]
        assert await frame.locator("#chat-text").input_value() == "h", "It cannot be typed into."
        return await _told(page, frame, asked)
    finally:
        await context.close()


async def _told(page: Page, frame: Frame, asked: list[Request]) -> Click:
    on_page: dict[str, Any] = await page.evaluate("() => seen")
    inside: dict[str, Any] = await frame.evaluate("() => seen")
    clicked, typed = on_page["clicked"], inside["typed"]
    before = [each for each in asked if each.timing["startTime"] <= typed]
    sizes = [await each.sizes() for each in before]
    return Click(
        home=inside["home"] - clicked if inside["home"] else None,
        typed=typed - clicked,
        requests=len(before),
        body=sum(size["responseBodySize"] for size in sizes),
        in_page=[took for at, took in on_page["tasks"] if at <= typed],
        in_frame=[took for at, took in inside["tasks"] if at <= typed],
    )


async def opened(desk: Desk, installation: Installation, page: str) -> None:
    """A shop that knows its own page."""
    await installation.open_shop(desk)
    await desk.db.write(lambda tx: shops.set_origins(tx, installation.shop, [page]))


@asynccontextmanager
async def servers() -> AsyncIterator[str]:
    """Mostrador, and beside it the shop's pages and the floor's frame: where the pages are."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        page = f"http://localhost:{port}"
        installation = Installation(Path(folder))
        desk = await installation.desk()
        try:
            await opened(desk, installation, page)
        finally:
            await desk.close()
        widget = f"{installation.settings.public_url}/widget.js?shop={installation.shop}"
        command = [sys.executable, "-m", "uvicorn", "bench.floor_frame:app", "--no-access-log", "--port", str(port)]
        with installation.serving(), process(command, port, "/floor", {**os.environ, "WIDGET": widget}):
            yield page


async def measure(runs: int, slower: float) -> tuple[list[Click], list[Click]]:
    """The floor's and ours, in turn."""
    floor, ours = [], []
    async with servers() as page, async_playwright() as playwright:
        browser = await playwright.chromium.launch(**_launch_options())
        try:
            for _ in range(WARM + runs):
                floor.append(await click(browser, f"{page}/floor", "button", "/frame", slower))
                ours.append(await click(browser, f"{page}/", "mostrador-counter button", "/widget/frame/", slower))
        finally:
            await browser.close()
    return floor[WARM:], ours[WARM:]


def _launch_options() -> dict[str, Any]:
    """As the tests start Chromium."""
    sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
    chromium: Any = importlib.import_module("services.chromium")
    options: dict[str, Any] = chromium.launch_options()
    return options


def row(name: str, clicks: list[Click], floor: float) -> str:
    typed = [each.typed for each in clicks]
    home = [each.home for each in clicks if each.home is not None]
    cells = [
        name,
        f"{median(home):.0f}" if home else "",
        f"{median(typed):.0f}",
        f"{quantiles(typed, n=10)[8]:.0f}",
        f"{median(typed) / floor:.2f}",
        f"{median(each.requests for each in clicks):.0f}",
        f"{median(each.body for each in clicks):,.0f}",
        _tasks([each.in_page for each in clicks]),
        _tasks([each.in_frame for each in clicks]),
    ]
    return f"| {' | '.join(cells)} |"


def _tasks(found: list[list[float]]) -> str:
    longest = max((took for tasks in found for took in tasks), default=0.0)
    return f"{median(map(len, found)):.0f}" + (f" (longest {longest:.0f} ms)" if longest else "")


def main(runs: int = RUNS, slower: float = SLOWER) -> None:
    floor, ours = asyncio.run(measure(runs, slower))
    print(f"{runs} runs each, the processor {slower:g} times slower, nothing in a cache.\n")
    print(
        "| what | first page ms | can be typed into: p50 ms | p90 ms | of the floor | requests | bytes | "
        "long tasks: page | frame |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|"
    )
    p50 = median(each.typed for each in floor)
    print(row("floor: bare frame, one module, one fetch", floor, p50))
    print(row("Mostrador, a chat", ours, p50))


if __name__ == "__main__":
    flags = argparse.ArgumentParser(description=__doc__)
    flags.add_argument("--runs", type=int, default=RUNS)
    flags.add_argument("--slower", type=float, default=SLOWER)
    main(**vars(flags.parse_args()))
