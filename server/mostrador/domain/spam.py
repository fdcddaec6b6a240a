"""
What speaks against a form, in words that an agent can check, and whether that is enough for the quarantine.

Nothing here refuses anything: a wrong verdict costs an agent a click, never a shopper her answer.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from mostrador.domain import addresses, links

Code = Literal[
    "blocked", "honeypot", "near_text", "network_limit", "address_limit", "shop_limit", "link_in_name", "markup",
    "too_fast", "links", "mixed_script", "short_link", "punycode", "invisible", "disposable", "name_is_message",
    "capitals", "hard_proof",
]  # fmt: skip

THRESHOLD = 5.0

# Points for a signal at full strength. Five or more decide alone; the others need company.
WEIGHTS: dict[Code, float] = {
    "blocked": 10.0,  # an agent said so
    "honeypot": 6.0,
    "near_text": 6.0,
    "network_limit": 5.0,  # past a limit a form is set aside and never refused
    "address_limit": 5.0,
    "shop_limit": 5.0,
    "link_in_name": 5.0,
    "markup": 5.0,  # people do not type HTML
    "too_fast": 4.0,  # a restored draft is sent at once, too
    "links": 4.0,
    "mixed_script": 4.0,
    "short_link": 3.0,
    "punycode": 3.0,
    "invisible": 3.0,
    "disposable": 2.0,  # some shoppers give one to every shop
    "name_is_message": 2.0,
    "capitals": 1.0,
    "hard_proof": 1.0,  # it came from where much came before
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A form and what is known about how it came."""

    name: str
    email: str
    message: str
    hosts: tuple[str, ...]  # of the links in the message that do not lead to the shop
    seconds: float  # since the first focus in the form
    words: int = 0
    honeypot: bool = False
    over: frozenset[Code] = frozenset()  # the limits that are passed
    pressure: float = 0.0  # 0 to 1: how much harder than usual the proof of work was made


@dataclass(frozen=True, slots=True)
class Reason:
    code: Code
    strength: float  # 0 to 1
    detail: str = ""  # a number, or a fragment of what was sent: untrusted text

    @property
    def points(self) -> float:
        return round(self.strength * WEIGHTS[self.code], 1)


@dataclass(frozen=True, slots=True)
class Verdict:
    score: float
    reasons: tuple[Reason, ...]  # the weightiest first

    @property
    def quarantine(self) -> bool:
        return self.score >= THRESHOLD

    def and_also(self, *further: Reason | None) -> "Verdict":
        """The same, with what else was found."""
        found = [reason for reason in further if reason]
        return _verdict([*self.reasons, *found]) if found else self


def judge(evidence: Evidence) -> Verdict:
    """Add up what the form itself says, and how it came. What only the log knows is added: blocked, near_text."""
    return _verdict([reason for signal in SIGNALS if (reason := signal(evidence))])


def suspicion(over_limit: bool) -> float:
    """Say how much harder the next proof should be for somebody from a network that passed its limit."""
    return 1.0 if over_limit else 0.0


def blocked(is_blocked: bool) -> Reason | None:
    return Reason("blocked", 1.0) if is_blocked else None


def near_text(near: int) -> Reason | None:
    """
    The text came before, nearly the same, so often from others.

    Not asked of a plain question: thirty people write "¿Dónde está mi pedido?" when a lorry breaks down.
    """
    return Reason("near_text", min(1.0, 0.35 * near), str(near)) if near else None


def honeypot(evidence: Evidence) -> Reason | None:
    """The field that nobody sees was filled in; a browser's autofill may do that as well."""
    return Reason("honeypot", 1.0) if evidence.honeypot else None


def limits(code: Code) -> Callable[[Evidence], Reason | None]:
    def passed(evidence: Evidence) -> Reason | None:
        return Reason(code, 1.0) if code in evidence.over else None

    return passed


def link_in_name(evidence: Evidence) -> Reason | None:
    found = links.hosts(evidence.name)
    return Reason("link_in_name", 1.0, found[0][:60]) if found else None


def markup(evidence: Evidence) -> Reason | None:
    """A link written for a web page or a forum; other tags weigh less."""
    if _LINK_MARKUP.search(evidence.message):
        return Reason("markup", 1.0)
    return Reason("markup", 0.4) if _TAG.search(evidence.message) else None


def too_fast(evidence: Evidence) -> Reason | None:
    """Faster than even autofill and pasting allow: two seconds of a hand, and one for each 40 characters, up to ten."""
    plausible = SWIFTEST + min(len(evidence.message) / 40, 10.0)
    if evidence.seconds >= plausible:
        return None
    strength = 1.0 if evidence.seconds <= SWIFTEST else 0.6 * (1 - evidence.seconds / plausible)
    return Reason("too_fast", strength, f"{max(evidence.seconds, 0):.0f}")


def foreign_links(evidence: Evidence) -> Reason | None:
    count = len(evidence.hosts)
    return Reason("links", min(1.0, 0.1 + 0.2 * count), str(count)) if count else None


def short_link(evidence: Evidence) -> Reason | None:
    return _hosts_that("short_link", evidence, lambda host: host in links.SHORTENERS)


def punycode(evidence: Evidence) -> Reason | None:
    """A name with other letters inside; in the address as well, where look-alikes of known shops live."""
    if "@xn--" in evidence.email or ".xn--" in evidence.email:
        return Reason("punycode", 1.0, evidence.email.rpartition("@")[2][:60])
    return _hosts_that("punycode", evidence, lambda host: "xn--" in host or not host.isascii())


def mixed_script(evidence: Evidence) -> Reason | None:
    """Latin, Cyrillic or Greek letters in one word: made to look right and match nothing."""
    text = f"{evidence.name} {evidence.message}"
    if not _NOT_LATIN.search(text):
        return None
    mixed = [word for word in _FOREIGN_WORD.findall(text) if len(_scripts(word)) > 1]
    return Reason("mixed_script", min(1.0, 0.5 * len(mixed)), mixed[0][:40]) if mixed else None


def invisible(evidence: Evidence) -> Reason | None:
    """Characters without width, where no script needs them. Emoji, Persian and Hindi do, and are left alone."""
    if evidence.message.isascii():
        return None
    count = len(_INVISIBLE.findall(evidence.message))
    return Reason("invisible", min(1.0, 0.34 * count), str(count)) if count else None


def disposable(evidence: Evidence) -> Reason | None:
    if not addresses.is_disposable(evidence.email):
        return None
    return Reason("disposable", 1.0, evidence.email.rpartition("@")[2][:60])


def name_is_message(evidence: Evidence) -> Reason | None:
    same = evidence.name.casefold() == evidence.message.casefold()
    return Reason("name_is_message", 1.0) if same else None


def capitals(evidence: Evidence) -> Reason | None:
    letters = sum(map(str.isalpha, evidence.message))
    upper = sum(map(str.isupper, evidence.message)) if letters >= SHOUT else 0
    return Reason("capitals", 1.0) if upper > 0.8 * letters else None


def hard_proof(evidence: Evidence) -> Reason | None:
    return Reason("hard_proof", min(1.0, evidence.pressure)) if evidence.pressure > 0 else None


def is_plain_question(evidence: Evidence) -> bool:
    """
    Say whether a text is one that many honest people send: it offers no way to reach the sender, and is either a
    few words or speaks of an order, a parcel, a return of the sender's own.
    """
    if evidence.words > LONGEST_QUESTION or evidence.hosts or _REACH.search(evidence.message):
        return False
    return evidence.words <= FEW_WORDS or _OWN_MATTER.search(evidence.message) is not None


SIGNALS: tuple[Callable[[Evidence], Reason | None], ...] = (
    honeypot, limits("network_limit"), limits("address_limit"), limits("shop_limit"), link_in_name,
    markup, too_fast, foreign_links, short_link, punycode, mixed_script, invisible, disposable, name_is_message,
    capitals, hard_proof,
)  # fmt: skip

SWIFTEST = 2.0  # seconds
SHOUT = 20  # letters: below, OK and DHL are not shouting
FEW_WORDS = 8
LONGEST_QUESTION = 40  # words

_LINK_MARKUP = re.compile(r"<a\s[^>]*href|\[(?:url|link|img)\b|\]\(https?:", re.IGNORECASE)
_TAG = re.compile(r"</?(?:b|i|p|br|div|font|h[1-6]|iframe|img|script|span|strong|style|table|u)\b[^>]*>", re.IGNORECASE)
_NOT_LATIN = re.compile("[\u0370-\u1fff]")
_FOREIGN_WORD = re.compile(r"(?=[a-z]*[^\W\d_a-z])[^\W\d_]{3,}", re.IGNORECASE)
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u115f\u1160\u180e\u200b\u2060-\u2064\u3164\ufeff\uffa0\U000e0000-\U000e007f]"
    "|(?<=[A-Za-z])[\u200c\u200d](?=[A-Za-z])"
)
_REACH = re.compile(r"whats\s?app|telegram|skype|wechat|\bt\.me\b|(?<!\w)@\w{3,}", re.IGNORECASE)
_OWN_MATTER = re.compile(
    r"\b(?:mis?|mía|el|un|del|al) (?:pedido|paquete|compra|envío|envio|factura|devoluci[óo]n|reembolso|talla)"
    r"|\b(?:he|hemos) (?:comprado|pedido|recibido|devuelto)\b|\b(?:compré|pedí|devolver|cambiar|llegad[oa]|llega)\b"
    r"|\bmy (?:order|parcel|package|delivery|purchase|refund|return|invoice|size)s?\b|\border (?:number|no|#)"
    r"|\bI(?:'ve| have)? (?:ordered|bought|received|returned)\b",
    re.IGNORECASE,
)


def _verdict(reasons: list[Reason]) -> Verdict:
    reasons.sort(key=lambda reason: -reason.points)
    return Verdict(round(sum(reason.points for reason in reasons), 1), tuple(reasons))


def _hosts_that(code: Code, evidence: Evidence, holds: Callable[[str], bool]) -> Reason | None:
    found = [host for host in evidence.hosts if holds(host)]
    return Reason(code, 1.0, ", ".join(dict.fromkeys(found))[:60]) if found else None


def _scripts(word: str) -> set[str]:
    names = (unicodedata.name(letter, "").partition(" ")[0] for letter in word)
    return {name for name in names if name in {"LATIN", "CYRILLIC", "GREEK"}}
