"""JSON in and out, checked against its type on the way in."""

from typing import Any, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from mostrador.errors import Invalid, Refusal

T = TypeVar("T")

NO_STORE = {"Cache-Control": "no-store"}


async def read(request: Request, decoder: "msgspec.json.Decoder[T]") -> T:
    """
    Decode the request's body. Raises `Refusal` for what is no JSON and `Invalid` for what is not as it should be.

    Only `application/json` is taken: no page of another site can send that without asking us first.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Refusal("Send application/json.", code="not_json")
    try:
        return decoder.decode(await request.body())
    except msgspec.ValidationError as problem:
        raise Invalid(f"{problem}.", code="malformed") from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Refusal("The body is not JSON.", code="not_json") from None


def answer(body: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(body), status, NO_STORE, media_type="application/json")


def number(request: Request, name: str, most: float) -> float:
    """A whole number from the query, at most `most`; 0 where it is not there. Raises `Refusal`."""
    text = request.query_params.get(name, "0")
    if not text.isascii() or not text.isdecimal() or len(text) > 10:
        raise Refusal(f"{name} is a whole number.", code="malformed")
    return min(float(text), most)
