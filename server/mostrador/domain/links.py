"""Links in what people write: found also where a bot hides them from a browser, told apart from the shop's own."""

import re
from collections.abc import Collection

SHORTENERS = frozenset({
    "bit.ly", "bitly.com", "buff.ly", "clck.ru", "cutt.ly", "goo.gl", "goo.su", "is.gd",
    "lnkd.in", "ow.ly", "rb.gy", "rebrand.ly", "s.id", "shorturl.at", "t.co", "t.ly",
    "t.me", "tiny.cc", "tinyurl.com", "u.to", "v.gd", "vk.cc", "wa.me",
})  # fmt: skip

# Endings that advertise. Short words of Spanish, Italian or English (es, it, me, no) only count with http, www or a
# path: people forget the space after a full stop.
_ENDINGS = (
    "com|net|org|info|biz|ru|su|cn|in|xyz|top|shop|online|site|store|club|icu|live|pro|vip|win|bid|loan|click|link|"
    "space|website|fun|io|app|dev|eu|us|uk|br|pl|tk|ml|ga|cf|gq|cc|ws|xn--[a-z0-9-]+"
)
_LINK = re.compile(
    r"(?:https?|hxxps?|ftp)\s?:\s?//\s?(?P<full>[^\s/?#<>\"'\]\[()]+)"
    r"|(?<![\w@.-])www\.(?P<www>[\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\w@.-])(?P<path>[\w-]+(?:\.[\w-]+)*\.[a-z]{2,})(?=/\S)"
    rf"|(?<![\w@.-])(?P<bare>[\w-]+(?:\.[\w-]+)*\.(?:{_ENDINGS}))(?![\w@-]|\.\w)",
    re.IGNORECASE,
)
_LINKLIKE = re.compile(r"[^\s.]\.[^\s.]|:\s?//")  # most texts hold none, and need no closer look


def hosts(text: str, own: Collection[str] = ()) -> tuple[str, ...]:
    """Return the host of each link in the text, as often as it comes, leaving out the shop's own."""
    if not _LINKLIKE.search(text):
        return ()
    found = (_host(match) for match in _LINK.finditer(text))
    return tuple(host for host in found if host and not is_own(host, own))


def is_web(address: str) -> bool:
    """Whether a browser may be sent there: no other scheme than http and https."""
    return address.lower().startswith(("http://", "https://"))


def is_own(host: str, own: Collection[str]) -> bool:
    """Whether a host is one of these, or below one."""
    return any(host == mine or host.endswith("." + mine) for mine in own)


def _host(match: re.Match[str]) -> str:
    host = next(part for part in match.groups() if part)
    return host.rpartition("@")[2].partition(":")[0].strip(".").lower().removeprefix("www.")
