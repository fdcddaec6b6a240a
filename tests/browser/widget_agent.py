"""An agent at the counter, on a live line of their own."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from widget_stage import Stage

from live_callers import Line, agent_line
from office import Browser, Office


class Agent:
    """On the line, and watching the shop's newest conversation."""

    def __init__(self, line: Line, conversation: str) -> None:
        self.line, self.conversation = line, conversation
        line.sends("watch", conversation=conversation, after=0)

    def says(self, text: str) -> None:
        """Whatever the guard thinks of it."""
        self.line.sends("say", conversation=self.conversation, key=str(uuid.uuid4()), text=text, anyway=True)
        self.line.hears(self.conversation, text)

    def hears(self, text: str) -> dict[str, Any]:
        return self.line.hears(self.conversation, text)

    def reads(self) -> None:
        """All that is there so far."""
        seq = max(event["seq"] for event in self.line.events[self.conversation])
        self.line.sends("read", conversation=self.conversation, seq=seq)

    def is_read(self) -> None:
        """Wait until the shopper has read what they said last."""
        events = self.line.events[self.conversation]
        said = max(event["seq"] for event in events if event["author"]["role"] == "agent" and "text" in event)
        while self.line.states.get(self.conversation, {"read_by_customer": 0})["read_by_customer"] < said:
            self.line.frame("state")

    def types(self) -> None:
        self.line.sends("typing", conversation=self.conversation)

    def ends(self) -> None:
        self.line.sends("end", conversation=self.conversation)


@contextmanager
def at_the_counter(stage: Stage, name: str = "Marta") -> Iterator[Agent]:
    """Somebody who is logged in, and on the line."""
    browser = Browser(cast("Office", stage), {})
    try:
        browser.logs_in(stage.hires(name))
        with agent_line(browser) as line:
            yield Agent(line, stage.ids()[-1])
    finally:
        browser.http.close()
