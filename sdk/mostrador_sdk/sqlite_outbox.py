"""The outbox in an SQLite file of its own: what one process writes, another may send."""

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mostrador_sdk import sqlite_statements as sql
from mostrador_sdk.errors import InvalidArgument, OutboxTrouble
from mostrador_sdk.outbox import Counts, Dead, Letter, Waiting, fitting
from mostrador_sdk.owner import is_gone
from mostrador_sdk.sqlite_file import Connection, SqliteFile

MOST_ROWS = 100_000
MOST_BYTES = 100 * 1024 * 1024  # of events that wait
MOST_DEAD = 10_000  # letters; beyond, the oldest goes
DEAD_KEPT = 30 * 86400  # seconds: people's data does not lie here for ever
LONGEST_LEASE = 86400  # seconds; what claims to be held or put off for longer was written before the clock went back


class SqliteOutbox:
    """
    An `Outbox` in a file, which any number of threads, processes and forks may share.

    `most_rows` and `most_bytes` bound what waits: what comes beyond is dropped and counted, so that a server which is
    away for weeks does not fill the shop's disk. `most_dead` and as many bytes again bound the dead letters, of which
    the oldest go.
    """

    def __init__(
        self, path: str | Path, *, most_rows: int = MOST_ROWS, most_bytes: int = MOST_BYTES, most_dead: int = MOST_DEAD
    ) -> None:
        if str(path) in ("", ":memory:"):
            raise InvalidArgument("The outbox is a file that outlives the process, like support-outbox.sqlite3.")
        self._file = SqliteFile(Path(path).absolute(), _prepare)
        self._most_rows = most_rows
        self._most_bytes = most_bytes
        self._most_dead = most_dead

    def put(self, letter: Letter) -> bool:
        """Keep a letter. Raises `OutboxTrouble` if the file cannot be written within 50 ms."""

        def work(tx: Connection) -> bool:
            waiting, _, size, _ = tx.execute(sql.COUNTS).fetchone()
            if waiting >= self._most_rows or size + len(letter.body) > self._most_bytes:
                tx.execute(sql.DROP)
                return False
            tx.execute(sql.PUT, _columns(letter))
            return True

        return self._file.write(work)

    def bury(self, letter: Letter, reason: str, *, at: float) -> None:
        """Keep a letter that cannot be sent. Raises `OutboxTrouble` if the file cannot be written."""

        def work(tx: Connection) -> None:
            tx.execute(sql.BURY, (*_columns(letter), reason, at))
            self._drop_oldest_dead(tx)

        self._file.write(work)

    def claim(self, owner: str, *, limit: int, most: int, now: float, until: float, early: bool) -> list[Waiting]:
        """
        Take the oldest letters that nobody else holds.

        Two statements in one writing transaction, not one with `returning`: that needs SQLite 3.35, which Python on
        some long-lived systems does not have.
        """

        def work(tx: Connection) -> list[Waiting]:
            free = {"now": now, "far": now + LONGEST_LEASE, "early": early, "limit": limit}
            positions = fitting(tx.execute(sql.FREE, free).fetchall(), most)
            tx.executemany(sql.HOLD, [(owner, until, position) for position in positions])
            return [_waiting(row) for row in tx.execute(sql.HELD, (owner, until))]

        return self._file.write(work)

    def forget(self, positions: Sequence[int]) -> None:
        """These have arrived."""
        rows = [(position,) for position in positions]
        self._file.write(lambda tx: tx.executemany(sql.FORGET, rows))

    def release(self, owner: str, positions: Sequence[int], *, due_at: float) -> None:
        """Give back what `owner` holds."""
        rows = [(due_at, position, owner) for position in positions]
        self._file.write(lambda tx: tx.executemany(sql.RELEASE, rows))

    def kill(self, owner: str, reasons: Mapping[int, str], *, at: float) -> None:
        """Move what `owner` holds to the dead letters."""

        def work(tx: Connection) -> None:
            for position, reason in reasons.items():
                tx.execute(sql.KILL, (reason, at, position, owner))
                tx.execute(sql.KILLED, (position, owner))
            self._drop_oldest_dead(tx)

        self._file.write(work)

    def counts(self) -> Counts:
        """How much lies there."""
        waiting, dead, size, dropped = self._file.write(lambda tx: tx.execute(sql.COUNTS).fetchone())
        return Counts(waiting=waiting, dead=dead, size=size, dropped=dropped)

    def waiting(self, limit: int) -> list[Waiting]:
        """The oldest letters that wait."""
        return self._file.write(lambda tx: [_waiting(row) for row in tx.execute(sql.WAITING, (limit,))])

    def dead(self, limit: int) -> list[Dead]:
        """The oldest dead letters."""
        return self._file.write(lambda tx: [_dead(row) for row in tx.execute(sql.DEAD, (limit,))])

    def revive(self, positions: Sequence[int], *, now: float) -> int:
        """Have these dead letters wait again."""

        def work(tx: Connection) -> int:
            revived = 0
            for position in positions:
                tx.execute(sql.REVIVE, (position,))
                revived += tx.execute(sql.REVIVED, (position,)).rowcount
            return revived

        return self._file.write(work)

    def tend(self, *, now: float) -> None:
        """Forget dead letters of long ago, and bring what was written into the main file."""
        self._file.write(lambda tx: tx.execute(sql.LONG_DEAD, (now - DEAD_KEPT,)))
        try:
            self._file.checkpoint()
        except sqlite3.Error as error:
            raise OutboxTrouble(f"The outbox {self._file.path} could not be put in order: {error}.") from error

    def close(self) -> None:
        """Close the file; a later call opens it again."""
        self._file.close()

    def _drop_oldest_dead(self, tx: Connection) -> None:
        while tx.execute(sql.TOO_MANY_DEAD, (self._most_dead, self._most_bytes)).fetchone()[0]:
            tx.execute(sql.OLDEST_DEAD)
            tx.execute(sql.DROP)


def _prepare(connection: Connection) -> None:
    """Settings of a new connection, and the tables of a new file."""
    connection.create_function("is_gone", 1, is_gone)
    connection.execute("pragma journal_mode=wal")
    connection.execute("pragma synchronous=normal")  # a killed process loses nothing; a power cut the last moments
    connection.execute("pragma secure_delete=on")
    connection.execute(
        "pragma wal_autocheckpoint=20000"
    )  # pages; `tend` comes long before, so that no checkout does it
    if _is_new(connection):
        _make_tables(connection)
    (application,) = connection.execute("pragma application_id").fetchone()
    (version,) = connection.execute("pragma user_version").fetchone()
    if application != sql.APPLICATION:
        raise OutboxTrouble(
            "The outbox cannot be used: the file is another program's database. Give it one of its own."
        )
    if version != sql.VERSION:
        raise OutboxTrouble(
            f"The outbox cannot be used: its version is {version}, this SDK knows version {sql.VERSION}."
        )


def _is_new(connection: Connection) -> bool:
    (tables,) = connection.execute("select count(*) from sqlite_master").fetchone()
    return bool(tables == 0)


def _make_tables(connection: Connection) -> None:
    connection.execute("begin immediate")
    try:
        if _is_new(connection):  # another process may have been faster
            for statement in sql.TABLES:
                connection.execute(statement)
        connection.execute("commit")
    except BaseException:  # whatever it was, other processes wait for this lock
        connection.execute("rollback")
        raise


def _columns(letter: Letter) -> tuple[object, ...]:
    return letter.source, letter.id, letter.type, letter.subject, letter.body, letter.captured_at


def _letter(columns: Sequence[Any]) -> Letter:
    source, id, type, subject, body, captured_at = columns
    return Letter(source=source, id=id, type=type, subject=subject, body=body, captured_at=captured_at)


def _waiting(row: Sequence[Any]) -> Waiting:
    position, attempts, *letter = row
    return Waiting(position=position, attempts=attempts, letter=_letter(letter))


def _dead(row: Sequence[Any]) -> Dead:
    position, attempts, reason, died_at, *letter = row
    return Dead(position=position, attempts=attempts, reason=reason, died_at=died_at, letter=_letter(letter))
