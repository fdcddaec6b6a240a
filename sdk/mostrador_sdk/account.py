"""Where the counter is, and the key to it."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from mostrador_sdk.errors import InvalidArgument
from mostrador_sdk.notices import LOG


@dataclass(frozen=True, slots=True)
class Account:
    """An address without a slash at its end, and a key: empty where all is off."""

    url: str
    api_key: str

    @property
    def is_on(self) -> bool:
        return bool(self.api_key)

    def headers(self) -> dict[str, str]:
        """What goes along with each request."""
        return {"Authorization": f"Bearer {self.api_key}", "Accept": "application/json", "User-Agent": "mostrador-sdk"}

    def __repr__(self) -> str:
        return f"Account({self.url!r})"  # without the key: this ends up in logs


def account(url: str, api_key: str | None) -> Account:
    """Look at an address and a key. Raises `InvalidArgument`; without a key it warns once, and all is off."""
    host = _host(url)
    key = (api_key or "").strip()
    if not key.isascii() or not key.isprintable() or " " in key:
        raise InvalidArgument("api_key must be the key that Mostrador showed: one word, without spaces or accents.")
    if not key:
        LOG.warning("There is no api_key: nothing is told to %s.", host)
    return Account(url.rstrip("/"), key)


def _host(url: str) -> str:
    wanted = "url must be the server's address, like https://help.shop.example."
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise InvalidArgument(wanted) from None
    if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment or parts.username:
        raise InvalidArgument(wanted)
    return host
