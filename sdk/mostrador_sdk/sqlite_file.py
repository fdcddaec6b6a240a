"""An SQLite file that threads, processes and forks share, and that damage does not stop."""

import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from mostrador_sdk.errors import OutboxTrouble
from mostrador_sdk.forks import around_forks

LOG = logging.getLogger(__name__)
T = TypeVar("T")
Connection = sqlite3.Connection

PATIENCE = 0.05  # seconds that a write waits for another process's; a checkout waits no longer
OPENING = 1.0  # seconds for the same at the very start, when several processes may be making the file
DAMAGE = ("file is not a database", "malformed", "file is encrypted")


class SqliteFile:
    """
    One connection to the file for each process, opened when it is first needed.

    A connection must not cross a fork (https://www.sqlite.org/howtocorrupt.html, 2.6): it is closed before, and both
    sides open their own. A file that turns out damaged is set aside under another name, and a new one is begun.
    `prepare` is called with each new connection.
    """

    def __init__(self, path: Path, prepare: Callable[[Connection], None]) -> None:
        self.path = path
        self._prepare = prepare
        self._lock = threading.Lock()
        self._checkpointing = threading.Lock()
        self._at_rest = False
        self._connection: Connection | None = None
        self._opened: tuple[int, int, int] | None = None
        self._left_behind: list[Connection] = []
        around_forks(
            self,
            before=SqliteFile._before_fork,
            in_parent=SqliteFile._after_fork_in_parent,
            in_child=SqliteFile._after_fork_in_child,
        )

    def write(self, work: Callable[[Connection], T]) -> T:
        """
        Do `work` in a transaction: all of it or nothing.

        Raises `OutboxTrouble` if the file cannot be opened, read or written, or is locked for longer than `PATIENCE`.
        """
        with self._lock:
            try:
                try:
                    return self._transact(work)
                except sqlite3.DatabaseError as error:
                    if not _is_damage(error):
                        raise
                    self._set_aside()
                    return self._transact(work)
            except (sqlite3.Error, OSError) as error:
                raise OutboxTrouble(f"The outbox {self.path} cannot be used: {error}.") from error

    def close(self) -> None:
        """Close the connection; the next write opens another."""
        with self._lock:
            self._close()

    def checkpoint(self) -> None:
        """Bring what was written into the main file, on a connection of its own: nobody waits for the disk."""
        with self._checkpointing:
            connection = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
            try:
                connection.execute("pragma wal_checkpoint(passive)")
            finally:
                connection.close()

    def _transact(self, work: Callable[[Connection], T]) -> T:
        connection = self._ready()
        connection.execute("begin immediate")
        try:
            done = work(connection)
            connection.execute("commit")
        except BaseException:  # also where a worker is told to stop: nothing is left half done
            if connection.in_transaction:
                connection.execute("rollback")
            raise
        return done

    def _ready(self) -> Connection:
        """The connection, unless it is another process's, or its file is no longer the one by that name."""
        if self._connection is not None and self._opened == self._identity():
            return self._connection
        self._close()
        self._connection = self._open_patiently(time.monotonic() + OPENING)
        self._opened = self._identity()
        return self._connection

    def _open_patiently(self, end: float) -> Connection:
        """SQLite does not wait by itself while another process changes the file to WAL."""
        try:
            return self._open()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
        time.sleep(0.005)
        return self._open_patiently(end)

    def _open(self) -> Connection:
        # It holds people's addresses: only the shop's own account may read it. SQLite's other files take the same mode.
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
        connection = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
        try:
            self._prepare(connection)
        except BaseException:  # whatever it was, no file stays open that nobody can close
            connection.close()
            raise
        return connection

    def _identity(self) -> tuple[int, int, int] | None:
        try:
            status = os.stat(self.path)
        except OSError:
            return None
        return os.getpid(), status.st_dev, status.st_ino

    def _close(self) -> None:
        if self._connection is None:
            return
        if self._opened is not None and self._opened[0] != os.getpid():
            self._left_behind.append(self._connection)  # the parent's: even closing it would disturb the file
        else:
            self._connection.close()
        self._connection = None

    def _set_aside(self) -> None:
        """Whatever else is wrong with them, the damaged files stay: what can be saved is saved by hand."""
        self._close()
        aside = self.path.with_name(f"{self.path.name}.damaged-{time.time_ns()}")
        for ending in ("", "-wal", "-shm"):
            part = Path(f"{self.path}{ending}")
            if part.exists():
                part.rename(f"{aside}{ending}")
        LOG.error("The outbox %s is damaged. It lies as %s now, and a new one is begun.", self.path, aside.name)

    def _before_fork(self) -> None:
        """Have no connection while the process doubles. Somebody who holds one for long is not waited for."""
        self._at_rest = self._checkpointing.acquire(timeout=1)
        if self._at_rest and not self._lock.acquire(timeout=1):
            self._checkpointing.release()
            self._at_rest = False
        if self._at_rest:
            self._close()

    def _after_fork_in_parent(self) -> None:
        if self._at_rest:
            self._lock.release()
            self._checkpointing.release()

    def _after_fork_in_child(self) -> None:
        """Threads that held the locks are not here."""
        self._lock = threading.Lock()
        self._checkpointing = threading.Lock()


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    return any(words in str(error) for words in DAMAGE)
