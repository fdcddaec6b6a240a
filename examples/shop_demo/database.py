"""The shop's own SQLite file."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

SCHEMA = """
create table if not exists customer (
    id            text primary key,
    email         text not null unique collate nocase,
    name          text not null,
    password      text not null,
    verified      integer not null default 0,
    confirmation  text unique,
    created       text not null
) strict;

create table if not exists session (
    id        integer primary key,
    token     text not null unique,
    customer  text references customer on delete cascade,
    expires   text not null
) strict;

create table if not exists cart_line (
    session   integer not null references session on delete cascade,
    product   text not null,
    size      integer not null,
    quantity  integer not null check (quantity between 1 and 9),
    primary key (session, product, size)
) strict;

create table if not exists purchase (
    number    integer primary key autoincrement,
    key       text not null,
    customer  text references customer on delete set null,
    session   integer references session on delete set null,
    name      text not null,
    email     text not null,
    address   text not null,
    city      text not null,
    postcode  text not null,
    card      text not null,
    shipping  integer not null,
    total     integer not null,
    placed    text not null,
    unique (session, key)
) strict;
create index if not exists purchase_by_customer on purchase (customer, number);

create table if not exists purchase_line (
    purchase  integer not null references purchase on delete cascade,
    product   text not null,
    size      integer not null,
    quantity  integer not null,
    cents     integer not null,
    primary key (purchase, product, size)
) strict;

insert into sqlite_sequence (name, seq)
select 'purchase', 100041 where not exists (select 1 from sqlite_sequence where name = 'purchase');
"""


class Database:
    def __init__(self, path: Path) -> None:
        self._path = path

    def prepare(self) -> None:
        """Make the tables that are not there yet."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with closing(self._connect()) as connection:
            connection.execute("pragma journal_mode = wal")
            connection.executescript(SCHEMA)

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run `work(tx)` in a thread, as one transaction."""
        return await asyncio.to_thread(self.run_now, work)

    def run_now(self, work: Callable[[sqlite3.Connection], T]) -> T:
        with closing(self._connect()) as connection:
            connection.execute("begin immediate")
            try:
                answer = work(connection)
            except BaseException:  # whatever stopped the work, also an interrupt: half of it must not stay
                connection.execute("rollback")
                raise
            connection.execute("commit")
            return answer

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=5, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.execute("pragma foreign_keys = on")
        connection.execute("pragma synchronous = normal")
        return connection
