"""What can be wrong between this machine and people: hosts, proxies, the public address."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpx

from mostrador.cli.checks_here import SKEW
from mostrador.cli.findings import Finding, failure, good, warning
from mostrador.settings import Settings, is_loopback

PATIENCE = 5.0  # seconds


def hosts(settings: Settings) -> Iterator[Finding]:
    names = {urlsplit(url).netloc for url in (settings.public_url, settings.widget, settings.console)}
    if len(names) == 1:
        yield warning(
            "hosts",
            f"{names.pop()} serves the widget and the console",
            "Fine for a small shop. With console_url on a host of its own, nothing in a shop's page is near it.",
        )
    else:
        yield good("hosts", f"{', '.join(sorted(names))}, each for its own")


def proxies(settings: Settings) -> Iterator[Finding]:
    if settings.unix_socket and "unix" not in settings.trusted_proxies:
        yield failure(
            "proxy",
            "whoever writes has no address: the socket's proxy is not believed",
            'Set trusted_proxies = ["unix"].',
        )
    elif settings.secure and not settings.trusted_proxies:
        yield warning(
            "proxy",
            "people come by https, so through a proxy, and none is named: everybody has its address",
            'Name it in trusted_proxies, such as ["127.0.0.1/32"].',
        )
    elif not settings.unix_socket and not settings.secure and not is_loopback(settings.host):
        yield failure(
            "proxy",
            f"the server listens on {settings.host} without https",
            "Listen on 127.0.0.1 or a unix_socket, behind a proxy that speaks https (docs/deploy).",
        )
    else:
        yield good("proxy", ", ".join(settings.trusted_proxies) or "none, on this machine alone")


def public_address(settings: Settings) -> Iterator[Finding]:
    """Ask the server what anybody could ask it, the way they would."""
    try:
        with httpx.Client(timeout=PATIENCE, trust_env=False) as browser:
            alive = browser.get(f"{settings.public_url}/healthz")
            named = browser.get(f"{settings.public_url}/widget.js")
    except httpx.HTTPError as problem:
        yield failure(
            "public address",
            f"{settings.public_url} does not answer ({type(problem).__name__})",
            "Start it with `mostrador serve`; then look at DNS, the certificate and the proxy.",
        )
        return
    if alive.status_code != 200 or alive.text != "alive\n":
        yield failure(
            "public address",
            f"something else answers at {settings.public_url} ({alive.status_code})",
            "Lead that address, with its path, to this server.",
        )
    elif "unknown_host" in named.text:
        yield failure(
            "public address",
            "the proxy hands on another Host than people asked for",
            "nginx: proxy_set_header Host $host; Caddy does it by itself.",
        )
    else:
        yield good("public address", f"{settings.public_url} answers")
        yield _clock(alive.headers.get("date", ""))


def _clock(said: str) -> Finding:
    try:
        skew = abs(parsedate_to_datetime(said) - datetime.now(UTC))
    except ValueError:
        return warning("clock", "the public address does not say what time it is", "Is a proxy dropping `Date`?")
    if skew > SKEW:
        return warning("clock", f"it differs by {skew.seconds} s from the public address", "Let both follow NTP.")
    return good("clock", "it agrees with the public address")
