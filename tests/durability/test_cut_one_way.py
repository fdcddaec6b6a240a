"""
The line is dead in one direction and both connections stay open: either side notices by its silence, and nothing is
lost.

The shopper is the shipped log and connection in a real browser, the server a process of its own; each has a clock that
the test moves.
"""

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from chatters import Chatter, come_in
from house import House, until
from one_way import Wire
from playwright.sync_api import Page

from live_callers import Line, dial
from mostrador.storage import conversations
from mostrador.storage.conversations import Audience
from mostrador.web.console_assets import ConsoleAssets
from office import Office
from services import loops

SCRIPT = Path(__file__).with_name("one_way.js").read_text("utf-8")
BEAT = timedelta(seconds=20)
SILENCE = 40_000  # ms
SILENT = 4408
FIRST_RETRY = 1_000  # ms, at the longest
WELCOME_WITHIN = 10_000  # ms
GOODBYE = SILENT.to_bytes(2) + b"silent"
SAID = ("Hola, soy 0", "¿Hay alguien?", "Sí, dime.")
STILL_THERE, WAIT, BACK = "¿Sigues ahí?", "Un momento, lo miro.", "Aquí estoy otra vez."


class Ana:
    """The shopper, in a page of their own, whose line goes over the wire."""

    def __init__(self, page: Page, house: House, wire: Wire, chatter: Chatter) -> None:
        self.house, self.page, self.chatter = house, page, chatter
        page.goto(f"{house.url}/healthz")
        told = {
            "version": ConsoleAssets.gather().version,
            "url": f"ws://127.0.0.1:{wire.port}/live",
            "token": chatter.token,
            "chat": chatter.chat,
        }
        page.evaluate(SCRIPT, told)

    def says(self, text: str) -> None:
        self.page.evaluate("([key, text]) => shopper.says(key, text)", [str(uuid.uuid4()), text])

    def passes(self, ms: int) -> None:
        self.page.evaluate("ms => shopper.passes(ms)", ms)

    def has(self, what: str) -> Any:
        return self.page.evaluate(f"() => shopper.{what}")

    @property
    def texts(self) -> list[str]:
        return [text for _, _, text in self.has("shown") if text]

    def sees(self, *texts: str) -> None:
        """These words, each once and in this order, and nothing else."""
        until(lambda: len(self.texts) >= len(texts), f"Not all of {texts} are shown.")
        assert self.texts == [*texts]

    def comes_to(self, status: str) -> None:
        until(lambda: self.has("status") == status, f"The line never becomes {status}.")

    def heard_a_beat(self) -> bool:
        return any(frame["type"] == "beat" for frame in self.has("lines")[-1]["heard"])

    def is_shown_all_that_is_there(self) -> None:
        """Once, in order, with nothing left to send."""

        def look(tx: Any) -> list[list[Any]]:
            audience = Audience(self.chatter.id)
            events = conversations.events_after(tx, self.house.shop, self.chatter.chat, 0, audience)
            return [[each.seq, each.kind, each.words] for each in events]

        with loops.unmarked():
            there = self.house.read(look)
        assert self.has("shown") == there
        assert self.has("unsent") == []

    def was_resumed(self) -> None:
        """The last line began where the one before had ended, and was sent nothing a second time."""
        *_, before, last = self.has("lines")
        seen = [frame["event"]["seq"] for frame in before["heard"] if frame["type"] == "event"]
        sent = [frame["event"]["seq"] for frame in last["heard"] if frame["type"] == "event"]
        assert last["sent"][0]["after"] == {self.chatter.chat: max(seen)}
        assert min(sent) > max(seen)


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire().open() as wire:
        yield wire


@pytest.fixture
def house(migrated_sqlite_url: str, tmp_path: Path, wire: Wire) -> Iterator[House]:
    """The server, which shoppers know by the wire's address and agents by its own."""
    with loops.unmarked():
        house = House(migrated_sqlite_url, tmp_path, widget_url=f"http://127.0.0.1:{wire.port}")
    wire.leads_to = house.port
    with house.serving():
        yield house
    with loops.unmarked():
        house.closes()


@pytest.fixture
def ana(page: Page, house: House, wire: Wire) -> Iterator[Ana]:
    """Ana, in a chat that is open already."""
    with loops.unmarked():
        [chatter] = come_in(house, 1)
    ana = Ana(page, house, wire, chatter)
    yield ana
    ana.has("stops()")


@pytest.fixture
def bo(house: House, ana: Ana) -> Iterator[Line]:
    """The agent, on a line that nothing happens to, who looks at Ana's chat and has answered her."""
    with agent_line(house) as bo:
        bo.sends("watch", conversation=ana.chatter.chat, after=0)
        ana.comes_to("open")
        _, question, answer = SAID
        ana.says(question)
        bo.hears(ana.chatter.chat, question)
        bo.says(ana.chatter.chat, answer)
        ana.sees(*SAID)
        bo.hears(ana.chatter.chat, answer)
        yield bo


@contextmanager
def agent_line(house: House) -> Iterator[Line]:
    own = house.agent_headers
    with dial(cast("Office", house), Cookie=own["Cookie"], Origin=own["Origin"]) as socket:
        socket.send(json.dumps({"type": "hello", "csrf": own["X-CSRF-Token"], "after": {}, "epoch": ""}))
        yield Line(socket)


def test_a_shopper_who_is_told_nothing_any_more_dials_anew_and_misses_nothing(
    house: House, wire: Wire, ana: Ana, bo: Line
) -> None:
    chat, swallowed = ana.chatter.chat, wire.swallowed
    wire.cuts("to the client")
    ana.says(STILL_THERE)
    bo.hears(chat, STILL_THERE)
    bo.says(chat, WAIT)
    until(lambda: WAIT.encode() in swallowed["to the client"], "The server does not even try to tell her.")
    ana.passes(SILENCE - 1)
    assert (ana.has("status"), ana.texts, ana.has("unsent")) == ("open", [*SAID], [STILL_THERE])
    ana.passes(1)
    assert ana.has("status") == "lost"
    wire.heals()
    ana.passes(FIRST_RETRY)
    ana.sees(*SAID, STILL_THERE, WAIT)
    ana.was_resumed()
    everything_is_there_once(ana, bo)


def test_a_shopper_whom_nobody_hears_any_more_is_hung_up_on_and_what_she_said_arrives_once(
    house: House, wire: Wire, ana: Ana, bo: Line
) -> None:
    chat = ana.chatter.chat
    wire.cuts("to the server")
    bo.says(chat, WAIT)
    ana.sees(*SAID, WAIT)
    ana.says(STILL_THERE)
    until(lambda: wire.swallowed["to the server"] != b"", "She says nothing.")
    a_beat_passes(house, bo, ana.heard_a_beat, "The server does not beat.")
    assert (ana.has("status"), ana.has("unsent")) == ("open", [STILL_THERE])
    a_beat_passes(house, bo, lambda: ana.has("status") == "lost", "The server never notices.")
    assert ana.has("lines")[-1]["code"] == SILENT
    bo.says(chat, BACK)
    bo.hears(chat, BACK)
    wire.heals()
    ana.passes(FIRST_RETRY)
    ana.sees(*SAID, WAIT, BACK, STILL_THERE)
    ana.was_resumed()
    bo.hears(chat, STILL_THERE)
    everything_is_there_once(ana, bo)


def test_the_server_too_notices_a_shopper_who_is_told_nothing_and_answers_no_beat(
    house: House, wire: Wire, ana: Ana, bo: Line
) -> None:
    swallowed = wire.swallowed
    wire.cuts("to the client")
    a_beat_passes(house, bo, lambda: b'"beat"' in swallowed["to the client"], "The server does not beat.")
    assert GOODBYE not in swallowed["to the client"]
    a_beat_passes(house, bo, lambda: GOODBYE in swallowed["to the client"], "The server never notices.")
    assert ana.has("status") == "open"  # of the goodbye she hears nothing either
    ana.passes(SILENCE)
    wire.heals()
    bo.says(ana.chatter.chat, BACK)
    ana.passes(FIRST_RETRY)
    ana.sees(*SAID, BACK)
    ana.was_resumed()
    everything_is_there_once(ana, bo)


def test_a_shopper_who_dials_into_the_same_cut_gives_that_up_and_tries_again(wire: Wire, ana: Ana, bo: Line) -> None:
    wire.cuts("to the client")
    ana.says(STILL_THERE)
    bo.hears(ana.chatter.chat, STILL_THERE)
    ana.passes(SILENCE)
    ana.passes(FIRST_RETRY)
    until(lambda: wire.lines == 2 and b" 101 " in wire.swallowed["to the client"], "The server is not dialled again.")
    ana.passes(WELCOME_WITHIN)
    wire.heals()
    ana.passes(2 * FIRST_RETRY)
    ana.sees(*SAID, STILL_THERE)
    assert len(ana.has("lines")) == 3
    everything_is_there_once(ana, bo)


def a_beat_passes(house: House, bo: Line, is_noticed: Callable[[], bool], otherwise: str) -> None:
    """
    So much time passes for the server: it beats on each line, and the agent shows that she is there.

    That it answers her afterwards says that it waits for the next beat already: time that passes before would be lost.
    """
    house.moves(BEAT)
    until(is_noticed, otherwise)
    bo.frame("beat")
    bo.sends("beat")
    bo.sends("a frame of no known type")
    bo.frame("error")


def everything_is_there_once(ana: Ana, bo: Line) -> None:
    """Each side has what was said, once and in order."""
    ana.is_shown_all_that_is_there()
    assert ana.has("status") == "open"
    bo.takes_what_is_there()
    assert bo.texts(ana.chatter.chat) == ana.texts
