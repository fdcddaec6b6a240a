"""What can be asked of the counter: each question as a value, for both clients, and how its answer is read."""

import hashlib
import time
import uuid
from collections.abc import Mapping
from typing import Any, Generic, Literal, NamedTuple, TypeVar
from urllib.parse import quote

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
TIMEOUT = 10.0  # seconds in all
PAGE_TIMEOUT = 1.0  # where a shopper waits for the page
EXPORT_TIMEOUT = 60.0  # where all of a customer's years come along


class Answer(NamedTuple):
    """What came, whole."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class Call(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """A question: method, path below the server's address, what goes along, and the type of the answer."""

    method: str
    path: str
    kind: type[T]
    params: dict[str, str] = {}
    told: dict[str, Any] | None = None
    timeout: float = TIMEOUT

    def request(self, url: str) -> dict[str, Any]:
        """The arguments of httpx's `stream`. Raises `InvalidArgument` for what cannot be sent."""
        line = {"method": self.method, "url": f"{url}{self.path}", "timeout": self.timeout}
        try:
            msgspec.json.encode(msgspec.convert(self.params, dict[str, str]))
            content = None if self.told is None else msgspec.json.encode(self.told)
        except (
            TypeError,
            ValueError,
            RecursionError,
            msgspec.MsgspecError,
        ) as error:  # half a character, for one, is no UTF-8
            raise InvalidArgument(f"What {self.method} {self.path} asks cannot be sent: {error}.") from error
        headers = {} if content is None else {"Content-Type": "application/json"}
        return {**line, "params": self.params, "content": content, "headers": headers}

    def nothing(self) -> T:
        """The empty answer of a client that is switched off."""
        return msgspec.convert({}, self.kind)

    def read(self, answer: Answer) -> T:
        """What the answer says. Raises `Refused`, or one of its kinds, for whatever else came."""
        if not 200 <= answer.status < 300:
            raise _refusal(answer)
        if not answer.content:
            return self.nothing()
        try:
            return msgspec.json.decode(answer.content, type=self.kind)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            sentence = f"The answer to {self.method} {self.path} is none of Mostrador's: is the url right?"
            raise ServerTrouble(answer.status, "unreadable", sentence) from None


def unreachable(call: "Call[Any]", reason: str) -> Unreachable:
    """No answer came."""
    return Unreachable(f"No answer came to {call.method} {call.path} ({reason}).")


def too_long(call: "Call[Any]") -> Unreachable:
    """What came was more than an answer is, or did not end."""
    return unreachable(call, "what came was too long")


def open_conversation(
    customer: Customer, subject: str, text: str, order: str | None, language: str | None, key: str | None
) -> Call[Conversation]:
    who = {name: _word(value) for name in ("id", "email", "name") if (value := getattr(customer, name))}
    told = {"customer": who, "subject": subject, "text": text, "order": _word(order), "language": language}
    return Call(method="POST", path="/api/v1/conversations", kind=Conversation, told=_keyed(told, key))


def get_conversation(id: str, after: int | None) -> Call[Conversation]:
    params = {} if after is None else {"after": str(after)}
    return Call(method="GET", path=f"/api/v1/conversations/{_part(id)}", kind=Conversation, params=params)


def list_conversations(customer: str | None, order: str | None, after: str | None) -> Call[Conversations]:
    asked = {"customer": _word(customer), "order": _word(order), "after": after}
    return Call(method="GET", path="/api/v1/conversations", kind=Conversations, params=_given(asked))


def answer_conversation(id: str, text: str, key: str | None) -> Call[Sent]:
    path = f"/api/v1/conversations/{_part(id)}/messages"
    return Call(method="POST", path=path, kind=Sent, told=_keyed({"text": text}, key))


def get_customer(id: str) -> Call[Person]:
    return Call(method="GET", path=_customer(id), kind=Person)


def update_customer(id: str, changes: dict[str, Any]) -> Call[Person]:
    return Call(method="PATCH", path=_customer(id), kind=Person, told=_given(changes))


def export_customer(id: str) -> Call[Export]:
    return Call(method="GET", path=f"{_customer(id)}/export", kind=Export, timeout=EXPORT_TIMEOUT)


def erase_customer(id: str) -> Call[dict[str, Any]]:
    return Call(method="DELETE", path=_customer(id), kind=dict[str, Any])


def export_guest(email: str) -> Call[Export]:
    told = {"email": email}
    return Call(method="POST", path="/api/v1/guests/export", kind=Export, told=told, timeout=EXPORT_TIMEOUT)


def erase_guest(email: str) -> Call[Erased]:
    return Call(method="POST", path="/api/v1/guests/erase", kind=Erased, told={"email": email})


def invite(order: str, survey: str | None, key: str | None, by: Way) -> Call[Invitation]:
    order = _word(order)
    if by == "page" and key is None:  # a page is shown again and again, and is to get the same token each time
        key = "page-" + hashlib.sha256(f"{survey or ''}\0{order}".encode(errors="replace")).hexdigest()[:32]
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
    word = _word(id)
    if not isinstance(word, str) or word in ("", ".", ".."):
        raise InvalidArgument(f"An id was wanted; it was {id!r}.")
    try:
        return quote(word, safe="")
    except UnicodeEncodeError as error:
        raise InvalidArgument(f"An id was wanted; {id!r} holds half a character.") from error


def _word(id: Any) -> Any:
    """An id as text: shops have them as numbers, too."""
    return str(id) if isinstance(id, int) and not isinstance(id, bool) else id


KINDS: dict[int, type[Refused]] = {401: NotAllowed, 403: NotAllowed, 404: NotFound, 429: TooManyRequests}


def _refusal(answer: Answer) -> Refused:
    status = answer.status
    problem = problem_of(answer.content)
    kind = KINDS.get(status, ServerTrouble if status >= 500 else Refused)
    wait = retry_after(answer.headers, now=time.time())
    detail = problem.detail or f"The server answered {status}."
    return kind(status, problem.code or "unknown", detail, retry_after=wait)
