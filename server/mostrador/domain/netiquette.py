"""
What an agent had better look at again before a shopper reads it: shouting, insults, what is somebody else's.

It is a second look and no lock: whoever means it sends it anyway, and the log says so.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from mostrador.domain import addresses
from mostrador.domain.links import is_own
from mostrador.domain.names import fold
from mostrador.errors import Conflict

Code = Literal["held_capitals", "held_insult", "held_address", "held_order", "held_name"]

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
_WORD = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"(?<![\w.+'-])[\w.+'-]+@(?:[\w-]+\.)+[^\W\d_][\w-]+")
_NUMBER = re.compile(r"#?[^\W_](?:[\w/-]*[^\W_])?")
_GREETED = re.compile(
    r"\W*(?:hola|buenas|buenos dias|buenas tardes|buenas noches|querid[oa]|estimad[oa]|hi|hello|hey|dear"
    r"|good (?:morning|afternoon|evening))\W+([^\W\d_]+)"
)
FEWEST_DIGITS = 3  # of an order's number: fewer are how many, and what it costs


@dataclass(frozen=True, slots=True)
class Known:
    """
    What the shop knows: the customer's own address and name, its own hosts, the order numbers of others alone, and the
    names of those whom the same agent writes with beside this customer.
    """

    contact: str = ""
    hosts: Collection[str] = ()
    orders_of_others: Collection[str] = ()
    name: str = ""
    others: Collection[str] = ()


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
    return not _INSULTS.isdisjoint(_WORD.findall(fold(text)))


def gives_away_address(text: str, known: Known) -> bool:
    own = addresses.mailbox(known.contact) if known.contact else ""
    found = (each.lower().strip(".'-") for each in _ADDRESS.findall(text))
    return any(addresses.mailbox(each) != own and not is_own(each.rpartition("@")[2], known.hosts) for each in found)


def gives_away_order(text: str, known: Known) -> bool:
    return bool(known.orders_of_others) and not numbers(text).isdisjoint(known.orders_of_others)


def may_name(text: str) -> bool:
    """Whether it greets somebody, or holds what may be a whole name: two words with capitals that follow each other."""
    words = _WORD.findall(text)
    whole = any(one[0].isupper() and next_one[0].isupper() for one, next_one in pairwise(words))
    return whole or bool(_GREETED.match(fold(text)))


def names_another(text: str, known: Known) -> bool:
    """Whether it greets somebody else by the first name, or holds somebody else's whole name."""
    own = fold(known.name).split()
    found = {fold(each) for each in _WORD.findall(text) if each[0].isupper()}
    greeted = _GREETED.match(fold(text))
    for other in (fold(each).split() for each in known.others):
        if not other or other[0] in own:
            continue
        if (greeted and greeted[1] == other[0]) or (len(other) > 1 and set(other) <= found):
            return True
    return False


# By the harm that they do: whoever sends it anyway has seen the worst.
REASONS: tuple[tuple[Code, Callable[[str, Known], bool], str], ...] = (
    ("held_address", gives_away_address, "It holds an address that is neither the customer's nor the shop's."),
    ("held_order", gives_away_order, "It holds the number of an order that another conversation is about."),
    ("held_name", names_another, "It names the customer of another conversation of yours."),
    ("held_insult", insults, "It holds a word that insults."),
    ("held_capitals", is_shouted, "It is nearly all in capitals, which reads as shouting."),
)
