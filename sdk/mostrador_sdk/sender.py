"""Who sends, in whichever process captures: a thread that is started when it is first needed, after a fork again."""

import atexit
import threading
from collections.abc import Callable

from mostrador_sdk.delivery import Delivery
from mostrador_sdk.events import Event
from mostrador_sdk.forks import around_forks
from mostrador_sdk.notices import Notices
from mostrador_sdk.outbox import Outbox
from mostrador_sdk.pace import Pace
from mostrador_sdk.shift import Shift


class Sender:
    """Keeps one `Shift` going in each process. `hire` makes the delivery of a process's own."""

    def __init__(self, outbox: Outbox, pace: Pace, hire: Callable[[], Delivery]) -> None:
        self._outbox = outbox
        self._pace = pace
        self._hire = hire
        self._notices = Notices()
        self._lock = threading.Lock()
        self._shift: Shift | None = None
        self._is_closed = False
        self._ends_with_process = False
        around_forks(self, before=_nothing, in_parent=_nothing, in_child=Sender._after_fork)

    def ring(self) -> None:
        """Something new waits. Never raises: where no thread can be had, it waits in the outbox."""
        if (shift := self._on_duty()) is not None:
            shift.ring()

    def bury(self, event: Event, reason: str) -> None:
        """Have the shop told of an event that cannot be sent."""
        if (shift := self._on_duty()) is not None:
            shift.bury(event, reason)

    def flush(self, timeout: float, *, early: bool) -> None:
        """Try to send all that waits, in `timeout` seconds at most; `early` is to do so though a pause is on."""
        if (shift := self._on_duty()) is not None:
            shift.flush(timeout, early=early)

    def close(self) -> None:
        """Send what waits, in `exit_timeout` seconds at most, and end the thread."""
        self._is_closed = True
        if self._ends_with_process:
            atexit.unregister(self._finish)
            self._ends_with_process = False
        if self._shift is not None and self._shift.is_on:
            self._shift.end(self._pace.exit_timeout)

    def _finish(self) -> None:
        """At the end of the process, for those that began to send; a fork has this from its parent."""
        if self._shift is not None and self._shift.is_on:
            self._shift.end(self._pace.exit_timeout)

    def _on_duty(self) -> Shift | None:
        shift = self._shift
        if shift is not None and shift.is_on:
            return shift
        if self._is_closed:
            return None
        with self._lock:
            if self._shift is None or not self._shift.is_on:
                self._shift = self._begin()
            return self._shift

    def _begin(self) -> Shift | None:
        try:
            shift = Shift(self._hire(), self._outbox, self._pace)
        except RuntimeError as error:  # no more threads, or the interpreter is about to end
            self._notices.seldom("thread", "No thread can be started to send events: %s.", error)
            return None
        if not self._ends_with_process:
            atexit.register(self._finish)
            self._ends_with_process = True
        return shift

    def _after_fork(self) -> None:
        """Whoever held the lock is not here."""
        self._lock = threading.Lock()


def _nothing(sender: Sender) -> None:
    pass
