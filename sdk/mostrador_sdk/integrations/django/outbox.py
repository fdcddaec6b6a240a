"""The outbox in the site's own database: a letter is written in the transaction that is open, and so with its order."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connections, transaction
from django.db.models import F, Q, Sum

from mostrador_sdk.integrations.django.models import DeadLetter, Kept, WaitingLetter
from mostrador_sdk.outbox import Counts, Dead, Letter, Waiting, fitting
from mostrador_sdk.owner import is_gone

MOST_ROWS = 50_000
MOST_DEAD = 10_000  # letters; beyond, the oldest goes
DEAD_KEPT = 30 * 86400  # seconds: people's data does not lie here for ever
LONGEST_LEASE = 86400  # seconds; what claims to be held for longer was written before the clock went back


class DjangoOutbox:
    """
    An `Outbox` in the database `alias`.

    `committed` is called when a letter that was put has been committed. Beyond `most_rows` letters that wait, more are
    dropped; `dropped` counts those of this process.
    """

    def __init__(self, alias: str = "default", *, most_rows: int = MOST_ROWS, most_dead: int = MOST_DEAD) -> None:
        self.committed: Callable[[], None] = _nothing
        self._alias = alias
        self._most_rows = most_rows
        self._most_dead = most_dead
        self._dropped = 0

    def put(self, letter: Letter) -> bool:
        """Keep a letter, in a savepoint: if it cannot be written, the site's transaction goes on without it."""
        with transaction.atomic(using=self._alias):
            if self._waiting().order_by("pk")[self._most_rows - 1 : self._most_rows].exists():
                self._dropped += 1
                return False
            self._waiting().create(**_columns(letter))
        transaction.on_commit(lambda: self.committed(), using=self._alias, robust=True)
        return True

    def bury(self, letter: Letter, reason: str, *, at: float) -> None:
        """Keep a letter that cannot be sent, in a savepoint too."""
        with transaction.atomic(using=self._alias):
            self._dead().create(**_columns(letter), reason=reason, died_at=at)
            self._drop_oldest_dead()

    def claim(self, owner: str, *, limit: int, most: int, now: float, until: float, early: bool) -> list[Waiting]:
        """
        Take the oldest letters that nobody else holds.

        The update asks again whether they are free, so that of two who saw the same one it is only one's. That holds on
        every database, and where nothing waits nothing is written.
        """
        far = now + LONGEST_LEASE
        due = Q() if early else Q(due_at__lte=now) | Q(due_at__gt=far)
        with self._turn():
            free = due & (Q(held_until__lte=now) | Q(held_until__gt=far) | Q(owner__in=self._gone()))
            seen = self._waiting().filter(free).order_by("pk").values_list("pk", "size")[:limit]
            if not (positions := fitting(seen, most)):
                return []
            self._waiting().filter(free, pk__in=positions).update(owner=owner, held_until=until)
            held = self._waiting().filter(pk__in=positions, owner=owner).order_by("pk")
            return [_told(row) for row in held]

    def forget(self, positions: Sequence[int]) -> None:
        """These have arrived."""
        with self._turn():
            self._waiting().filter(pk__in=positions).delete()

    def release(self, owner: str, positions: Sequence[int], *, due_at: float) -> None:
        """Give back what `owner` holds."""
        with self._turn():
            self._waiting().filter(pk__in=positions, owner=owner).update(
                owner="", held_until=0, due_at=due_at, attempts=F("attempts") + 1
            )

    def kill(self, owner: str, reasons: Mapping[int, str], *, at: float) -> None:
        """Move what `owner` holds to the dead letters."""
        with self._turn(), transaction.atomic(using=self._alias):
            for row in self._waiting().filter(pk__in=list(reasons), owner=owner).order_by("pk"):
                more = {"attempts": row.attempts + 1, "reason": reasons[row.pk], "died_at": at}
                self._dead().create(**_columns(_letter(row)), **more)
                row.delete()

    def counts(self) -> Counts:
        """How much lies there."""
        with self._turn():
            size = self._waiting().aggregate(size=Sum("size"))["size"] or 0
            waiting, dead = self._waiting().count(), self._dead().count()
        return Counts(waiting=waiting, dead=dead, size=size, dropped=self._dropped)

    def waiting(self, limit: int) -> list[Waiting]:
        """The oldest letters that wait."""
        with self._turn():
            return [_told(row) for row in self._waiting().order_by("pk")[:limit]]

    def dead(self, limit: int) -> list[Dead]:
        """The oldest dead letters."""
        with self._turn():
            rows = list(self._dead().order_by("pk")[:limit])
        return [
            Dead(position=row.pk, letter=_letter(row), attempts=row.attempts, reason=row.reason, died_at=row.died_at)
            for row in rows
        ]

    def revive(self, positions: Sequence[int], *, now: float) -> int:
        """Have these dead letters wait again."""
        with self._turn(), transaction.atomic(using=self._alias):
            rows = list(self._dead().filter(pk__in=positions).order_by("pk"))
            for row in rows:
                self._waiting().create(**_columns(_letter(row)))
                row.delete()
            return len(rows)

    def tend(self, *, now: float) -> None:
        """Forget dead letters of long ago."""
        with self._turn():
            self._dead().filter(died_at__lt=now - DEAD_KEPT).delete()
            self._drop_oldest_dead()

    def close(self) -> None:
        """Each thread's connection is Django's, and ends with its turn."""

    def _drop_oldest_dead(self) -> None:
        newest = self._dead().order_by("-pk").values_list("pk", flat=True)
        if last := newest[self._most_dead - 1 : self._most_dead]:
            self._dead().filter(pk__lt=last[0]).delete()

    def _gone(self) -> list[str]:
        """Those who hold letters and, as far as can be seen from here, were killed."""
        owners = self._waiting().exclude(owner="").values_list("owner", flat=True).distinct()
        return [owner for owner in owners if is_gone(owner)]

    def _waiting(self) -> Any:
        return WaitingLetter.objects.using(self._alias)

    def _dead(self) -> Any:
        return DeadLetter.objects.using(self._alias)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """As Django does around a request: a connection that is broken or too old is not used again, nor left open."""
        connection = connections[self._alias]
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        try:
            yield
        finally:
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()


def _columns(letter: Letter) -> dict[str, object]:
    return {
        "source": letter.source[:200],
        "event": letter.id[:200],
        "type": letter.type[:200],
        "subject": letter.subject[:200],
        "body": letter.body,
        "size": len(letter.body),
        "captured_at": letter.captured_at,
    }


def _letter(row: Kept) -> Letter:
    body = bytes(row.body)  # a memoryview, from PostgreSQL
    about = {"source": row.source, "id": row.event, "type": row.type, "subject": row.subject}
    return Letter(**about, body=body, captured_at=row.captured_at)


def _told(row: WaitingLetter) -> Waiting:
    return Waiting(position=row.pk, letter=_letter(row), attempts=row.attempts)


def _nothing() -> None:
    pass
