"""What becomes of each frame that a client sends."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from mostrador.actions import agent_chats, chats, conversations, duty, lines, unsending, whereabouts
from mostrador.domain.whereabouts import Whereabouts
from mostrador.errors import Forbidden, Invalid, Refusal
from mostrador.web import live_wire as wire

if TYPE_CHECKING:
    from mostrador.web.live_line import Line

TYPING_EVERY = timedelta(seconds=2)


class Frames:
    """Takes the frames of one line. A frame that cannot be taken is answered with an error, and ends nothing."""

    __slots__ = ("_line", "_typed_at")

    def __init__(self, line: "Line") -> None:
        self._line = line
        self._typed_at: dict[str, datetime] = {}

    async def take(self, text: str) -> None:
        key = conversation = ""
        try:
            frame = _decode(text)
            key, conversation = getattr(frame, "key", ""), getattr(frame, "conversation", "")
            await self._do(frame)
        except Refusal as refusal:
            wrong = wire.Wrong(
                code=refusal.code,
                detail=refusal.detail,
                key=key,
                conversation=conversation,
                retry_after=refusal.retry_after,
            )
            await self._line.send(wire.ENCODER.encode(wrong))

    async def _do(self, frame: wire.FromClient) -> None:
        line, desk, caller = self._line, self._line.desk, self._line.caller
        speaker = caller.speaker
        match frame:
            case wire.Beat():
                if speaker.is_agent:
                    await duty.show_life(desk, speaker)
            case wire.Duty(state=state, capacity=capacity):
                self._require_agent()
                await duty.set(desk, speaker, state, capacity)
            case wire.Say(conversation=conversation, key=key, text=text, anyway=anyway):
                if speaker.is_agent:
                    await agent_chats.say(desk, speaker, conversation, text, key, anyway=anyway)
                else:
                    await chats.say(desk, speaker, conversation, text, key)
                desk.typing.stop(conversation, speaker.id)
            case wire.Unsend(conversation=conversation, seq=seq):
                await unsending.unsend(desk, speaker, conversation, seq)
            case wire.Mend(conversation=conversation, seq=seq, text=text, anyway=anyway):
                await unsending.mend(desk, speaker, conversation, seq, text, anyway=anyway)
            case wire.Note(conversation=conversation, key=key, text=text):
                self._require_agent()
                await conversations.note(desk, speaker, conversation, text, key)
            case wire.TypingNow(conversation=conversation, note=note):
                await self._type(conversation, note=note)
            case wire.Read(conversation=conversation, seq=seq):
                await lines.mark_read(desk, caller, conversation, seq)
            case wire.Here(conversation=conversation, page=page, referrer=referrer, cart=cart):
                self._require_shopper()
                await whereabouts.tell(desk, caller, conversation, Whereabouts(page, referrer, cart))
            case wire.End(conversation=conversation):
                await (agent_chats.end if speaker.is_agent else chats.end)(desk, speaker, conversation)
            case wire.Join(conversation=conversation):
                self._require_agent()
                await agent_chats.join(desk, speaker, conversation)
            case wire.Watch(conversation=conversation, after=after):
                self._require_agent()
                if conversation not in line.following and len(line.following) >= wire.MOST_WATCHED:
                    raise Invalid("A line watches at most 50 conversations.", code="too_many_watched")
                await lines.require_visible(desk, caller, conversation)
                line.follow(conversation, after)
            case wire.Unwatch(conversation=conversation):
                self._require_agent()
                line.unfollow(conversation)
            case wire.Hello():
                raise Invalid("A line says hello once.", code="hello_twice")

    async def _type(self, conversation: str, *, note: bool) -> None:
        """More often than the other side could see is not passed on."""
        line, now = self._line, self._line.desk.clock.now()
        before = self._typed_at.get(conversation)
        if conversation not in line.following or (before and now - before < TYPING_EVERY):
            return
        self._typed_at[conversation] = now
        await lines.type(line.desk, line.caller, conversation, agents_only=note and line.caller.speaker.is_agent)

    def _require_shopper(self) -> None:
        if self._line.caller.speaker.is_agent:
            raise Forbidden("Only shoppers do that.")

    def _require_agent(self) -> None:
        if not self._line.caller.speaker.is_agent:
            raise Forbidden("Only agents do that.")


def _decode(text: str) -> wire.FromClient:
    try:
        frame: wire.FromClient = wire.DECODER.decode(text)
    except msgspec.ValidationError as problem:
        code = "unknown_type" if "$.type" in str(problem) else "malformed"
        raise Invalid(f"{problem}.", code=code) from None
    except (msgspec.DecodeError, RecursionError):
        raise Invalid("A frame is a JSON object.", code="malformed") from None
    return frame
