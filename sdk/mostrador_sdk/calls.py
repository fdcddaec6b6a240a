"""What can be asked of the counter: each question as a value, for both clients, and how its answer is read."""

import hashlib
import time
import uuid
from typing import Any, Generic, Literal, TypeVar
from urllib.parse import quote

import httpx
import msgspec

from mostrador_sdk.answers import Conversation, Conversations, Erased, Export, Invitation, Person, Sent
from mostrador_sdk.errors import (
    InvalidArgument,
    NotAllowed,
    NotFound,
    Refused,
    ServerTrouble,
    TooManyRequests,
    Unreachable,
)
from mostrador_sdk.values import Customer
from mostrador_sdk.verdict import problem_of, retry_after

T = TypeVar("T")
INVITATIONS = "/api/v1/surveys/invitations"
Way = Literal["mail", "page"]
TIMEOUT = 10.0  # seconds, for each step
PAGE_TIMEOUT = 1.0  # as `TIMEOUT`, where a shopper waits for the page


class Call(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """A question: method, path below the server's address, what goes along, and the type of the answer."""

    method: str
    path: str
    kind: type[T]
    params: dict[str, str] = {}
    told: dict[str, Any] | None = None
    timeout: float = TIMEOUT

    def request(self, url: str) -> dict[str, Any]:
        """The arguments of httpx's `request`."""
        line = {"method": self.method, "url": f"{url}{self.path}", "params": self.params}
        return {**line, "json": self.told, "timeout": self.timeout}

    def nothing(self) -> T:
        """The empty answer of a client that is switched off."""
        return msgspec.convert({}, self.kind)

    def read(self, response: httpx.Response) -> T:
        """The answer. Raises `Refused`, or one of its kinds, for whatever else came."""
        if not response.is_success:
            raise _refusal(response)
        if not response.content:
            return self.nothing()
        try:
            return msgspec.json.decode(response.content, type=self.kind)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            sentence = f"The answer to {self.method} {self.path} is none of Mostrador's: is the url right?"
            raise ServerTrouble(response.status_code, "unreadable", sentence) from None


def unreachable(call: "Call[Any]", error: Exception) -> Unreachable:
    """No answer came."""
    return Unreachable(f"No answer came to {call.method} {call.path} ({type(error).__name__}).")


def open_conversation(
    customer: Customer, subject: str, text: str, order: str | None, language: str | None, key: str | None
) -> Call[Conversation]:
    who = {name: value for name in ("id", "email", "name") if (value := getattr(customer, name))}
    told = {"customer": who, "subject": subject, "text": text, "order": order, "language": language}
    return Call(method="POST", path="/api/v1/conversations", kind=Conversation, told=_keyed(told, key))


def get_conversation(id: str, after: int | None) -> Call[Conversation]:
    params = {} if after is None else {"after": str(after)}
    return Call(method="GET", path=f"/api/v1/conversations/{_part(id)}", kind=Conversation, params=params)


def list_conversations(customer: str | None, order: str | None, after: str | None) -> Call[Conversations]:
    asked = {"customer": customer, "order": order, "after": after}
    params = {name: value for name, value in asked.items() if value is not None}
    return Call(method="GET", path="/api/v1/conversations", kind=Conversations, params=params)


def answer_conversation(id: str, text: str, key: str | None) -> Call[Sent]:
    path = f"/api/v1/conversations/{_part(id)}/messages"
    return Call(method="POST", path=path, kind=Sent, told=_keyed({"text": text}, key))


def get_customer(id: str) -> Call[Person]:
    return Call(method="GET", path=_customer(id), kind=Person)


def update_customer(id: str, changes: dict[str, Any]) -> Call[Person]:
    return Call(method="PATCH", path=_customer(id), kind=Person, told=_given(changes))


def export_customer(id: str) -> Call[Export]:
    return Call(method="GET", path=f"{_customer(id)}/export", kind=Export)


def erase_customer(id: str) -> Call[dict[str, Any]]:
    return Call(method="DELETE", path=_customer(id), kind=dict[str, Any])


def export_guest(email: str) -> Call[Export]:
    return Call(method="POST", path="/api/v1/guests/export", kind=Export, told={"email": email})


def erase_guest(email: str) -> Call[Erased]:
    return Call(method="POST", path="/api/v1/guests/erase", kind=Erased, told={"email": email})


def invite(order: str, survey: str | None, key: str | None, by: Way) -> Call[Invitation]:
    if by == "page" and key is None:  # a page is shown again and again, and is to get the same token each time
        key = "page-" + hashlib.sha256(f"{survey or ''}\0{order}".encode()).hexdigest()[:32]
    told = _keyed({"order": order, "survey": survey, "by": None if by == "mail" else by}, key)
    timeout = PAGE_TIMEOUT if by == "page" else TIMEOUT
    return Call(method="POST", path=INVITATIONS, kind=Invitation, told=told, timeout=timeout)


def _keyed(told: dict[str, Any], key: str | None) -> dict[str, Any]:
    return {"key": key or uuid.uuid4().hex, **_given(told)}


def _given(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value is not None}


def _customer(id: str) -> str:
    return f"/api/v1/customers/{_part(id)}"


def _part(id: str) -> str:
    """An id as one part of a path, whatever is in it."""
    if id in ("", ".", ".."):
        raise InvalidArgument(f"An id was wanted; it was {id!r}.")
    return quote(id, safe="")


KINDS: dict[int, type[Refused]] = {401: NotAllowed, 403: NotAllowed, 404: NotFound, 429: TooManyRequests}


def _refusal(response: httpx.Response) -> Refused:
    status = response.status_code
    problem = problem_of(response.content)
    kind = KINDS.get(status, ServerTrouble if status >= 500 else Refused)
    wait = retry_after(response.headers, now=time.time())
    detail = problem.detail or f"The server answered {status}."
    return kind(status, problem.code or "unknown", detail, retry_after=wait)
