"""One process's turn of sending."""

import os
import threading
import time
from collections import deque

from mostrador_sdk.delivery import Delivery
from mostrador_sdk.events import Event
from mostrador_sdk.notices import Notices
from mostrador_sdk.outbox import Outbox
from mostrador_sdk.pace import Pace, jittered


class Shift:
    """
    A thread that delivers until nothing is left or something is wrong, waits, and looks again.

    It is a daemon: the interpreter ends without it, and what it leaves lies in the outbox.
    """

    def __init__(self, delivery: Delivery, outbox: Outbox, pace: Pace) -> None:
        self._pid = os.getpid()
        self._delivery = delivery
        self._outbox = outbox
        self._pace = pace
        self._notices = Notices()
        self._bell = threading.Event()
        self._hurry = threading.Event()
        self._buried: deque[tuple[Event, str]] = deque()
        self._changed = threading.Condition()
        self._asked = 0  # flushes
        self._asked_early = 0
        self._answered = 0
        self._is_over = False
        self._tended = 0.0  # by the monotonic clock
        self._thread = threading.Thread(target=self._work, name="mostrador-sender", daemon=True)
        self._thread.start()

    @property
    def is_on(self) -> bool:
        """Whether the thread runs, in this very process."""
        return self._pid == os.getpid() and self._thread.is_alive()

    def ring(self) -> None:
        """Something new waits."""
        self._bell.set()

    def bury(self, event: Event, reason: str) -> None:
        """Have the shop told of an event that cannot be sent, from this thread and not from its checkout."""
        self._buried.append((event, reason))
        self._bell.set()

    def flush(self, timeout: float, *, early: bool) -> None:
        """Wait until all was tried once, `timeout` seconds at most. `early` is to try though a pause is on."""
        with self._changed:
            self._asked += 1
            mine = self._asked
            if early:
                self._asked_early = mine
            self._hurry.set()
            self._bell.set()
            self._changed.wait_for(lambda: self._answered >= mine, timeout)

    def end(self, timeout: float) -> None:
        """Flush, and go home; all in `timeout` seconds."""
        end = time.monotonic() + timeout
        self.flush(timeout, early=True)
        self._is_over = True
        self._hurry.set()
        self._bell.set()
        self._thread.join(max(0.0, end - time.monotonic()))

    def _work(self) -> None:
        while not self._is_over:
            self._hurry.wait(self._pace.linger)
            self._hurry.clear()
            self._bell.clear()
            self._bell.wait(self._round())
        self._tell_of_buried()
        self._delivery.close()

    def _round(self) -> float:
        """Deliver what there is, and answer who flushes. The seconds until the next look."""
        asked = self._asked
        wait: float | None = None
        try:
            self._tell_of_buried()
            wait = self._deliver(early=self._asked_early > self._answered)
            self._tend()
        except Exception as error:  # the outbox, most likely; whatever it is, sending goes on
            self._notices.seldom("round", "Sending events failed (%s). It is tried again.", type(error).__name__)
        with self._changed:
            self._answered = asked
            self._changed.notify_all()
        return self._pace.look_again / 2 + jittered(self._pace.look_again) if wait is None else wait

    def _deliver(self, *, early: bool) -> float | None:
        while not self._is_over:
            wait = self._delivery.step(early=early)
            if wait != 0:
                return wait
        return None

    def _tell_of_buried(self) -> None:
        while self._buried:
            self._delivery.bury(*self._buried.popleft())

    def _tend(self) -> None:
        if time.monotonic() - self._tended > self._pace.tend_every:
            self._tended = time.monotonic()
            self._outbox.tend(now=time.time())
