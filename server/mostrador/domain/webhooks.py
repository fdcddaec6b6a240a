"""
What a shop's own systems are told of what happens here.

The form is Standard Webhooks': {"type", "timestamp", "data"}, signed over `id.timestamp.body`. What is told are ids,
codes and the shop's own numbers: whoever may know more asks for it with an API key.
Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Literal, get_args

from msgspec import Struct

from mostrador.domain import ids

Type = Literal[
    "conversation.opened",
    "conversation.answered",
    "conversation.resolved",
    "message.received",
    "survey.answered",
    "order.problem",
]
TYPES: tuple[Type, ...] = get_args(Type)
TEST = "webhook.test"  # sent on request alone

SECRET_BYTES = 32
PREFIX = "whsec_"
RETRIES = tuple(
    timedelta(seconds=each)
    for each in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)  # about three days together
)
ENOUGH = timedelta(days=5)  # of failures and nothing else: nobody is there any more


class Conversation(Struct, frozen=True, kw_only=True):
    """`order` is the number that came with it; `customer` the shop's own id, null for somebody without an account."""

    id: str
    code: str
    channel: str
    order: str | None
    customer: str | None


class ConversationTold(Struct, frozen=True, kw_only=True):
    conversation: Conversation


class MessageTold(Struct, frozen=True, kw_only=True):
    """`seq` is the message's place in the conversation, to ask for it."""

    conversation: Conversation
    seq: int


class SurveyTold(Struct, frozen=True, kw_only=True):
    """`invitation` is who was asked, `order` what about, null where it was no order."""

    survey: str
    invitation: str
    order: "Order | None"


class Order(Struct, frozen=True, kw_only=True):
    """`id` is the shop's own, `number` what people read."""

    id: str
    number: str


class ProblemTold(Struct, frozen=True, kw_only=True):
    """`problem` is the kind of the watch that found it, `watch` its id."""

    order: Order
    problem: str
    watch: str


class TestTold(Struct, frozen=True, kw_only=True):
    webhook: str


Data = ConversationTold | MessageTold | SurveyTold | ProblemTold | TestTold
DATA: Mapping[str, type[Data]] = {
    "conversation.opened": ConversationTold,
    "conversation.answered": MessageTold,
    "conversation.resolved": ConversationTold,
    "message.received": MessageTold,
    "survey.answered": SurveyTold,
    "order.problem": ProblemTold,
    TEST: TestTold,
}


class Message(Struct, frozen=True, kw_only=True):
    """`timestamp` is when it happened; the header says when it was sent."""

    type: str
    timestamp: datetime
    data: Data


def delivery_id(webhook: str, type: str, subject: str, part: str) -> str:
    """
    The `webhook-id`: of one address and one thing that happened, whoever makes it and however often.

    So telling it twice is telling it once, and every retry carries the same.
    """
    told = "\0".join((webhook, type, subject, part))
    return ids.public_id("msg", hashlib.sha256(told.encode()).digest())


def secret(entropy: bytes) -> str:
    """A signing secret as it is shown: `whsec_` and base64."""
    if len(entropy) != SECRET_BYTES:
        raise ValueError(f"A secret needs {SECRET_BYTES} random bytes, not {len(entropy)}.")
    return PREFIX + base64.b64encode(entropy).decode()


def signed(id: str, at: datetime, body: bytes, secrets: Iterable[str]) -> dict[str, str]:
    """The headers of one try; there is a signature under each secret that counts."""
    moment = str(int(at.timestamp()))
    content = f"{id}.{moment}.".encode() + body
    return {
        "webhook-id": id,
        "webhook-timestamp": moment,
        "webhook-signature": " ".join(f"v1,{_mac(each, content)}" for each in secrets),
    }


def pause(tries: int, asked: str = "") -> timedelta | None:
    """
    How long to wait after so many tries in vain; None when it was tried often enough.

    `asked` is the answer's `Retry-After` in seconds, which is heeded up to a day.
    """
    if tries > len(RETRIES):
        return None
    wanted = timedelta(seconds=int(asked)) if asked.isdecimal() and asked.isascii() and len(asked) < 7 else timedelta()
    return max(RETRIES[tries - 1], min(wanted, RETRIES[-1]))


def _mac(secret: str, content: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
