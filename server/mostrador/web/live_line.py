"""
One open line: it listens, reads what is after its cursors, sends, waits, and looks again.

Catching up and keeping up are one loop, so nothing has to be queued: whoever reads slowly is read for slowly.
"""

import asyncio
from datetime import datetime, timedelta

from starlette.websockets import WebSocket, WebSocketDisconnect

from mostrador.actions import duty, lines
from mostrador.actions.duty import Board
from mostrador.actions.lines import Caller
from mostrador.actions.routing import queue_of
from mostrador.desk import Desk
from mostrador.errors import NotFound, Refusal
from mostrador.realtime.hub import Bell
from mostrador.realtime.typing import TYPING
from mostrador.web import live_shapes
from mostrador.web import live_wire as wire
from mostrador.web.live_frames import Frames
from mostrador.web.live_pace import Pace
from mostrador.web.live_pulse import BEAT, Pulse
from mostrador.web.live_reads import Reads

SILENCE = timedelta(seconds=40)  # after which the other side is taken for gone
SPREAD = 10.0  # seconds over which clients come back when the server stops


class HangUp(Exception):
    """The line ends, with a close code and its reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


class Line:
    """A caller's line, from the welcome to its end. There are thousands, hence the slots."""

    __slots__ = (
        "_asked", "_bell", "_board", "_board_is_old", "_heard", "_is_time", "_over", "_pulse", "_reads",
        "_sending_since", "_socket", "_states", "_turn", "_typing", "_waiting", "caller", "desk", "epoch", "following",
    )  # fmt: skip

    def __init__(self, desk: Desk, reads: Reads, pulse: Pulse, socket: WebSocket, caller: Caller, epoch: str) -> None:
        self.desk, self.caller, self.epoch = desk, caller, epoch
        self.following: dict[str, int] = {}  # conversation → the last `seq` that was sent
        self._reads, self._pulse, self._socket = reads, pulse, socket
        self._board: Board | None = None
        self._board_is_old = False  # something has changed in a chat that is on it
        self._states: dict[str, bytes] = {}
        self._waiting: set[str] = set()  # a shopper's chats that nobody has yet
        self._typing: set[str] = set()  # where this side was told that somebody types
        self._asked: set[str] = set()  # to be looked at, whatever rings
        self._bell: Bell | None = None
        self._heard = desk.clock.now()
        self._sending_since: datetime | None = None
        self._is_time = False  # to say that we are here, and to look at the latest whatever rang or not
        self._over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._turn = asyncio.Lock()

    async def run(self, after: dict[str, int]) -> HangUp:
        """Serve the line until it ends, and say how."""
        with self.desk.hub.listening(*self.caller.topics, queue_of(self.caller.speaker.shop)) as bell:
            self._bell = bell
            parts = [asyncio.create_task(part) for part in (self._keep_up(after), self._hear())]
            try:
                with self._pulse.on(self):
                    done, _ = await asyncio.wait([*parts, self._over], return_when=asyncio.FIRST_COMPLETED)
                return _end(done.pop())
            finally:
                for part in parts:
                    part.cancel()
                await asyncio.gather(*parts, return_exceptions=True)
                for conversation in list(self.following):
                    self.unfollow(conversation)
                if not self._over.cancel():
                    self._over.exception()  # it has been heard of, also where a part ended at the same moment

    def follow(self, conversation: str, after: int) -> None:
        """From here on, send what happens in it after `after`."""
        assert self._bell is not None  # noqa: S101 - callers run within the line
        self.following[conversation] = after
        self._states.pop(conversation, None)
        self.desk.hub.hang(self._bell, conversation, TYPING + conversation)
        self.look_at(conversation)

    def unfollow(self, conversation: str) -> None:
        if self.following.pop(conversation, None) is None:
            return
        assert self._bell is not None  # noqa: S101 - it was followed
        self._states.pop(conversation, None)
        self.desk.hub.unhang(self._bell, conversation, TYPING + conversation)
        self.desk.typing.stop(conversation, self.caller.speaker.id)

    def look_at(self, conversation: str) -> None:
        self._asked.add(conversation)
        if self._bell:
            self._bell.set()

    async def send(self, frame: bytes) -> None:
        async with self._turn:
            self._sending_since = self.desk.clock.now()
            try:
                await self._socket.send_text(frame.decode())
            finally:
                self._sending_since = None

    def beat(self) -> None:
        """Notice when the other side is not there; else have it told that we are, and the latest looked at."""
        now = self.desk.clock.now()
        if self._sending_since and now - self._sending_since >= SILENCE:
            self._hang_up(HangUp(wire.SLOW, "too_slow"))
        elif now - self._heard >= SILENCE:
            self._hang_up(HangUp(wire.SILENT, "silent"))
        else:
            self._is_time = True
            if self._bell:
                self._bell.set()

    def _hang_up(self, end: HangUp) -> None:
        if not self._over.done():
            self._over.set_exception(end)

    async def _keep_up(self, after: dict[str, int]) -> None:
        assert self._bell is not None  # noqa: S101 - `run` set it
        bell, beat = self._bell, wire.ENCODER.encode(wire.Beat())
        await self._begin(after)
        rung = self._everything()
        while True:
            await self._look(rung)
            if self.desk.hub.closing:
                await self._take_leave()
            await bell.wait()
            rung = bell.take() | self._asked
            self._asked.clear()
            if (
                self._is_time
            ):  # whatever rang or not: a wake may be lost, and a session that ends by itself rings nobody
                self._is_time = False
                rung = self._everything()
                await self.send(beat)

    def _everything(self) -> set[str]:
        return {*self.following, *self.caller.topics, queue_of(self.caller.speaker.shop)}

    async def _begin(self, after: dict[str, int]) -> None:
        """Welcome the caller. An agent's page says itself what it watches."""
        speaker = self.caller.speaker
        own = [] if speaker.is_agent else [chat.id for chat in await lines.own(self.desk, self.caller)]
        welcome = wire.Welcome(you=speaker.id, epoch=self.epoch, conversations=own, beat=BEAT)
        await self.send(wire.ENCODER.encode(welcome))
        for conversation in own:
            self.follow(conversation, after.get(conversation, 0))
        if speaker.is_agent:
            for conversation, seq in list(after.items())[: wire.MOST_WATCHED]:
                self.follow(conversation, seq)

    async def _look(self, rung: set[str]) -> None:
        """Send what is new where it rang."""
        if rung & set(self.caller.topics):
            await self._require_still()
            await self._follow_new()
        for conversation in [each for each in self.following if each in rung or each in self._asked]:
            self._asked.discard(conversation)
            await self._show(conversation)
        for conversation in [each for each in self.following if TYPING + each in rung]:
            await self._show_typing(conversation)
        await self._show_queue(rung)

    async def _show(self, conversation: str) -> None:
        """Send what happened after the cursor, then what the conversation is now."""
        while True:
            try:
                read = await self._reads.look(self.caller, conversation, self.following[conversation])
            except NotFound:
                self.unfollow(conversation)
                return
            for event, frame in read.frames:
                await self.send(frame)
                if conversation not in self.following:
                    return
                self.following[conversation] = event.seq
                if event.kind in {"redacted", "mended"}:
                    self._board_is_old = True  # it holds the first words of each chat's last message
            if not read.seen.more:
                break
        if await self._send_if_new(conversation, read.state):
            self._board_is_old = True
        state = read.seen.state
        if state.waits and not self.caller.speaker.is_agent:
            self._waiting.add(conversation)
        else:
            self._waiting.discard(conversation)

    async def _show_queue(self, rung: set[str]) -> None:
        """Tell an agent what they have and what rings, and a shopper who waits how long it takes."""
        me, topic = self.caller.speaker, queue_of(self.caller.speaker.shop)
        if me.is_agent and (me.id in rung or self._board_is_old):
            self._board, self._board_is_old = await duty.board(self.desk, me), False
            rung = rung | {me.id}
        queue = self.desk.queues.of(me.shop)
        if self._board and rung & {me.id, topic}:
            await self._send_if_new("", live_shapes.board(self._board, len(queue.line) if queue else 0))
        if queue is None or not rung & {topic, *self._waiting}:
            return
        for conversation in self._waiting.intersection(queue.line):
            told = wire.AtTheCounter(conversation=conversation, counter=live_shapes.counter(queue, conversation))
            await self._send_if_new(f"counter {conversation}", wire.ENCODER.encode(told))

    async def _send_if_new(self, what: str, frame: bytes) -> bool:
        if self._states.get(what) == frame:
            return False
        self._states[what] = frame
        await self.send(frame)
        return True

    async def _show_typing(self, conversation: str) -> None:
        """Tell this side who types on the others."""
        me = self.caller.speaker
        typists = self.desk.typing.in_conversation(conversation, self.desk.clock.now())
        seen = [
            wire.Author(role="agent", name=each.name, id=each.id)
            if each.id.startswith("agt_")
            else wire.Author(role="customer")
            for each in typists
            if each.id != me.id and (me.is_agent or not each.agents_only)
        ]
        signal = wire.ENCODER.encode(wire.Signal(conversation=conversation, typing=seen))
        if seen or conversation in self._typing:
            self._typing.add(conversation)
            await self.send(signal)
        if not seen:
            self._typing.discard(conversation)

    async def _follow_new(self) -> None:
        """A shopper's chat that was opened in another tab or on another device."""
        if self.caller.speaker.is_agent:
            return
        for chat in await lines.own(self.desk, self.caller):
            if chat.id not in self.following:
                await self.send(wire.ENCODER.encode(wire.Announced(conversation=chat.id)))
                self.follow(chat.id, 0)

    async def _require_still(self) -> None:
        if not await lines.still(self.desk, self.caller):
            raise HangUp(wire.UNAUTHENTICATED, "session_over")

    async def _take_leave(self) -> None:
        """The server stops: send everybody away, to come back at a moment of their own."""
        after = int.from_bytes(self.desk.random(2)) / 65_536 * SPREAD
        await self.send(wire.ENCODER.encode(wire.Leave(after=round(after, 2))))
        raise HangUp(wire.LEAVING, "leaving")

    async def _hear(self) -> None:
        """Take the client's frames, one after the other."""
        frames, pace = Frames(self), Pace(self.desk.clock)
        while True:
            text = await receive(self._socket)
            self._heard = self.desk.clock.now()
            if not pace.allows():
                raise HangUp(wire.TOO_MANY, "too_fast")
            await frames.take(text)


async def receive(socket: WebSocket) -> str:
    """The next text frame. Raises `HangUp`, or `WebSocketDisconnect` when the client has gone."""
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1006))
    text = message.get("text")
    if text is None:
        raise HangUp(wire.MALFORMED, "not_text")
    if len(text.encode()) > wire.LONGEST_FRAME:
        raise HangUp(wire.TOO_LARGE, "too_large")
    return str(text)


def _end(part: "asyncio.Future[None]") -> HangUp:
    """How a part ended. Raises what was no end of a line."""
    problem = part.exception()
    if isinstance(problem, HangUp):
        return problem
    if isinstance(problem, WebSocketDisconnect):
        return HangUp(1000, "gone")
    if isinstance(problem, Refusal):
        return HangUp(wire.OF_REFUSALS.get(problem.status, wire.MALFORMED), problem.code)
    if problem is not None:
        raise problem
    return HangUp(1000, "")
