"""Which conversations of a shop changed lately: enough for an open page to know what to read again."""

import secrets
from collections import OrderedDict, defaultdict
from dataclasses import dataclass, field

KEPT = 500  # conversations of one shop; somebody who was away for longer reads everything again
EVERYTHING = "*"
HERE = "here:"  # before a conversation where nothing changed but who looks at it


@dataclass(slots=True)
class Changes:
    number: int = 0
    latest: OrderedDict[str, int] = field(default_factory=OrderedDict)  # conversation → number of its last change
    forgotten: int = 0  # up to this number not every change is known any more


class News:
    """
    Numbers the changes of each shop, in memory.

    A stamp carries this process's own mark, so that one from before a restart means "read everything".
    """

    def __init__(self) -> None:
        self._mark = secrets.token_hex(4)
        self._shops: defaultdict[str, Changes] = defaultdict(Changes)

    def note(self, shop: str, conversation: str | None) -> None:
        changes = self._shops[shop]
        changes.number += 1
        if conversation is None:
            return
        changes.latest[conversation] = changes.number
        changes.latest.move_to_end(conversation)
        if len(changes.latest) > KEPT:
            changes.forgotten = changes.latest.popitem(last=False)[1]

    def stamp(self, shop: str) -> str:
        return f"{self._mark}.{self._shops[shop].number}"

    def since(self, shop: str, stamp: str) -> list[str]:
        """The conversations that changed after the stamp; `EVERYTHING` when that cannot be known."""
        mark, _, number = stamp.partition(".")
        changes = self._shops[shop]
        if mark != self._mark or not number.isdecimal() or int(number) < changes.forgotten:
            return [EVERYTHING]
        return [conversation for conversation, at in changes.latest.items() if at > int(number)]
