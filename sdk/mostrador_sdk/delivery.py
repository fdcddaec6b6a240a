"""Taking what waits to the server, one batch after the other."""

import time
from collections.abc import Callable

from mostrador_sdk.events import Event, decode
from mostrador_sdk.notices import LOG, Notices
from mostrador_sdk.outbox import Outbox, Waiting
from mostrador_sdk.owner import owner_name
from mostrador_sdk.pace import Pace, backoff
from mostrador_sdk.post import MOST_BYTES, MOST_EVENTS, Post
from mostrador_sdk.verdict import Verdict

OnDead = Callable[[Event, str], None]

TROUBLES = {
    "key": "The server does not take events with this API key (%s). They wait in the outbox until it does.",
    "lost": "Nobody takes events at the server's address (%s): is the url right? They wait in the outbox.",
    "fault": "The server failed on a batch of events (%s). They are sent again.",
    "busy": "The server wants to be asked later (%s). Events wait in the outbox.",
    "unreachable": "The server cannot be reached (%s). Events wait in the outbox.",
}


class Delivery:
    """
    One thread's deliveries, under a name of its own, so that no two hold the same letter.

    A batch that is refused as a whole, or that the server fails on, comes again in halves, until the one letter is
    found that is to blame. The batches grow again when they get through.
    """

    def __init__(self, outbox: Outbox, post: Post, pace: Pace, on_dead: OnDead | None) -> None:
        self._outbox = outbox
        self._post = post
        self._pace = pace
        self._on_dead = on_dead
        self._notices = Notices()
        self._owner = owner_name()
        self._batch = MOST_EVENTS
        self._failures = 0
        self._pause_ends = 0.0  # by the monotonic clock, like the next
        self._closed_until = 0.0  # the server's own Retry-After, which even a flush respects

    def step(self, *, early: bool) -> float | None:
        """
        Send one batch. The seconds until the next may be sent: 0 for at once, None if nothing waits.

        `early` means not to wait for a pause of our own to end.
        """
        wait = (self._closed_until if early else max(self._pause_ends, self._closed_until)) - time.monotonic()
        if wait > 0:
            return wait
        now = time.time()
        until = now + self._pace.lease
        batch = self._outbox.claim(self._owner, limit=self._batch, most=MOST_BYTES, now=now, until=until, early=early)
        if not batch:
            return None
        verdict = self._post.send(batch, timeout=self._pace.timeout, now=now)
        return self._settle(batch, verdict)

    def close(self) -> None:
        """Hang up."""
        self._post.close()

    def bury(self, event: Event, reason: str) -> None:
        """Tell the shop of an event that cannot be sent."""
        if self._on_dead is None:
            return
        try:
            self._on_dead(event, reason)
        except Exception as error:  # the shop's own code; what it raises must not end the sending
            self._notices.seldom("on_dead", "on_dead failed for event %s: %s.", event.id, type(error).__name__)

    def _settle(self, batch: list[Waiting], verdict: Verdict) -> float:
        if not verdict.trouble:
            self._arrived(batch, verdict)
            return 0
        if verdict.trouble != "batch":
            return self._retry_later(batch, verdict)
        if len(batch) == 1:
            self._kill(batch, {batch[0].position: f"The server refused it: {verdict.said}."})
        else:
            self._halve(batch)
            self._outbox.release(self._owner, [one.position for one in batch], due_at=0)
        return 0

    def _arrived(self, batch: list[Waiting], verdict: Verdict) -> None:
        self._outbox.forget(verdict.arrived)
        self._kill(batch, verdict.refused)
        self._failures = 0
        self._pause_ends = self._closed_until = 0.0
        self._batch = min(MOST_EVENTS, self._batch * 2)
        if self._notices.over(*TROUBLES):
            LOG.info("The server takes events again.")

    def _retry_later(self, batch: list[Waiting], verdict: Verdict) -> float:
        """Give back what did not get through, and pause."""
        self._notices.once(verdict.trouble, TROUBLES[verdict.trouble], verdict.said)
        pause = self._pause(verdict)
        due_at = 0.0
        if verdict.trouble == "fault":
            if len(batch) == 1:  # the others need not wait for the one that the server cannot digest
                delay = backoff(batch[0].attempts + 1, self._pace.first_pause, self._pace.longest_delay)
                due_at = time.time() + pause + delay
            self._halve(batch)
        self._outbox.release(self._owner, [one.position for one in batch], due_at=due_at)
        return pause

    def _pause(self, verdict: Verdict) -> float:
        self._failures += 1
        pause = backoff(self._failures, self._pace.first_pause, self._pace.longest_pause)
        if verdict.retry_after is not None:
            pause = max(pause, verdict.retry_after)
            self._closed_until = time.monotonic() + pause
        self._pause_ends = time.monotonic() + pause
        return pause

    def _halve(self, batch: list[Waiting]) -> None:
        self._batch = max(1, len(batch) // 2)

    def _kill(self, batch: list[Waiting], reasons: dict[int, str]) -> None:
        if not reasons:
            return
        self._outbox.kill(self._owner, reasons, at=time.time())
        for one in batch:
            if (reason := reasons.get(one.position)) is not None:
                LOG.error("The server refused event %s (%s). It is a dead letter now.", one.letter.id, one.letter.type)
                if self._on_dead is not None:
                    self.bury(decode(one.letter.body), reason)
