"""News: what the help server told the shop."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mostrador_sdk.webhooks import WebhookEvent

KEPT = 50
TYPES = frozenset(
    {
        "conversation.opened",
        "conversation.answered",
        "conversation.resolved",
        "message.received",
        "survey.answered",
        "order.problem",
        "webhook.test",
    }
)
PROBLEMS = frozenset({"not_shipped", "not_delivered", "payment_failed", "not_refunded"})


@dataclass(frozen=True, slots=True)
class News:
    """`at` is when it happened at the counter; `told` is what it said, by the words of its type."""

    type: str
    at: datetime
    told: dict[str, Any]

    @property
    def order(self) -> str:
        """The number of the order that it is about, or nothing."""
        about = self.told.get("order")
        return str(about["number"]) if about else str(self._conversation.get("order") or "")

    @property
    def code(self) -> str:
        """The code of the conversation that it is about, or nothing."""
        return str(self._conversation.get("code", ""))

    @property
    def problem(self) -> str:
        return str(self.told.get("problem", ""))

    def sentence(self, say: Callable[[str], str]) -> str:
        """What happened, or the bare type of something that is told for the first time."""
        return say(f"news.{self.type}") if self.type in TYPES else self.type

    def trouble(self, say: Callable[[str], str]) -> str:
        return say(f"news.problem.{self.problem}") if self.problem in PROBLEMS else self.problem

    @property
    def raw(self) -> str:
        return json.dumps(self.told, indent=2, ensure_ascii=False)

    @property
    def _conversation(self) -> dict[str, Any]:
        found: dict[str, Any] = self.told.get("conversation") or {}
        return found


def keep(tx: sqlite3.Connection, event: WebhookEvent) -> None:
    """Write it down, once however often it is sent, and let go of the oldest."""
    tx.execute(
        "insert or ignore into news (id, type, at, told) values (?, ?, ?, ?)",
        (event.id, event.type, event.time.isoformat(), json.dumps(event.data)),
    )
    tx.execute("delete from news where rowid not in (select rowid from news order by rowid desc limit ?)", (KEPT,))


def newest_first(tx: sqlite3.Connection) -> list[News]:
    rows = tx.execute("select * from news order by rowid desc").fetchall()
    return [News(row["type"], datetime.fromisoformat(row["at"]), json.loads(row["told"]) or {}) for row in rows]
