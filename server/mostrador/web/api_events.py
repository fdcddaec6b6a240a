"""`POST /api/v1/events`: the shop's server tells what happened."""

import re
from typing import Any, Union

import msgspec
from starlette.requests import Request

from mostrador.actions import shop_events
from mostrador.errors import Refusal, TooLarge
from mostrador.web import api_shapes as shapes
from mostrador.web.api_operation import Call, Operation
from mostrador_sdk.events import CATALOGUE, Attributes

TYPES = ("application/json", "application/cloudevents-batch+json")
BATCH = msgspec.json.Decoder(list[msgspec.Raw])


def shape(type: str) -> Any:
    """One type of event as it is documented: what it carries follows from its `type`."""
    given = [(field.name, field.type, field.default) for field in msgspec.structs.fields(Attributes)]
    fields = [
        (name, kind) if default is msgspec.NODEFAULT else (name, kind, default)
        for name, kind, default in given
        if name != "type"
    ]
    name = "".join(part.capitalize() for part in re.split(r"[._]", type))
    said = {"__doc__": f"The event `{type}` (CloudEvents 1.0). `id` and `source` name it once and for all."}
    fields.append(("data", CATALOGUE[type]))
    return msgspec.defstruct(name, fields, tag_field="type", tag=type, kw_only=True, namespace=said)


async def read(request: Request) -> list[bytes]:
    """Each event by itself: a bad one does not spoil its batch."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in TYPES:
        raise Refusal("Send application/json or application/cloudevents-batch+json.", code="not_json")
    try:
        events = BATCH.decode(await request.body())
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        raise Refusal("The body is no JSON array of events.", code="not_json") from None
    if len(events) > shop_events.MOST:
        raise TooLarge(f"At most {shop_events.MOST} events can be told at once.", code="too_many_events")
    return [bytes(each) for each in events]


async def take(call: Call[list[bytes]]) -> tuple[int, dict[str, Any]]:
    return 202, {"results": await shop_events.take(call.desk, call.caller, call.body)}


OPERATIONS = (
    Operation(
        method="POST",
        path="/events",
        name="tellEvents",
        says="Tell what happened, up to a hundred events at once: 202 with what became of each, in their order.",
        scope="events:write",
        takes=list[Union[tuple(map(shape, CATALOGUE))]],  # type: ignore[misc]  # noqa: UP007 - made of the catalogue
        read=read,
        media=TYPES,
        do=take,
        answers={202: shapes.Results},
    ),
)
