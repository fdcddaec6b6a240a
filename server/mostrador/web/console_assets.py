"""The console's styles, fonts and browser code, under a path that changes with their content."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mostrador.web.asset import QUICK, Asset

HERE = Path(__file__).parent.parent
FOREVER = "public, max-age=31536000, immutable"
BROWSER_CODE = ("console", "shared")  # the folders of the browser code that the console loads
STYLES = (
    "tokens",
    "base",
    "controls",
    "shell",
    "inbox",
    "conversation",
    "chats",
    "orders",
    "sheets",
    "results",
)  # joined, in this order
_TEXTS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class ConsoleAssets:
    """
    Every file, read once; `version` is a digest of all of them, so two versions never mix. `texts` are those of them
    that are worth compressing.
    """

    version: str
    contents: dict[str, bytes]
    texts: dict[str, Asset]

    @classmethod
    def gather(cls) -> "ConsoleAssets":
        contents = dict(_files())
        digest = sha256()
        for path, content in sorted(contents.items()):
            digest.update(path.encode() + b"\0" + content)
        texts = {
            name: Asset.make(contents[name].decode(), _TEXTS[kind], quality=QUICK) for name, kind in _texts(contents)
        }
        return cls(digest.hexdigest()[:12], contents, texts)

    def path(self, name: str) -> str:
        return f"/console/static/{self.version}/{name}"

    def serve(self, request: Request) -> Response:
        """Answer `/console/static/{version}/{path:path}`."""
        name = request.path_params["path"]
        content = self.contents.get(name)
        if content is None or request.path_params["version"] != self.version:
            raise HTTPException(404)
        headers = {"Cache-Control": FOREVER, "X-Content-Type-Options": "nosniff"}
        if name in self.texts:
            return self.texts[name].answer(request, headers)
        return Response(content, media_type=_media_type(name), headers=headers)


async def serve(request: Request) -> Response:
    assets: ConsoleAssets = request.app.state.console_assets
    return assets.serve(request)


ROUTES = [Route("/console/static/{version}/{path:path}", serve)]


def browser_code() -> Path:
    """Find the browser code: inside the installed package, else beside it in the repository."""
    packaged = HERE / "widget"
    return packaged if packaged.is_dir() else HERE.parent.parent / "widget" / "src"


def _files() -> Iterable[tuple[str, bytes]]:
    static = HERE / "static"
    for path in _below(static):
        if path.suffix != ".css":
            yield path.relative_to(static).as_posix(), path.read_bytes()
    yield "console.css", "\n".join((static / "css" / f"{name}.css").read_text("utf-8") for name in STYLES).encode()
    code = browser_code()
    for folder in BROWSER_CODE:
        for path in _below(code / folder):
            yield "js/" + path.relative_to(code).as_posix(), path.read_bytes()


def _texts(names: Iterable[str]) -> Iterable[tuple[str, str]]:
    return ((name, suffix) for name in names if (suffix := Path(name).suffix) in _TEXTS)


def _below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []


def _media_type(name: str) -> str:
    suffix = Path(name).suffix
    return "font/woff2" if suffix == ".woff2" else guess_type(name)[0] or "application/octet-stream"
