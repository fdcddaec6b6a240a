"""
Fills a shop with years of conversations, quickly: `python -m bench.seed DATABASE_URL SHOP [CONVERSATIONS] [EVENTS]`.

What it writes is what the server itself would have written: every projection is folded from the events.
"""

import json
import random
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import psycopg
from sqlalchemy import Engine, select

from bench.texts import message
from mostrador.domain import conversation as talk
from mostrador.domain import ids
from mostrador.domain.conversation import Conversation
from mostrador.domain.event import Event
from mostrador.domain.speaker import Speaker
from mostrador.storage.migrate import engine_for
from mostrador.storage.schema import department as departments_table
from mostrador.storage.types import EPOCH, MICROSECOND

CONVERSATIONS = 100_000
EVENTS = 1_000_000
AGENTS = 12
SPAN = timedelta(days=730)
TEXTS = 20_000  # different ones; each gets words of its own besides
CHUNK = 2_000  # conversations written at once
LONG = 2_000  # events of the longest conversation
OPEN, WAITING, QUARANTINE = 0.04, 0.02, 0.01  # of all; the rest is resolved

CONVERSATION = (
    "id", "shop_id", "code", "channel", "subject", "preview", "language", "opening_key", "customer_id", "contact_name",
    "contact_email", "told_by_browser", "spam_score", "spam_reasons", "opened_at", "status", "folder",
    "snoozed_until", "quarantined", "department_id", "assignee_id", "priority", "tags", "merged_into", "last_seq",
    "last_at", "waiting_since",
)  # fmt: skip
EVENT = ("shop_id", "conversation_id", "seq", "kind", "author", "audience", "at", "body", "key")
CUSTOMER = ("id", "shop_id", "email", "claimed_email", "name", "language", "proven_at", "created_at")
AGENT = ("id", "email", "name", "language", "created_at")
MEMBERSHIP = ("shop_id", "agent_id", "role", "created_at")
SEARCH = ("body", "shop_id", "conversation_id", "seq", "audience")


class Sink(Protocol):
    def write(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None: ...

    def done(self) -> None: ...


class SqliteSink:
    """Rows into an SQLite file that nobody else has open."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._raw = engine.raw_connection()
        self._cursor = self._raw.cursor()
        for pragma in ("foreign_keys=off", "synchronous=off", "cache_size=-400000", "secure_delete=off"):
            self._cursor.execute(f"PRAGMA {pragma}")

    def write(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        marks = ", ".join("?" * len(columns))
        self._cursor.execute("BEGIN")
        self._cursor.executemany(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", [[_plain(v) for v in row] for row in rows]
        )
        self._cursor.execute("COMMIT")

    def done(self) -> None:
        self._cursor.execute("ANALYZE")
        self._raw.close()
        self._engine.dispose()


class PostgresSink:
    """Rows by COPY, without asking about foreign keys."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
        self._connection.execute("SET session_replication_role = replica")

    def write(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        if table == "search":
            self._write_search(rows)
            return
        with self._connection.cursor().copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([json.dumps(v) if isinstance(v, dict | list) else v for v in row])

    def _write_search(self, rows: Iterable[Sequence[Any]]) -> None:
        self._connection.execute("CREATE TEMP TABLE IF NOT EXISTS said (LIKE search)")
        self._connection.execute("ALTER TABLE said ALTER document DROP NOT NULL, ALTER rowid DROP NOT NULL")
        with self._connection.cursor().copy(f"COPY said ({', '.join(SEARCH)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        names = ", ".join(SEARCH)
        self._connection.execute(
            f"INSERT INTO search ({names}, document) SELECT {names}, to_tsvector('mostrador', body) FROM said"
        )
        self._connection.execute("TRUNCATE said")

    def done(self) -> None:
        self._connection.execute("VACUUM ANALYZE")
        self._connection.close()


@dataclass(slots=True)
class Past:
    """A shop's past, made up the same way every time."""

    shop: str
    departments: Sequence[str]
    until: datetime
    conversations: int = CONVERSATIONS
    events: int = EVENTS

    def write(self, sink: Sink) -> None:
        dice = random.Random(7)
        texts = [message(dice)[:300] for _ in range(TEXTS)]
        agents = [ids.public_id("agt", dice.randbytes(10)) for _ in range(AGENTS)]
        people = ((each, f"{each}@loza.example.com", f"Agente {n}", "es", self.until) for n, each in enumerate(agents))
        sink.write("agent", AGENT, people)
        sink.write("membership", MEMBERSHIP, ((self.shop, each, "agent", self.until) for each in agents))
        for start in range(0, self.conversations, CHUNK):
            numbers = range(start, min(start + CHUNK, self.conversations))
            self._write_chunk(sink, [self._conversation(dice, texts, agents, number) for number in numbers])

    def _write_chunk(self, sink: Sink, made: "list[Made]") -> None:
        sink.write("customer", CUSTOMER, (each.customer for each in made))
        sink.write("conversation", CONVERSATION, (each.row for each in made))
        sink.write("event", EVENT, (_event(self.shop, event) for each in made for event in each.events))
        sink.write("search", SEARCH, (said for each in made for said in _said(self.shop, each.events)))

    def _conversation(self, dice: random.Random, texts: list[str], agents: list[str], number: int) -> "Made":
        began = self.until - SPAN * (1 - number / self.conversations) - timedelta(days=2)
        mean = self.events // self.conversations
        length = LONG if number == self.conversations // 2 else max(3, round(dice.triangular(3, 3 * mean - 6, 3)))
        new = Conversation(ids.public_id("cnv", dice.randbytes(10)), self.shop)
        customer, name = ids.public_id("cus", dice.randbytes(10)), f"Persona {number % 40_000}"
        email = f"persona{number}@example.com"
        events = list(self._events(dice, texts, agents, new, customer, began, length, number))
        folded = new.after(events)
        spoken = [event.words for event in events if event.kind in {"form", "message"}]
        row: tuple[Any, ...] = (
            new.id, self.shop, ids.code(number.to_bytes(8)), "form", "Pedidos y envíos", spoken[-1][:140], "es", new.id,
            customer, name, email, {}, 0, [], began, folded.status, folded.folder, folded.snoozed_until,
            folded.quarantined, folded.department, folded.assignee, folded.priority, list(folded.tags), None,
            folded.last_seq, folded.last_at, folded.waiting_since,
        )  # fmt: skip
        return Made(row, (customer, self.shop, None, email, name, "es", None, began), events)

    def _events(
        self, dice: random.Random, texts: list[str], agents: list[str], new: Conversation, customer: str,
        began: datetime, length: int, number: int,
    ) -> Iterator[Event]:  # fmt: skip
        agent = Speaker(self.shop, "agent", dice.choice(agents))
        shopper = Speaker(self.shop, "customer", customer)
        current, at = new, began

        def text() -> str:
            return f"{dice.choice(texts)} Ref. {dice.getrandbits(32):08x}."

        def told(events: list[Event]) -> list[Event]:
            nonlocal current, at
            current = current.after(events)
            at += timedelta(seconds=dice.randint(20, 7200))
            return events

        fate = dice.random()
        department = dice.choice(self.departments)
        routed = Conversation(new.id, self.shop, department=department)
        aside = fate < QUARANTINE
        yield from told(talk.opened(routed, shopper, {"text": text()}, at=at, key=new.id, quarantine=aside))
        if aside:
            return
        is_taken = dice.random() < 0.7
        if is_taken:
            yield from told(talk.assign(current, agent, agent.id, at=at))
        while current.last_seq < length - 1:
            roll = dice.random()
            if roll < 0.15:
                yield from told(talk.note(current, agent, text(), at=at, key=f"n{current.last_seq}"))
            else:
                who = agent if roll < 0.6 else shopper
                yield from told(talk.say(current, who, text(), at=at, key=f"m{current.last_seq}"))
        if fate < QUARANTINE + OPEN:
            return
        if fate < QUARANTINE + OPEN + WAITING:
            yield from told(talk.pend(current, agent, at=at))
            return
        yield from told(talk.resolve(current, agent, at=at))


@dataclass(slots=True)
class Made:
    row: tuple[Any, ...]
    customer: tuple[Any, ...]
    events: list[Event]


def seed(url: str, engine: Engine, past: Past) -> float:
    """Write it all, and return how many seconds that took."""
    began = time.perf_counter()
    sink: Sink = SqliteSink(engine) if url.startswith("sqlite") else PostgresSink(url)
    past.write(sink)
    sink.done()
    return time.perf_counter() - began


def _event(shop: str, event: Event) -> tuple[Any, ...]:
    return (
        shop, event.conversation, event.seq, event.kind, event.author, event.audience, event.at, event.body, event.key
    )  # fmt: skip


def _said(shop: str, events: list[Event]) -> Iterator[tuple[Any, ...]]:
    for event in events:
        if event.words:
            yield event.findable, shop, event.conversation, event.seq, event.audience


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return (value - EPOCH) // MICROSECOND
    return json.dumps(value) if isinstance(value, dict | list) else value


def main() -> None:
    url, shop, *counts = sys.argv[1:]
    engine = engine_for(url)
    with engine.connect() as connection:
        of_shop = select(departments_table.c.id).where(departments_table.c.shop_id == shop)
        departments = list(connection.execute(of_shop).scalars())
    past = Past(shop, departments, datetime.now(UTC), *map(int, counts))
    print(f"{past.conversations} conversations written in {seed(url, engine, past):.0f} s")


if __name__ == "__main__":
    main()
