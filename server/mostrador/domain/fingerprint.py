"""What makes a text recognisable when it comes again with another name, link or word in it."""

import re
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from mostrador.domain.names import fold

BANDS = 4
SKETCH = 48  # hashes: a text of up to some 80 words is compared whole, a longer one by a fair sample
NEAR = 0.4  # of all the words that either text holds, both hold; two customers with one worry rarely reach 0.3
LONGEST = 4_000  # code points that are looked at: enough to know a text by
TELLING = 4  # letters: shorter words (and, the, con, para) say what language it is, not what text

_LINK = re.compile(r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)+(?:/\S*)?", re.IGNORECASE)
_MAIL = re.compile(r"\S+@\S+")
_LINKLIKE = re.compile(r"[^\s.]\.[^\s.]|@|://")  # most texts hold neither link nor address
_WORD = re.compile(r"[^\W\d_]+")
_SPACELESS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_MIX = 0x9E3779B1  # spreads crc32, whose neighbours are related, over all 32 bits


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """
    A text as hashes of its words, whatever their order.

    `sketch` are the smallest hashes, sorted: two sketches tell how much two texts share. A band joins the smallest
    hashes of two of eight disjoint groups. Texts that share half of their words share at least one band two times in
    three, strangers one time in thirty: four indexed columns find nearly all of a wave and little else. 0 is no band.
    `words` counts what was written, for those who weigh a short text lighter.
    """

    bands: tuple[int, ...]
    sketch: tuple[int, ...]
    words: int

    def pack(self) -> bytes:
        return struct.pack(f">{len(self.sketch)}I", *self.sketch)


def fingerprint(text: str, *, without: Sequence[str] = ()) -> Fingerprint:
    """Take a text's fingerprint, ignoring digits, links, addresses, case and accents, and the names in `without`."""
    words = _words(text[:LONGEST], without)
    features = {word for word in words if len(word) >= TELLING} or set(words)
    hashes = sorted({(zlib.crc32(feature.encode()) * _MIX) & 0xFFFFFFFF for feature in features})
    groups = [0] * (2 * BANDS)
    for value in reversed(hashes):
        groups[value % len(groups)] = value
    bands = tuple(_joined(groups[2 * band], groups[2 * band + 1]) for band in range(BANDS))
    return Fingerprint(bands, tuple(hashes[:SKETCH]), len(words))


def unpack(packed: bytes) -> tuple[int, ...]:
    return struct.unpack(f">{len(packed) // 4}I", packed)


def likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """
    Estimate the share of two texts that is the same, from 0 to 1.

    Among the smallest hashes of both together, those found in both: exact for short texts, a sample for long ones.
    """
    if not one or not other:
        return 0.0
    first, second = set(one), set(other)
    both = first | second
    if max(len(one), len(other)) < SKETCH:
        return len(first & second) / len(both)
    smallest = sorted(both)[:SKETCH]
    return len((first & second).intersection(smallest)) / len(smallest)


def near(mine: Sequence[int], others: Sequence[bytes]) -> int:
    """Count the packed sketches that are close to mine."""
    return sum(likeness(mine, unpack(other)) >= NEAR for other in others)


def _joined(one: int, other: int) -> int:
    """Two hashes as one that fits a signed 32-bit column; 0 only where there is neither."""
    return (one * 31 + other) % 0x7FFFFFFF + 1 if one or other else 0


def _words(text: str, without: Sequence[str]) -> list[str]:
    names = {word for name in without for word in _WORD.findall(fold(name))}
    plain = fold(text)
    if _LINKLIKE.search(plain):
        plain = _LINK.sub(" ", _MAIL.sub(" ", plain))
    words = [word for word in _WORD.findall(plain) if word not in names]
    if _SPACELESS.search(text):
        return [part for word in words for part in _pieces(word)]
    return words


def _pieces(word: str) -> list[str]:
    """Four characters at a time, for scripts that put no space between words."""
    if not _SPACELESS.search(word):
        return [word]
    return [word[start : start + TELLING] for start in range(max(1, len(word) - TELLING + 1))]
