"""Who types in which conversation right now: kept in memory for some seconds, never stored."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

STILL = timedelta(seconds=6)  # after the last sign; clients give one every three
TYPING = "typing:"  # before a conversation's id: the topic of its signs


@dataclass(frozen=True, slots=True)
class Typist:
    """Somebody who types. `agents_only`: they write a note, or whisper."""

    id: str
    name: str
    agents_only: bool
    at: datetime


class Typing:
    def __init__(self) -> None:
        self._typists: defaultdict[str, dict[str, Typist]] = defaultdict(dict)

    def note(self, conversation: str, typist: Typist) -> None:
        self._typists[conversation][typist.id] = typist

    def stop(self, conversation: str, who: str) -> None:
        """They have sent it, or gone."""
        typists = self._typists.get(conversation, {})
        typists.pop(who, None)
        if not typists:
            self._typists.pop(conversation, None)

    def in_conversation(self, conversation: str, at: datetime) -> list[Typist]:
        typists = self._typists.get(conversation, {})
        for gone in [who for who, typist in typists.items() if at - typist.at > STILL]:
            self.stop(conversation, gone)
        return list(typists.values())
