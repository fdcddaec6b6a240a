"""`POST /api/v1/events`: the shop's server tells what happened."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mostrador.actions import shop_events
from mostrador.errors import Refusal, TooLarge
from mostrador.web import wire
from mostrador.web.api_caller import caller

PATH = "/api/v1/events"
TYPES = frozenset({"application/json", "application/cloudevents-batch+json"})
BATCH = msgspec.json.Decoder(list[msgspec.Raw])


async def take(request: Request) -> Response:
    """202 with what became of each event, in their order: a bad one does not spoil its batch."""
    who = await caller(request)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in TYPES:
        raise Refusal("Send application/json or application/cloudevents-batch+json.", code="not_json")
    results = await shop_events.take(request.app.state.desk, who, _events(await request.body()))
    return wire.answer({"results": results}, 202)


def _events(body: bytes) -> list[bytes]:
    try:
        events = BATCH.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        raise Refusal("The body is no JSON array of events.", code="not_json") from None
    if len(events) > shop_events.MOST:
        raise TooLarge(f"At most {shop_events.MOST} events can be told at once.", code="too_many_events")
    return [bytes(each) for each in events]


ROUTES = [Route(PATH, take, methods=["POST"])]
