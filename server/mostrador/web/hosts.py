"""Which host serves what: all of it in a small installation, else each its own routes and no other's."""

from urllib.parse import urlsplit

from mostrador.settings import Settings

WIDGET = ("/widget.js", "/widget/", "/live")
CONSOLE = ("/console", "/live")
FILES = ("/files/",)
EVERYWHERE = frozenset({"/healthz", "/readyz"})  # whatever name a probe uses


class Hosts:
    """`Host` values and the paths behind each."""

    def __init__(self, settings: Settings) -> None:
        public = _name(settings.public_url)
        parts = ((settings.widget_url, WIDGET), (settings.console_url, CONSOLE), (settings.files_url, FILES))
        self._public = public
        self._given_away: tuple[str, ...] = ()
        self._own: dict[str, tuple[str, ...]] = {}
        for url, paths in parts:
            name = _name(url) if url else public
            if name != public:
                self._own[name] = self._own.get(name, ()) + paths
                self._given_away += tuple(path for path in paths if path != "/live")

    def knows(self, host: str) -> bool:
        return host.lower() == self._public or host.lower() in self._own

    def serves(self, host: str, path: str) -> bool:
        """Say whether this host answers for this path, within the app."""
        if path in EVERYWHERE:
            return True
        own = self._own.get(host.lower())
        return _below(path, own) if own is not None else not _below(path, self._given_away)


def _below(path: str, places: tuple[str, ...]) -> bool:
    return any(path == place or path.startswith(place.rstrip("/") + "/") for place in places)


def _name(url: str) -> str:
    """The `Host` that browsers send for a URL: without the port that goes without saying."""
    parts = urlsplit(url)
    usual = {"https": 443, "http": 80}[parts.scheme]
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else str(parts.hostname)
    return host if parts.port in {None, usual} else f"{host}:{parts.port}"
