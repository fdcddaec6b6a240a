"""The log is the truth: whatever people do, folding it again gives what the tables say, and resuming misses nothing."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from folding import agrees
from mostrador.actions import answers, blocking, conversations, merging
from mostrador.actions.answers import Answer
from mostrador.domain import conversation as talk
from mostrador.domain.conversation import Conversation
from mostrador.domain.speaker import Speaker
from mostrador.errors import Refusal
from mostrador.storage import conversations as log
from mostrador.storage import customers, due, participants
from mostrador.storage.conversations import AGENTS, Audience, Opening
from owning import hired
from shopping import Counter

DOINGS = (
    "customer writes",
    "answer",
    "note",
    "take",
    "let go",
    "move",
    "resolve",
    "reopen",
    "pend",
    "snooze",
    "wake",
    "urgent",
    "tag",
    "untag",
    "quarantine",
    "release",
    "block",
    "unblock",
    "merge",
    "unmerge",
    "link",
)


class Matter:
    """Two conversations of one proven customer, and an agent who may do everything with them."""

    def __init__(self, counter: Counter, agent: Speaker) -> None:
        self.counter, self.desk, self.agent = counter, counter.desk, agent
        self.customer = counter.desk.new("cus")
        self.codes: dict[str, str] = {}
        counter.run(counter.desk.db.write(self._begin))
        self.one, self.other = self.codes
        self.number = 0

    def _begin(self, tx: Connection) -> None:
        shop, at = self.counter.shop, self.counter.clock.now()
        email = f"{self.customer[4:]}@example.com"
        customers.add(tx, shop, self.customer, name="Ana", language="es", at=at, email=email)
        ana = Speaker(shop, "customer", self.customer, "Ana")
        for _ in range(2):
            new, code = Conversation(self.desk.new("cnv"), shop), self.desk.code()
            events = talk.opened(new, ana, {"text": "Hola"}, at=at, key=new.id, quarantine=False)
            opening = Opening(new.id, code, "form", "Otra", "es", None, new.id, self.customer, "Ana", email)
            log.open(tx, shop, opening, new.after(events), events)
            participants.join(tx, shop, new.id, self.customer)
            self.codes[new.id] = code

    def does(self, doing: str) -> None:
        self.number += 1
        with suppress(Refusal):  # what cannot be done now leaves no trace: that is what is looked at afterwards
            self._does(doing)

    def _does(self, doing: str) -> None:
        run, desk, agent, one = self.counter.run, self.desk, self.agent, self.one
        key, now = f"k{self.number}", desk.clock.now()
        match doing:
            case "customer writes":
                run(desk.db.write(lambda tx: self._says(tx, self.other if self.number % 3 == 0 else one, key)))
            case "answer":
                run(answers.answer(desk, agent, one, Answer("Va de camino.", key, seen=10**6)))
                (row,) = run(desk.db.read(lambda tx: due.about(tx, one, ["answer"])))
                run(answers.leave(desk, row))
            case "note":
                run(conversations.note(desk, agent, one, "Llamó.", key))
            case "take":
                run(conversations.assign(desk, agent, one, agent.id))
            case "let go":
                run(conversations.assign(desk, agent, one, None))
            case "move":
                run(conversations.move(desk, agent, one, None))
            case "snooze":
                run(conversations.snooze(desk, agent, one, now + timedelta(hours=self.number)))
            case "wake":
                for row in run(desk.db.read(lambda tx: due.about(tx, one, ["wake"]))):
                    run(conversations.wake_up(desk, row))
            case "urgent":
                run(conversations.prioritise(desk, agent, one, "urgent" if self.number % 2 else "normal"))
            case "tag":
                run(conversations.tag(desk, agent, one, f"t{self.number % 4}"))
            case "untag":
                run(conversations.untag(desk, agent, one, f"t{self.number % 4}"))
            case "merge":
                run(merging.merge(desk, agent, one, self.codes[self.other]))
            case "unmerge":
                run(merging.unmerge(desk, agent, one))
            case "link":
                run(merging.link(desk, agent, one, self.codes[self.other]))
            case "block" | "unblock":
                run(getattr(blocking, doing)(desk, agent, one))
            case _:
                run(getattr(conversations, doing)(desk, agent, one))

    def _says(self, tx: Connection, conversation: str, key: str) -> None:
        current = log.lock(tx, self.counter.shop, conversation)
        assert current is not None
        ana = Speaker(self.counter.shop, "customer", self.customer)
        events = talk.say(current, ana, "¿Hay novedades?", at=self.counter.clock.now(), key=key)
        log.append(tx, current, events)
        merging.pass_on(tx, current, events[-1])


@pytest.fixture
def counter(migrated_url: str, tmp_path: Path) -> Iterator[Counter]:
    counter = Counter(migrated_url, tmp_path)
    yield counter
    counter.closes()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(doings=st.lists(st.sampled_from(DOINGS), max_size=14), cut=st.integers(0, 20), batch=st.integers(1, 5))
def test_folding_the_log_again_gives_the_tables_and_resuming_gives_each_event_once(
    counter: Counter, doings: list[str], cut: int, batch: int
) -> None:
    matter = Matter(counter, counter.run(hired(counter.desk, counter.shop, "Bo", "administrator")))
    for doing in doings:
        matter.does(doing)
    for conversation in matter.codes:
        counter.run(counter.desk.db.read(lambda tx, it=conversation: agrees(tx, counter.shop, it)))
        for audience in (AGENTS, Audience(matter.customer)):
            counter.run(
                counter.desk.db.read(
                    lambda tx, it=conversation, by=audience: resumes(tx, counter.shop, it, by, cut, batch)
                )
            )


def resumes(tx: Connection, shop: str, conversation: str, audience: Audience, cut: int, batch: int) -> None:
    """Somebody who saw everything up to `cut`, and then reads in batches, gets the rest once and in order."""
    whole = log.events_after(tx, shop, conversation, 0, audience, limit=1000)
    if not audience.is_agents:
        assert {event.audience for event in whole} == {"everyone"}
    cursor, seen = cut, [event.seq for event in whole if event.seq <= cut]
    while news := log.events_after(tx, shop, conversation, cursor, audience, limit=batch):
        seen += [event.seq for event in news]
        cursor = news[-1].seq
    assert seen == [event.seq for event in whole]
