"""What templates do to text from people before it is shown."""

import re
from datetime import date
from zlib import crc32

from babel.dates import format_date
from markupsafe import Markup, escape

from mostrador.words import Phrases

TINTS = 6
_LINK = re.compile(r"\bhttps?://[^\s<>\"'«»]+", re.IGNORECASE)
_TRAILING = ".,;:!?)]}"


def initials(name: str) -> str:
    """Shorten a name to at most two letters for its face: `Ana García` is `AG`."""
    words = [word for word in name.split() if word[0].isalnum()]
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [word[0] for word in words]
    return "".join(letters).upper() or "?"


def tint(identity: str) -> int:
    """Give an id its colour, the same one every time: 1 to 6."""
    return crc32(identity.encode()) % TINTS + 1


def linked(text: str) -> Markup:
    """Escape a text and make its web addresses clickable: http and https alone, shown whole."""
    parts, end = [], 0
    for match in _LINK.finditer(text):
        address = match.group().rstrip(_TRAILING)
        parts.append(escape(text[end : match.start()]))
        parts.append(
            Markup('<a href="{0}" target="_blank" rel="noopener noreferrer nofollow ugc">{0}</a>').format(address)
        )
        end = match.start() + len(address)
    parts.append(escape(text[end:]))
    return Markup("").join(parts)


def hit(text: str) -> Markup:
    """Escape a search excerpt and mark what was found, which storage puts between U+E000 and U+E001."""
    marked = str(escape(text)).replace("\ue000", "<mark>").replace("\ue001", "</mark>")
    return Markup(marked)  # noqa: S704 — escaped above; only our own marks were added


def day(text: str, t: Phrases) -> str:
    """Say a day that is kept as 2026-12-31."""
    return str(format_date(date.fromisoformat(text), "long", locale=t.locale))


def line(t: Phrases, kind: str, who: str, role: str, to: str | None) -> str:
    """Say what happened: `Bo took it`, or, where nobody did it, `Goes to Logistics`."""
    if kind == "assigned":
        kind = "unassigned" if not to else "taken" if to == who else kind
    if kind == "moved" and not to:
        kind = "moved_out"
    if kind == "prioritised":
        to = t(f"priority.{to}").lower()
    if role == "system" and t.knows(f"event.{kind}_auto"):
        kind += "_auto"
    return t(f"event.{kind}", who=who, to=to) if t.knows(f"event.{kind}") else kind
