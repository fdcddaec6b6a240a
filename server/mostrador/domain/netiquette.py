"""
What an agent had better look at again before a shopper reads it: shouting, insults, what is somebody else's.

It is a second look and no lock: whoever means it sends it anyway, and the log says so.
"""

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal

from mostrador.domain import addresses
from mostrador.domain.links import is_own
from mostrador.errors import Conflict

Code = Literal["held_capitals", "held_insult", "held_address", "held_order"]

SHOUT = 12  # letters: ones that are fewer are an abbreviation or a name
SHOUTED = 0.8  # of the letters
# Whole words, without case and accents. What is also a thing to sell or a plain word of business (payaso, retrasado,
# inútil; jerk, prick) is left out: a guard that cries wolf is clicked away.
INSULTS = {
    "es": frozenset({
        "idiota", "idiotas", "imbecil", "imbeciles", "gilipollas", "estupido", "estupida", "estupidos", "estupidas",
        "tonto", "tonta", "tontos", "tontas", "cabron", "cabrona", "cabrones", "cretino", "cretina", "subnormal",
        "subnormales", "puta", "puto", "putas", "putos", "pendejo", "pendeja", "pendejos", "maricon", "maricones",
        "boludo", "boluda", "soplapollas", "tarado", "tarada",
    }),
    "en": frozenset({
        "idiot", "idiots", "imbecile", "imbeciles", "moron", "morons", "stupid", "cretin", "asshole", "assholes",
        "arsehole", "arseholes", "bastard", "bastards", "bitch", "bitches", "dickhead", "dumbass", "wanker", "wankers",
        "twat", "scumbag", "retard", "retards", "fucker", "motherfucker",
    }),
}  # fmt: skip
_INSULTS = frozenset().union(*INSULTS.values())
_ACCENTS = re.compile(r"[\u0300-\u036f]")
_WORD = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"(?<![\w.+'-])[\w.+'-]+@(?:[\w-]+\.)+[^\W\d_][\w-]+")
_NUMBER = re.compile(r"#?[^\W_](?:[\w/-]*[^\W_])?")
FEWEST_DIGITS = 3  # of an order's number: fewer are how many, and what it costs


@dataclass(frozen=True, slots=True)
class Known:
    """What the shop knows: the customer's own address, its own hosts, and the order numbers of others alone."""

    contact: str = ""
    hosts: Collection[str] = ()
    orders_of_others: Collection[str] = ()


def held(text: str, known: Known) -> Code | None:
    """The first reason to look at it again."""
    return next((code for code, holds, _ in REASONS if holds(text, known)), None)


def refuse(code: Code) -> Conflict:
    return Conflict(next(sentence for each, _, sentence in REASONS if each == code), code=code)


def numbers(text: str) -> frozenset[str]:
    """What may be an order's number in it, in each of the spellings that people give one."""
    found = (each.lstrip("#") for each in _NUMBER.findall(text) if sum(map(str.isdigit, each)) >= FEWEST_DIGITS)
    spelt = (spelling for each in found for spelling in (each, each.upper(), each.lower()))
    return frozenset(form for spelling in spelt for form in (spelling, f"#{spelling}"))


def is_shouted(text: str, _: Known) -> bool:
    letters = [each for each in text if each.isalpha()]
    return len(letters) >= SHOUT and sum(map(str.isupper, letters)) > SHOUTED * len(letters)


def insults(text: str, _: Known) -> bool:
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text)).casefold()
    return not _INSULTS.isdisjoint(_WORD.findall(plain))


def gives_away_address(text: str, known: Known) -> bool:
    own = addresses.mailbox(known.contact) if known.contact else ""
    found = (each.lower().strip(".'-") for each in _ADDRESS.findall(text))
    return any(addresses.mailbox(each) != own and not is_own(each.rpartition("@")[2], known.hosts) for each in found)


def gives_away_order(text: str, known: Known) -> bool:
    return bool(known.orders_of_others) and not numbers(text).isdisjoint(known.orders_of_others)


REASONS: tuple[tuple[Code, Callable[[str, Known], bool], str], ...] = (
    ("held_capitals", is_shouted, "It is nearly all in capitals, which reads as shouting."),
    ("held_insult", insults, "It holds a word that insults."),
    ("held_address", gives_away_address, "It holds an address that is neither the customer's nor the shop's."),
    ("held_order", gives_away_order, "It holds the number of an order that another conversation is about."),
)
