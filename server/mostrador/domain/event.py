"""An entry of a conversation's log."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Audience = Literal["everyone", "agents"]
Kind = Literal[
    "form",  # the contact form that opened it
    "chat",  # the message that opened a live chat
    "task",  # what a watched order opened, for agents alone
    "survey",  # an unhappy answer after a purchase, which opened it
    "message",
    "note",  # for agents only
    "assigned",
    "moved",  # to a department
    "pending",
    "snoozed",
    "resolved",
    "reopened",
    "prioritised",
    "tagged",
    "untagged",
    "quarantined",
    "released",
    "merged",  # another conversation was merged into this one
    "merged_into",  # this one was merged into another
    "unmerged",
    "unmerged_from",
    "heard",  # the customer wrote in a conversation that was merged into this one
    "linked",
    "unlinked",
    "blocked",  # the sender
    "unblocked",
    "proved",  # the address was proven by a click
    "mailed",
    "mail_failed",
    "redacted",  # the words of the message that `body["seq"]` names are gone
    "mended",  # the message that `body["seq"]` names reads `body["text"]` now
    "joined",  # an agent came into a live chat
    "left_address",  # the shopper would rather have the answer by mail: the chat is live no more
    "ended",  # a chat, for good
    "rated",  # how it went
    "order_changed",  # the shop told something of an order that this is about
    "order_linked",  # by an agent: this is about that order
    "order_unlinked",
]
OPENING: frozenset[str] = frozenset({"form", "chat", "survey"})
SPOKEN: frozenset[str] = OPENING | {"message", "note", "task"}
SEEN_BY_CUSTOMERS: frozenset[str] = OPENING | {
    "message",
    "resolved",
    "reopened",
    "joined",
    "left_address",
    "ended",
    "rated",
    "redacted",
    "mended",
}


@dataclass(frozen=True, slots=True)
class Event:
    """`seq` counts 1, 2, 3 … within a conversation, without gaps. `key` is the sender's own, for sending again."""

    conversation: str
    seq: int
    kind: Kind
    author: str
    at: datetime
    body: dict[str, Any] = field(default_factory=dict)
    key: str | None = None
    audience: Audience = "agents"

    @property
    def words(self) -> str:
        """What somebody wrote in it, if anybody did."""
        return str(self.body.get("text", "")) if self.kind in SPOKEN else ""

    @property
    def findable(self) -> str:
        """What search finds it by: the words, and of what opened it also who sent it and for which order."""
        if self.kind not in OPENING:
            return self.words
        told = (self.words, str(self.body.get("name", "")), str(self.body.get("order", "")))
        return " · ".join(part for part in told if part)
