"""Words of names and texts, folded so that they are found however they are typed."""

import re
import unicodedata

_ACCENTS = re.compile(r"[\u0300-\u036f]")
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Without accents and case: "Núñez" is "nunez"."""
    if text.isascii():
        return text.lower()
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", text)).casefold()


def words(name: str) -> frozenset[str]:
    """The words of a name, folded."""
    return frozenset(_WORD.findall(fold(name)))
