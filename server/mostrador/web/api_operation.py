"""
What a shop's server can ask for: each thing once, as the router takes it and as the OpenAPI document says it.

Whoever calls proves itself by an API key. Its scope is looked at before the body is, and again inside the transaction.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mostrador.actions.callers import Caller
from mostrador.desk import Desk
from mostrador.domain.keys import Scope
from mostrador.errors import Forbidden, Invalid, Refusal
from mostrador.web import wire
from mostrador.web.api_caller import caller
from mostrador.web.segments import SegmentRoute

T = TypeVar("T")
PREFIX = "/api/v1"
JSON = "application/json"
ALWAYS = (400, 401, 403, 413, 422, 503)  # what every operation may answer instead


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """A request whose caller is known and whose body is read."""

    request: Request
    desk: Desk
    caller: Caller
    body: T

    @property
    def path(self) -> Mapping[str, str]:
        return self.request.path_params

    def text(self, name: str) -> str:
        """A parameter of the query, or nothing. Raises `Invalid` for one that no database would take."""
        given = self.request.query_params.get(name, "")
        if len(given) > 200 or not given.isprintable():
            raise Invalid(f"{name} has at most 200 characters, all of which can be seen.", code="malformed")
        return given

    def number(self, name: str, usual: int, least: int, most: int) -> int:
        """A whole number of the query. Raises `Invalid`."""
        given = self.request.query_params.get(name)
        if given is None:
            return usual
        if not given.isascii() or not given.isdecimal() or len(given) > 10 or not least <= int(given) <= most:
            raise Invalid(f"{name} is a whole number from {least} to {most}.", code="malformed")
        return int(given)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One of the query; `schema` is JSON Schema."""

    name: str
    says: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation(Generic[T]):
    """
    One method of one path.

    `answers` are the types of what it gives by status, `refuses` the statuses of refusals beside those of all.
    `takes` is the type of the body; `read` takes it in another way than as one JSON value of that type, and as which
    of the types `media`.
    """

    method: Literal["GET", "POST", "PATCH", "DELETE"]
    path: str
    name: str
    says: str
    scope: Scope
    do: Callable[[Call[T]], Awaitable[tuple[int, Any]]]
    answers: Mapping[int, Any]
    takes: Any = None
    read: Callable[[Request], Awaitable[T]] | None = None
    media: tuple[str, ...] = (JSON,)
    refuses: tuple[int, ...] = ()
    query: tuple[Parameter, ...] = ()

    def route(self) -> Route:
        decoder = msgspec.json.Decoder(self.takes) if self.takes and not self.read else None

        async def answer(request: Request) -> Response:
            who = await caller(request)
            if self.scope not in who.scopes:
                raise Forbidden(f"This key lacks the scope {self.scope}.", code="scope_missing")
            _require_known(request, self.query)
            body: Any = (
                await self.read(request) if self.read else await wire.read(request, decoder) if decoder else None
            )
            status, answered = await self.do(Call(request, request.app.state.desk, who, body))
            return wire.answer(answered, status) if answered is not None else Response(status_code=status)

        return SegmentRoute(PREFIX + self.path, answer, methods=[self.method], name=self.name)


def _require_known(request: Request, known: tuple[Parameter, ...]) -> None:
    """A filter that is misspelt would give everything, so it is refused."""
    names = {each.name for each in known}
    if strange := sorted(set(request.query_params) - names):
        offered = f"There are {', '.join(sorted(names))}." if names else "There are none."
        raise Refusal(f"There is no parameter {strange[0][:40]!r} here. {offered}", code="parameter_unknown")
