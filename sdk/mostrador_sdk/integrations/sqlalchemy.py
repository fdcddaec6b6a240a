"""
SQLAlchemy: an outbox in the shop's own database, so that an event commits with its order.

    outbox = SqlAlchemyOutbox(engine, metadata=Base.metadata)
    support = Mostrador("https://help.shop.example", api_key=…, outbox=outbox)
    outbox.committed = support.wake

    with Session(engine) as session, session.begin():
        session.add(order)
        with outbox.joining(session):
            support.orders.placed(told(order))

Its tables are in `metadata`, for Alembic to find; or make them by `outbox.metadata.create_all(engine)`. With an
`AsyncSession`, do the telling in `await session.run_sync(…)`. The sending thread has no event loop: give the
outbox an engine of its own for the same database, with a driver that is not async.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from mostrador_sdk.errors import NotInstalled
from mostrador_sdk.outbox import Counts, Dead, Letter, Waiting, fitting
from mostrador_sdk.owner import is_gone

try:
    from sqlalchemy import (
        Connection,
        Engine,
        MetaData,
        Row,
        and_,
        delete,
        event,
        false,
        func,
        insert,
        or_,
        select,
        true,
        update,
    )
    from sqlalchemy.orm import Session
except ImportError as error:
    raise NotInstalled("SQLAlchemy is not installed: pip install mostrador-sdk[sqlalchemy]") from error

from mostrador_sdk.integrations.sqlalchemy_tables import dead_table, waiting_table

MOST_ROWS = 50_000
MOST_DEAD = 10_000  # letters; beyond, the oldest goes
DEAD_KEPT = 30 * 86400  # seconds: people's data does not lie here for ever
LONGEST_LEASE = 86400  # seconds; what claims to be held for longer was written before the clock went back


class SqlAlchemyOutbox:
    """
    An `Outbox` in the database of `engine`.

    `committed` is called when a session that letters were put into has committed. Beyond `most_rows` letters that
    wait, more are dropped; `dropped` counts those of this process.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        metadata: MetaData | None = None,
        most_rows: int = MOST_ROWS,
        most_dead: int = MOST_DEAD,
    ) -> None:
        self.committed: Callable[[], None] = _nothing
        self.metadata = MetaData() if metadata is None else metadata
        self._engine = engine
        self._most_rows = most_rows
        self._most_dead = most_dead
        self._dropped = 0
        self._waiting = waiting_table(self.metadata)
        self._dead = dead_table(self.metadata)
        self._joined: ContextVar[Connection | None] = ContextVar("mostrador_outbox", default=None)

    @contextmanager
    def joining(self, work: Session | Connection) -> Iterator[None]:
        """What is told within is written in the transaction of `work`, in a savepoint, and commits or goes with it."""
        connection = work.connection() if isinstance(work, Session) else work
        token = self._joined.set(connection)
        try:
            yield
        finally:
            self._joined.reset(token)
        if isinstance(work, Session):
            event.listen(work, "after_commit", lambda _: self.committed(), once=True)

    def put(self, letter: Letter) -> bool:
        """Keep a letter until it is sent."""
        with self._writing() as tx:
            if tx.scalar(select(self._waiting.c.position).offset(self._most_rows - 1).limit(1)) is not None:
                self._dropped += 1
                return False
            tx.execute(insert(self._waiting).values(**_columns(letter)))
        return True

    def bury(self, letter: Letter, reason: str, *, at: float) -> None:
        """Keep a letter that cannot be sent."""
        with self._writing() as tx:
            tx.execute(insert(self._dead).values(**_columns(letter), attempts=0, reason=reason, died_at=at))
            self._drop_oldest_dead(tx)

    def claim(self, owner: str, *, limit: int, most: int, now: float, until: float, early: bool) -> list[Waiting]:
        """
        Take the oldest letters that nobody else holds.

        The update asks again whether they are free, so that of two who saw the same one it is only one's. That holds on
        every database, and where nothing waits nothing is written.
        """
        at, far = self._waiting.c, now + LONGEST_LEASE
        due = true() if early else or_(at.due_at <= now, at.due_at > far)
        with self._engine.connect() as tx:
            holders = tx.scalars(select(at.owner).where(at.owner != "").distinct()).all()
            gone = [holder for holder in holders if is_gone(holder)]  # killed, as far as can be seen from here
            free = and_(due, or_(at.held_until <= now, at.held_until > far, at.owner.in_(gone)))
            seen = tx.execute(select(at.position, at.size).where(free).order_by(at.position).limit(limit)).all()
        if not (positions := fitting([(row.position, row.size) for row in seen], most)):
            return []
        ours = at.position.in_(positions)
        with self._engine.begin() as tx:
            tx.execute(update(self._waiting).where(ours, free).values(owner=owner, held_until=until))
            held = tx.execute(select(self._waiting).where(ours, at.owner == owner).order_by(at.position)).all()
        return [_told(row) for row in held]

    def forget(self, positions: Sequence[int]) -> None:
        """These have arrived."""
        with self._engine.begin() as tx:
            tx.execute(delete(self._waiting).where(self._waiting.c.position.in_(positions)))

    def release(self, owner: str, positions: Sequence[int], *, due_at: float) -> None:
        """Give back what `owner` holds."""
        at = self._waiting.c
        back = {"owner": "", "held_until": 0, "due_at": due_at, "attempts": at.attempts + 1}
        with self._engine.begin() as tx:
            tx.execute(update(self._waiting).where(at.position.in_(positions), at.owner == owner).values(back))

    def kill(self, owner: str, reasons: Mapping[int, str], *, at: float) -> None:
        """Move what `owner` holds to the dead letters."""
        columns = self._waiting.c
        held = and_(columns.position.in_(list(reasons)), columns.owner == owner)
        with self._engine.begin() as tx:
            rows = tx.execute(select(self._waiting).where(held).order_by(columns.position)).all()
            for row in rows:
                more = {"attempts": row.attempts + 1, "reason": reasons[row.position], "died_at": at}
                tx.execute(insert(self._dead).values(**_columns(_letter(row)), **more))
            tx.execute(delete(self._waiting).where(held))

    def counts(self) -> Counts:
        """How much lies there."""
        with self._engine.connect() as tx:
            waiting, size = tx.execute(
                select(func.count(), func.sum(self._waiting.c.size)).select_from(self._waiting)
            ).one()
            dead = tx.scalar(select(func.count()).select_from(self._dead)) or 0
        return Counts(waiting=waiting, dead=dead, size=int(size or 0), dropped=self._dropped)

    def waiting(self, limit: int) -> list[Waiting]:
        """The oldest letters that wait."""
        with self._engine.connect() as tx:
            rows = tx.execute(select(self._waiting).order_by(self._waiting.c.position).limit(limit)).all()
        return [_told(row) for row in rows]

    def dead(self, limit: int) -> list[Dead]:
        """The oldest dead letters."""
        with self._engine.connect() as tx:
            rows = tx.execute(select(self._dead).order_by(self._dead.c.position).limit(limit)).all()
        return [
            Dead(
                position=row.position,
                letter=_letter(row),
                attempts=row.attempts,
                reason=row.reason,
                died_at=row.died_at,
            )
            for row in rows
        ]

    def revive(self, positions: Sequence[int], *, now: float) -> int:
        """Have these dead letters wait again."""
        chosen = self._dead.c.position.in_(positions)
        with self._engine.begin() as tx:
            rows = tx.execute(select(self._dead).where(chosen).order_by(self._dead.c.position)).all()
            for row in rows:
                tx.execute(insert(self._waiting).values(**_columns(_letter(row))))
            tx.execute(delete(self._dead).where(chosen))
        return len(rows)

    def tend(self, *, now: float) -> None:
        """Forget dead letters of long ago."""
        with self._engine.begin() as tx:
            tx.execute(delete(self._dead).where(self._dead.c.died_at < now - DEAD_KEPT))
            self._drop_oldest_dead(tx)

    def close(self) -> None:
        """The engine is the shop's own."""

    def _drop_oldest_dead(self, tx: Connection) -> None:
        position = self._dead.c.position
        last = tx.scalar(select(position).order_by(position.desc()).offset(self._most_dead - 1).limit(1))
        if last is not None:
            tx.execute(delete(self._dead).where(position < last))

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A savepoint in the shop's transaction, where it joined one; else a transaction of our own."""
        if (joined := self._joined.get()) is not None:
            if joined.dialect.name == "sqlite":
                # Python's sqlite3 begins a transaction with the first change only. Without one, the end of a savepoint
                # commits, and the event would be there before its order.
                joined.execute(delete(self._waiting).where(false()))
            with joined.begin_nested():
                yield joined
        else:
            with self._engine.begin() as tx:
                yield tx


def _columns(letter: Letter) -> dict[str, object]:
    about = {"source": letter.source[:200], "event": letter.id[:200], "type": letter.type[:200]}
    size = len(letter.body)
    return {
        **about,
        "subject": letter.subject[:200],
        "body": letter.body,
        "size": size,
        "captured_at": letter.captured_at,
    }


def _letter(row: Row[Any]) -> Letter:
    about = {"source": row.source, "id": row.event, "type": row.type, "subject": row.subject}
    return Letter(**about, body=bytes(row.body), captured_at=row.captured_at)


def _told(row: Row[Any]) -> Waiting:
    return Waiting(position=row.position, letter=_letter(row), attempts=row.attempts)


def _nothing() -> None:
    pass
