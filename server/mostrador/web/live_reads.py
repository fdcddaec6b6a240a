"""What a line reads, encoded once for all who see the same."""

import hashlib
from dataclasses import dataclass

from mostrador.actions import lines
from mostrador.actions.lines import Caller, Seen
from mostrador.desk import Desk
from mostrador.domain.event import Event
from mostrador.realtime.sharing import Sharing
from mostrador.web import live_shapes


@dataclass(frozen=True, slots=True)
class Encoded:
    seen: Seen
    frames: tuple[tuple[Event, bytes], ...]
    state: bytes

    @property
    def mark(self) -> str:
        """A short name of the state, so that whoever knows it need not be told again."""
        return hashlib.sha256(self.state).hexdigest()[:16]


class Reads:
    """
    Watchers of one conversation with the same audience and cursor share one read.

    An agent's membership is not read here: it is at each ring of the agent's own topic, and at each look by time.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._sharing: Sharing[Encoded] = Sharing()

    async def look(self, caller: Caller, conversation: str, after: int) -> Encoded:
        """Raises `NotFound`, also for somebody else's."""
        key = (caller.speaker.shop, conversation, caller.audience, after, self._desk.hub.rings)

        async def look() -> Encoded:
            seen = await lines.look(self._desk, caller, conversation, after)
            for_agents = caller.speaker.is_agent
            frames = tuple((each, live_shapes.happened(each, seen, for_agents=for_agents)) for each in seen.events)
            return Encoded(seen, frames, live_shapes.is_now(seen))

        return await self._sharing.get(key, look)
