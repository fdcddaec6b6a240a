"""Words of names and texts, folded so that they are found however they are typed."""

import re
import unicodedata

_ACCENTS = re.compile(r"[\u0300-\u036f]")
_FIRST = re.compile(r"[^\W\d_][^\W\d_'’·-]*(?:['’·-][^\W\d_]+)*")
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Without accents and case: "Núñez" is "nunez"."""
    if text.isascii():
        return text.lower()
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", text)).casefold()


def words(name: str) -> frozenset[str]:
    """The words of a name, folded."""
    return frozenset(_WORD.findall(fold(name)))


def first(name: str) -> str:
    """
    The first word of a name, for a mail that nobody reads before it leaves; nothing for what is no name.

    A buyer types it: an address or a link in its place would go out in the shop's name.
    """
    word = next(iter(name.split()), "")
    return word if _FIRST.fullmatch(word) else ""
