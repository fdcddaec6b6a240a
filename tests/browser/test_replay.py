"""
Whatever breaks, everybody sees what is there: once, in order, and nothing that is not for them.

The clients are the shipped log and connection in a real browser, the server and its sockets are real; what hypothesis
chooses is who says what, and where each line breaks: before a frame arrives, after the commit and before the answer, or
in the middle of catching up. Some events are written beside the server, so that no bell rings for them.
"""

import time
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from live_callers import LiveShopper
from mostrador.domain import conversation as talk
from mostrador.domain.conversation import Conversation
from mostrador.domain.speaker import Speaker
from mostrador.storage import conversations, participants
from mostrador.storage.conversations import AGENTS, Audience, Opening
from mostrador.storage.migrate import engine_for
from mostrador.web import cookies
from office import Browser as Agent
from office import Office

PATIENCE = 20.0  # seconds
HARNESS = Path(__file__).with_name("replay.js").read_text("utf-8")
CLIENTS = ("tab", "other tab", "agent")  # two lines of one shopper, and an agent
WHO = st.sampled_from(CLIENTS)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("say"), WHO),
        st.tuples(st.just("note"), st.just("agent")),
        st.tuples(st.just("cut"), WHO, st.sampled_from(["in", "out"]), st.integers(0, 4)),
        st.tuples(st.just("beside"), st.sampled_from(["message", "note"])),
        st.tuples(st.just("pass"), st.integers(1, 25)),
    ),
    min_size=1,
    max_size=14,
)


class Replay:
    """One page with the clients, and one server."""

    def __init__(self, office: Office, page: Page) -> None:
        self.office, self.page = office, page
        self.marta: Agent = office.at_work("marta@loza.example")
        self.ana = LiveShopper(office)
        self.beside = engine_for(office.settings.database)
        name = cookies.name(office.settings, cookies.SESSION)
        page.context.add_cookies([{"name": name, "value": self.marta.http.cookies[name], "url": office.url}])
        page.goto(f"{office.url}/healthz")
        page.evaluate(HARNESS, office.assets_version)

    def plays(self, steps: list[tuple[Any, ...]]) -> None:
        chat = self._chat()
        for name in CLIENTS:
            hello = {"csrf": self.marta.csrf} if name == "agent" else {"token": self.ana.token}
            self.page.evaluate("([name, hello, chat]) => replay.start(name, hello, chat)", [name, hello, chat])
        for number, (step, *more) in enumerate(steps):
            self._step(chat, step, more, number)
        self.page.evaluate("() => replay.heal()")
        self._comes_to_rest(chat)
        self.page.evaluate("() => replay.stop()")

    def closes(self) -> None:
        self.beside.dispose()

    def _step(self, chat: str, step: str, more: list[Any], number: int) -> None:
        match step:
            case "say" | "note":
                said = [more[0], str(uuid.uuid4()), f"{step} {number}"]
                self.page.evaluate(f"([name, key, text]) => {{ replay.{step}(name, key, text) }}", said)
            case "cut":
                self.page.evaluate("([name, way, left]) => replay.cut(name, way, left)", more)
            case "beside":
                self._writes_beside(chat, more[0], f"beside {number}")
            case "pass":
                self.office.moves(timedelta(seconds=more[0]))

    def _writes_beside(self, chat: str, kind: str, text: str) -> None:
        """As another process would whose wake-up got lost."""
        speaker, now = Speaker(self.office.shop, "agent", self.marta.agent, "Marta"), self.office.now()
        decide = talk.note if kind == "note" else talk.say

        with self.beside.connect() as tx, tx.begin():
            tx.exec_driver_sql("BEGIN IMMEDIATE")
            current = conversations.lock(tx, self.office.shop, chat)
            assert current is not None
            conversations.append(tx, current, decide(current, speaker, text, at=now, key=str(uuid.uuid4())))

    def _comes_to_rest(self, chat: str) -> None:
        """So much time passes that every line looks again by itself; then everybody shows all that is theirs."""
        self.office.moves(timedelta(seconds=21))
        until = time.monotonic() + PATIENCE
        while True:
            shown = self.page.evaluate("() => replay.shown()")
            there = {name: self._there(chat, name) for name in CLIENTS}
            if all(not shown[name]["unsent"] and shown[name]["events"] == there[name] for name in CLIENTS):
                return
            for name in CLIENTS:  # what is shown is at every moment a beginning of what is there
                assert shown[name]["events"] == there[name][: len(shown[name]["events"])], name
            assert time.monotonic() < until, (shown, there)

    def _there(self, chat: str, name: str) -> list[list[Any]]:
        audience = AGENTS if name == "agent" else Audience(self.ana.id)
        shop = self.office.shop
        events = self.office.read(lambda tx: conversations.events_after(tx, shop, chat, 0, audience))
        return [[each.seq, each.kind, each.words] for each in events]

    def _chat(self) -> str:
        desk, now = self.office.desk, self.office.now()
        chat, key = desk.new("cnv"), str(uuid.uuid4())
        blank, me = Conversation(chat, self.office.shop), Speaker(self.office.shop, "visitor", self.ana.id)
        body = {"text": "Hola", "name": "", "email": ""}
        events = talk.opened(blank, me, body, at=now, key=key, quarantine=False, by="chat")

        def work(tx: Any) -> None:
            opening = Opening(chat, desk.code(), "chat", "", "es", self.ana.id, key, None, "", "")
            conversations.open(tx, self.office.shop, opening, blank.after(events), events)
            participants.admit(tx, self.office.shop, chat, self.ana.id)

        self.office.write(work)
        return chat


@pytest.fixture
def replay(migrated_sqlite_url: str, tmp_path: Path, browser: Browser) -> Iterator[Replay]:
    with Office(migrated_sqlite_url, tmp_path) as office:
        page = browser.new_page()
        replay = Replay(office, page)
        yield replay
        replay.closes()
        page.context.close()


def plays(replay: Replay, examples: int) -> None:
    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(STEPS)
    def play(steps: list[tuple[Any, ...]]) -> None:
        replay.plays(steps)

    play()


def test_everybody_sees_what_is_there_whatever_breaks(replay: Replay) -> None:
    plays(replay, 200)


@pytest.mark.soak
def test_everybody_sees_what_is_there_whatever_breaks_ten_thousand_times(replay: Replay) -> None:
    plays(replay, 10_000)
