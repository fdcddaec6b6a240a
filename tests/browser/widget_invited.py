"""Somebody in a shop that invites people to chat."""

from typing import Any

import msgspec
from playwright.sync_api import Locator, expect
from widget_agent import Agent
from widget_shopper import Shopper
from widget_stage import Stage

from mostrador.domain.shop import Chat, Invitation

ASK = "¿Dudas con la talla? Te ayudamos a elegir."
SOON, LATER, LONG_AFTER = 19_000, 2_000, 120_000  # ms; a rule of ours waits for twenty seconds
AGAIN = 5 * 60_000  # ms, until the page asks once more
RULE = Invitation(id="rul_aaaaaaaaaaaaaaaa", on=True, seconds=20, texts={"es": ASK, "en": "Not sure?"})


class Invited(Shopper):
    """Somebody who looks about a shop that invites."""

    @property
    def invitation(self) -> Locator:
        return self.page.locator("mostrador-counter section")

    @property
    def button(self) -> Locator:
        """The one that opens the counter."""
        return self.page.locator("mostrador-counter button[aria-expanded]")

    def looks_about(self, path: str = "/", *, stays: int = LONG_AFTER, installed: bool = False) -> None:
        if not installed:
            self.page.clock.install()
        self.visits(path)
        self.stays(stays)

    def stays(self, time: int) -> None:
        self.page.clock.run_for(time)

    def stays_until_the_counter_is_asked_again(self) -> None:
        """In small steps: time that runs on while an answer is under way would let it come too late."""
        asked = self._times_asked()
        for _ in range(AGAIN // LATER + 2):
            self.stays(LATER)
            if self._times_asked() > asked:
                return
        raise AssertionError("The counter was not asked again.")

    def stays_until_it_is(self, state: str) -> None:
        """In small steps: a line that was lost meanwhile dials again by the same clock."""
        for _ in range(AGAIN // LATER):
            if self.root.get_attribute("data-state") == state:
                return
            self.stays(LATER)
        self.is_at(state)

    def _times_asked(self) -> int:
        return sum("/widget/api/standing" in path for path in self.paths_asked())

    def is_invited(self, text: str = ASK) -> None:
        expect(self.invitation.locator("p")).to_have_text(text)

    def is_left_alone(self) -> None:
        """Not asked, and the counter was not even asked whether they might be."""
        expect(self.invitation).to_have_count(0)
        assert not any("/widget/frame/" in path for path in self.paths_asked())

    def goes_on(self) -> None:
        """Load the page again, with what was asked so far forgotten."""
        self.asked.clear()
        self.page.reload()
        expect(self.button).to_be_visible()


def invites(stage: Stage, **changes: Any) -> None:
    stage.looks(chat=Chat(invitations=(msgspec.structs.replace(RULE, **changes),)))


def told(agent: Agent) -> dict[str, Any]:
    """What the shopper's browser says, as the agent has it."""
    while agent.conversation not in agent.line.states:
        agent.line.takes()
    facts: dict[str, Any] = agent.line.states[agent.conversation]["told"]
    return facts
