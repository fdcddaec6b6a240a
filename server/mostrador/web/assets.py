"""The widget's browser code: joined, minified and compressed once, under a path that changes with its content."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import msgspec
import rcssmin
import rjsmin
from starlette.requests import Request
from starlette.responses import Response

from mostrador.errors import NotFound
from mostrador.web.asset import Asset
from mostrador.web.console_assets import browser_code
from mostrador.web.joining import joined, parted
from mostrador.web.widget_words import WidgetWords

MOST_LOADERS = 200  # of shops, kept compressed
FOREVER = "public, max-age=31536000, immutable"
LETTER_STYLES = ("tokens.css", "correspondence/correspondence.css")  # of the page behind the link in our mails
SURVEY_STYLES = ("tokens.css", "survey/survey.css")
DRAW_STYLES = (*SURVEY_STYLES, "survey/draw.css")
SURVEY_PANEL = "loader/survey.js"  # of a shop's page that asks a survey, and of no other
STYLES = ("tokens.css", "app/frame.css", "app/home.css", "app/fields.css")  # joined, in this order
SCRIPTS = ("shared/proof-worker.js", "correspondence/main.js", "survey/main.js", "survey/frame.js")
PARTS: dict[str, tuple[str, ...]] = {  # of the frame: the first at once, the others when needed, with their styles
    "app/main.js": (),
    "app/chat.js": ("shared/thread.css", "app/chat.css"),
    "app/room.js": (),
    "app/asking.js": ("survey/survey.css", "app/asking.css"),
    "app/form.js": ("app/form.css",),
    "app/orders.js": ("app/orders.css",),
}
JAVASCRIPT, CSS = "text/javascript; charset=utf-8", "text/css; charset=utf-8"


@dataclass(frozen=True, slots=True)
class WidgetAssets:
    """`version` is a digest of all that is served, so that modules of two versions never mix."""

    version: str
    files: dict[str, Asset]
    loader: str
    inviting: str  # the loader of shops that invite shoppers to chat; nobody else's pages carry what it takes
    words: WidgetWords
    _loaders: dict[str, Asset] = field(default_factory=dict)

    @classmethod
    def gather(cls) -> "WidgetAssets":
        source = browser_code()
        files = {name: Asset.make(_script(source / name), JAVASCRIPT) for name in SCRIPTS}
        parts = parted(*(source / name for name in PARTS))
        for (name, styles), part in zip(PARTS.items(), parts, strict=True):
            files[name] = Asset.make(_dressed(_minified(part), "__STYLE__", _styles(source, styles)), JAVASCRIPT)
        files[SURVEY_PANEL] = _part_of_loader(source, SURVEY_PANEL, "survey.css")
        files["app.css"] = Asset.make(_styles(source, STYLES), CSS)
        files["correspondence.css"] = Asset.make(_styles(source, LETTER_STYLES), CSS)
        files["survey.css"] = Asset.make(_styles(source, SURVEY_STYLES), CSS)
        files["draw.css"] = Asset.make(_styles(source, DRAW_STYLES), CSS)
        loader = _loader(source, "loader.js", "loader.css")
        inviting = _loader(source, "loader_inviting.js", "loader.css", "bubble.css")
        languages = source / "shared" / "languages"
        digest = sha256((loader + inviting).encode())
        for content in (*(files[name].content for name in sorted(files)), *map(Path.read_bytes, _sorted(languages))):
            digest.update(b"\0" + content)
        return cls(digest.hexdigest()[:12], files, loader, inviting, WidgetWords.read(languages))

    def loader_for(self, config: Mapping[str, object]) -> Asset:
        """The loader with a shop's own look inside, and its invitations where the config has some."""
        loader = self.inviting if config.get("invitations") else self.loader
        code = loader.replace("__CONFIG__", msgspec.json.encode(config).decode())
        if code not in self._loaders:
            if len(self._loaders) >= MOST_LOADERS:
                self._loaders.clear()
            self._loaders[code] = Asset.make(code, JAVASCRIPT)
        return self._loaders[code]

    def survey_panel(self) -> Asset:
        return self.files[SURVEY_PANEL]

    def serve(self, request: Request) -> Response:
        asset = self.files.get(request.path_params["path"])
        if asset is None or request.path_params["version"] != self.version:
            raise NotFound("There is no such file in this version of the widget.")
        # A worker lives under the policy of its own script: this one computes and loads nothing.
        return asset.answer(request, {"Cache-Control": FOREVER, "Content-Security-Policy": "default-src 'none'"})


def _script(entry: Path) -> str:
    return _minified(joined(entry))


def _minified(code: str) -> str:
    return str(rjsmin.jsmin(code))


def _styles(source: Path, names: tuple[str, ...]) -> str:
    return str(rcssmin.cssmin("\n".join((source / name).read_text("utf-8") for name in names)))


def _loader(source: Path, entry: str, *styles: str) -> str:
    """One classic script that leaves no name behind."""
    style = _styles(source / "loader", styles)
    code = f"(() => {{\n{joined(source / entry)}\n}})()\n"
    return _dressed(_minified(code), "__STYLE__", style)


def _part_of_loader(source: Path, name: str, style: str) -> Asset:
    """A module with its style; what it shares with the loader is in both, for they never come together."""
    (part,) = parted(source / name)
    return Asset.make(_dressed(_minified(part), "__STYLE__", _styles(source / "loader", (style,))), JAVASCRIPT)


def _dressed(code: str, place: str, styles: str) -> str:
    """The code with its styles where they belong."""
    return code.replace(place, msgspec.json.encode(styles).decode())


def _sorted(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.json"))
