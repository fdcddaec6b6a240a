"""Full-text search over what people wrote: FTS5 on SQLite, `tsvector` on PostgreSQL."""

import re
from dataclasses import dataclass

from sqlalchemy import Connection, text

from mostrador.domain.event import Event
from mostrador.storage.prepared import Prepared

TABLES = {"search"}  # FTS5 keeps its own beside it, all named search_…
MARK_OPEN, MARK_CLOSE = "\ue000", "\ue001"  # private-use characters around a hit: the page turns them into <mark>

SQLITE_DDL = (
    """
    CREATE VIRTUAL TABLE search USING fts5(
        body, shop_id UNINDEXED, conversation_id UNINDEXED, seq UNINDEXED, audience UNINDEXED,
        tokenize = 'unicode61 remove_diacritics 2'
    )
    """,
)
POSTGRESQL_DDL = (
    "CREATE EXTENSION IF NOT EXISTS unaccent",
    # A configuration of our own, so that a headline marks `dónde` when `donde` was asked for.
    "CREATE TEXT SEARCH CONFIGURATION mostrador (COPY = simple)",
    "ALTER TEXT SEARCH CONFIGURATION mostrador ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple",
    """
    CREATE TABLE search (
        rowid bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        body text NOT NULL,
        shop_id text NOT NULL,
        conversation_id text NOT NULL,
        seq integer NOT NULL,
        audience text NOT NULL,
        document tsvector NOT NULL
    )
    """,
    "CREATE INDEX ix_search_document ON search USING gin (document)",
    "CREATE INDEX ix_search_conversation ON search (conversation_id, seq)",
)

INSERT = {
    "sqlite": Prepared(
        text(
            "INSERT INTO search (body, shop_id, conversation_id, seq, audience) "
            "VALUES (:body, :shop, :conversation, :seq, :audience)"
        )
    ),
    "postgresql": Prepared(
        text(
            "INSERT INTO search (body, shop_id, conversation_id, seq, audience, document) "
            "VALUES (:body, :shop, :conversation, :seq, :audience, to_tsvector('mostrador', :words))"
        )
    ),
}
FIND = {
    "sqlite": text(
        """
        SELECT rowid, conversation_id, seq, audience, snippet(search, 0, :open, :close, '…', 16) AS hit
        FROM search
        WHERE search MATCH :query AND shop_id = :shop AND (:notes OR audience = 'everyone') AND rowid < :before
        ORDER BY rowid DESC LIMIT :limit
        """
    ),
    "postgresql": text(
        """
        WITH asked AS (SELECT to_tsquery('mostrador', :query) AS query)
        SELECT rowid, conversation_id, seq, audience,
            ts_headline(
                'mostrador', body, query,
                'StartSel=' || :open || ', StopSel=' || :close || ', MaxWords=20, MinWords=8'
            ) AS hit
        FROM search, asked
        WHERE document @@ query AND shop_id = :shop AND (:notes OR audience = 'everyone') AND rowid < :before
        ORDER BY rowid DESC LIMIT :limit
        """
    ),
}
FORGET = text("DELETE FROM search WHERE conversation_id = :conversation AND seq = :seq")
FORGET_IN_SHOP = text("DELETE FROM search WHERE shop_id = :shop AND conversation_id = :conversation")
FORGET_LAST = text(  # from the end: FTS5 keeps no index of the conversations
    "DELETE FROM search WHERE rowid = (SELECT rowid FROM search "
    "WHERE conversation_id = :conversation AND seq = :seq ORDER BY rowid DESC LIMIT 1)"
)
OPTIMISE = text("INSERT INTO search (search) VALUES ('optimize')")
LATEST = 2**62
BEGINNING = 3  # characters
WORD = re.compile(r"[^\W_]+")  # what both databases take for a word, once it stands alone


@dataclass(frozen=True, slots=True)
class Hit:
    """One text that matched, and where in it: `marked` has MARK_OPEN and MARK_CLOSE around the words."""

    row: int
    conversation: str
    seq: int
    marked: str
    is_note: bool


def remember(tx: Connection, shop: str, event: Event, words: str) -> None:
    """Make an event's words findable, by those who may read the event."""
    INSERT[tx.dialect.name].execute(
        tx,
        {
            "body": words,
            "shop": shop,
            "conversation": event.conversation,
            "seq": event.seq,
            "audience": event.audience,
            **({"words": " ".join(WORD.findall(words))} if tx.dialect.name == "postgresql" else {}),
        },
    )


def find(
    tx: Connection, shop: str, typed: str, *, notes: bool, before: int | None = None, limit: int = 30
) -> list[Hit]:
    """What people typed, found in what people wrote, newest first; `before` is the last row of the page before."""
    words = [word for word in typed.split() if any(map(str.isalnum, word))]
    if not words:
        return []
    query = QUOTED[tx.dialect.name](words)
    rows = tx.execute(
        FIND[tx.dialect.name],
        {
            "query": query,
            "shop": shop,
            "notes": notes,
            "before": LATEST if before is None else before,
            "limit": limit,
            "open": MARK_OPEN,
            "close": MARK_CLOSE,
        },
    )
    return [Hit(row.rowid, row.conversation_id, row.seq, row.hit, row.audience == "agents") for row in rows]


def forget_conversation(tx: Connection, shop: str, conversation: str) -> None:
    """Take all words of a conversation out; `optimise` once they are all out."""
    tx.execute(FORGET_IN_SHOP, {"shop": shop, "conversation": conversation})


def optimise(tx: Connection) -> None:
    """Drop what the index still keeps of deleted rows."""
    if tx.dialect.name == "sqlite":
        tx.execute(OPTIMISE)


def forget(tx: Connection, conversation: str, seq: int) -> None:
    """Take an event's words out of the index, and out of what the index keeps of deleted rows."""
    tx.execute(FORGET, {"conversation": conversation, "seq": seq})
    optimise(tx)


def forget_lately(tx: Connection, conversation: str, seq: int) -> None:
    """Take the words of an event of this minute out; what the index keeps of them goes with the next sweep."""
    tx.execute(FORGET_LAST, {"conversation": conversation, "seq": seq})


def _quoted_for_fts5(words: list[str]) -> str:
    """Every word as an FTS5 string, so that no character of it is an operator; the last may be a beginning."""
    return " ".join('"' + word.replace('"', '""') + '"' for word in words) + ("*" if _may_begin(words) else "")


def _quoted_for_tsquery(words: list[str]) -> str:
    """
    The same for `to_tsquery`: the parts of a word follow each other, as FTS5 reads them.

    PostgreSQL's own parser would take `M-7K3F-92` or an address for one thing, and not find a part of it.
    """
    phrases = [" <-> ".join(WORD.findall(word)) for word in words]
    return " & ".join(f"({phrase})" for phrase in (*phrases[:-1], _beginning(phrases[-1], words)))


def _beginning(phrase: str, words: list[str]) -> str:
    return phrase + (":*" if _may_begin(words) else "")


def _may_begin(words: list[str]) -> bool:
    """Whether the last word is long enough to stand for all that begin like it: one letter would mean half of all."""
    return len(words[-1]) >= BEGINNING


QUOTED = {"sqlite": _quoted_for_fts5, "postgresql": _quoted_for_tsquery}
