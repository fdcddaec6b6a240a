"""What actions found, in the shapes of the live wire; who reads decides how much of an event is told."""

from mostrador.actions import duty
from mostrador.actions.lines import Seen, State
from mostrador.domain.event import SPOKEN, Event
from mostrador.domain.queue import Queue
from mostrador.web.live_wire import (
    ENCODER,
    Author,
    Board,
    CardOut,
    Counter,
    EventOut,
    Happened,
    Is,
    StateOut,
)


def happened(event: Event, seen: Seen, *, for_agents: bool) -> bytes:
    return ENCODER.encode(
        Happened(conversation=event.conversation, event=event_out(event, seen, for_agents=for_agents))
    )


def event_out(event: Event, seen: Seen, *, for_agents: bool) -> EventOut:
    return EventOut(
        seq=event.seq,
        kind=event.kind,
        author=_author(event, seen),
        at=event.at,
        key=event.key or "",
        text=event.words,
        body={name: value for name, value in event.body.items() if name in _told(event, for_agents=for_agents)},
    )


def is_now(seen: Seen) -> bytes:
    return ENCODER.encode(Is(conversation=seen.state.conversation, state=state_out(seen.state)))


def state_out(state: State) -> StateOut:
    return StateOut(
        code=state.code,
        channel=state.channel,
        status=state.status,
        live=state.live,
        ended=state.ended,
        assignee=state.assignee[1] if state.assignee else None,
        name=state.name,
        has_address=state.has_address,
        read_by_customer=state.read_by_customer,
        read_by_agents=state.read_by_agents,
        told=dict(state.told),
    )


def board(found: duty.Board, waiting: int) -> bytes:
    shift = found.shift
    mine, ringing = ([_card(each) for each in cards] for cards in (found.mine, found.ringing))
    frame = Board(state=shift.state, capacity=shift.capacity, mine=mine, ringing=ringing, waiting=waiting)
    return ENCODER.encode(frame)


def counter(queue: Queue, conversation: str | None = None) -> Counter:
    return Counter(
        open=queue.open,
        on_duty=queue.on_duty,
        back_at=queue.back_at,
        usual_wait=queue.usual_wait,
        place=queue.place(conversation) if conversation else None,
    )


def _card(card: duty.Card) -> CardOut:
    return CardOut(
        conversation=card.conversation,
        code=card.code,
        name=card.name,
        preview=card.preview,
        opened_at=card.opened_at,
        waiting_since=card.waiting_since,
    )


def _author(event: Event, seen: Seen) -> Author:
    if event.author.startswith("agt_"):
        return Author(role="agent", name=seen.agents.get(event.author, ""), id=event.author)
    return Author(role="system" if event.author == "system" else "customer")


def _told(event: Event, *, for_agents: bool) -> frozenset[str]:
    """Which fields of an event's body this reader gets, beside its text."""
    if event.kind == "mended":
        return frozenset({"seq", "text"})
    if event.kind == "redacted":
        return frozenset({"seq"})
    if for_agents:
        return frozenset(event.body) - {"text"}
    if event.kind in SPOKEN:
        return frozenset({"redacted", "mended"})
    return frozenset({"email", "score", "comment"})
