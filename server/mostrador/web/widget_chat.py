"""A shopper's chat over plain requests: how one is opened, and what is left where WebSockets are blocked."""

from typing import Annotated
from zlib import crc32

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mostrador.actions import chat_opening, chats, copies, lines, whereabouts
from mostrador.actions.defences import Key
from mostrador.actions.lines import Caller
from mostrador.actions.routing import queue_of
from mostrador.desk import Desk
from mostrador.domain import addresses
from mostrador.domain.queue import Queue
from mostrador.domain.whereabouts import Cart, Whereabouts
from mostrador.web import browsers, live_shapes, live_wire, wire
from mostrador.web.live_reads import Encoded, Reads
from mostrador.web.visitors import address_of, bearer

WAIT = 25.0  # seconds; home routers cut lines that are idle for longer than a minute


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    key: Key
    text: str


class ReadUpTo(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    seq: live_wire.Seq


class Contact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    email: str
    name: str = ""


class Rating(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    score: Annotated[int, Meta(ge=1, le=5)]
    comment: str = ""


class Here(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    page: Annotated[str, Meta(max_length=2000)] = ""
    referrer: Annotated[str, Meta(max_length=2000)] = ""
    cart: Cart | None = None


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Page(msgspec.Struct, frozen=True):
    """
    What came after a cursor, and how it stands at the counter for a chat that waits.

    `mark` names the state: whoever hands it back is not told the same again.
    """

    epoch: str
    conversation: str
    events: list[live_wire.EventOut]
    state: live_wire.StateOut
    counter: live_wire.Counter | None
    mark: str
    more: bool


SENT = msgspec.json.Decoder(chat_opening.Sent)
MESSAGE = msgspec.json.Decoder(Message)
READ_UP_TO = msgspec.json.Decoder(ReadUpTo)
CONTACT = msgspec.json.Decoder(Contact)
RATING = msgspec.json.Decoder(Rating)
HERE = msgspec.json.Decoder(Here)
NOTHING = msgspec.json.Decoder(Nothing)


async def open_chat(request: Request) -> Response:
    """Open a chat with its first message: 201, or 200 where the same key came before."""
    sent = await wire.read(request, SENT)
    device = browsers.named(request.headers.get("user-agent", ""))
    opened = await chat_opening.open(_desk(request), bearer(request), address_of(request), sent, device=device)
    body = {"conversation": opened.conversation, "code": opened.code}
    return wire.answer(body, 200 if opened.again else 201)


async def events(request: Request) -> Response:
    """What happened after `after`; waits for it up to `wait` seconds, or until the state is not `mark` any more."""
    desk, caller = _desk(request), await _caller(request)
    conversation = request.path_params["conversation"]
    after, known = int(wire.number(request, "after", 2**31 - 1)), request.query_params.get("mark", "")
    until = desk.clock.now().timestamp() + wire.number(request, "wait", WAIT)
    reads: Reads = request.app.state.reads
    epoch = await lines.epoch(desk)
    held, network = desk.connections, addresses.network(address_of(request))
    with (
        held.counted(network),
        held.counted_for(caller.speaker.id),
        desk.hub.listening(conversation, *caller.topics, queue_of(caller.speaker.shop)) as bell,
    ):
        while True:
            bell.clear()
            page = _page(await reads.look(caller, conversation, after), epoch, desk.queues.of(caller.speaker.shop))
            left = until - desk.clock.now().timestamp()
            is_news = page.events or page.mark != known
            if is_news or left <= 0 or desk.hub.closing or not await desk.clock.wait(bell, left):
                return wire.answer(page)
            if not await lines.still(desk, caller):
                await _caller(request)  # says why


async def say(request: Request) -> Response:
    message = await wire.read(request, MESSAGE)
    caller = await _caller(request)
    conversation = request.path_params["conversation"]
    seq = await chats.say(_desk(request), caller.speaker, conversation, message.text, message.key)
    return wire.answer({"seq": seq}, 201)


async def mark_read(request: Request) -> Response:
    up_to = await wire.read(request, READ_UP_TO)
    await lines.mark_read(_desk(request), await _caller(request), request.path_params["conversation"], up_to.seq)
    return Response(status_code=204, headers=wire.NO_STORE)


async def stand(request: Request) -> Response:
    here = await wire.read(request, HERE)
    where = Whereabouts(here.page, here.referrer, here.cart)
    await whereabouts.tell(_desk(request), await _caller(request), request.path_params["conversation"], where)
    return Response(status_code=204, headers=wire.NO_STORE)


async def end(request: Request) -> Response:
    await wire.read(request, NOTHING)
    caller = await _caller(request)
    return wire.answer({"seq": await chats.end(_desk(request), caller.speaker, request.path_params["conversation"])})


async def send_copy(request: Request) -> Response:
    """Have an ended chat sent to the shopper's proven address."""
    await wire.read(request, NOTHING)
    await copies.request(_desk(request), (await _caller(request)).speaker, request.path_params["conversation"])
    return Response(status_code=204, headers=wire.NO_STORE)


async def leave_address(request: Request) -> Response:
    contact = await wire.read(request, CONTACT)
    caller = await _caller(request)
    conversation = request.path_params["conversation"]
    seq = await chats.leave_address(_desk(request), caller.speaker, conversation, contact.name, contact.email)
    return wire.answer({"seq": seq})


async def rate(request: Request) -> Response:
    rating = await wire.read(request, RATING)
    caller = await _caller(request)
    conversation = request.path_params["conversation"]
    seq = await chats.rate(_desk(request), caller.speaker, conversation, rating.score, rating.comment)
    return wire.answer({"seq": seq}, 201)


ROUTES = [
    Route("/widget/api/conversations", open_chat, methods=["POST"]),
    Route("/widget/api/conversations/{conversation}/events", events),
    Route("/widget/api/conversations/{conversation}/messages", say, methods=["POST"]),
    Route("/widget/api/conversations/{conversation}/read", mark_read, methods=["POST"]),
    Route("/widget/api/conversations/{conversation}/here", stand, methods=["POST"]),
    Route("/widget/api/conversations/{conversation}/end", end, methods=["POST"]),
    Route("/widget/api/conversations/{conversation}/copy", send_copy, methods=["POST"]),
    Route("/widget/api/conversations/{conversation}/address", leave_address, methods=["POST"]),
    Route("/widget/api/conversations/{conversation}/rating", rate, methods=["POST"]),
]


def _page(read: Encoded, epoch: str, queue: Queue | None) -> Page:
    seen, state = read.seen, read.seen.state
    told = live_shapes.counter(queue, state.conversation) if queue and state.waits else None
    return Page(
        epoch,
        state.conversation,
        [live_shapes.event_out(each, seen, for_agents=False) for each in seen.events],
        live_shapes.state_out(state),
        told,
        read.mark + (f"-{crc32(msgspec.json.encode(told)):x}" if told else ""),
        seen.more,
    )


async def _caller(request: Request) -> Caller:
    return await lines.visitor(_desk(request), bearer(request), address_of(request))


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk
