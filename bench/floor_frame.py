"""
The floor of the widget's click: a bare frame with one module and one fetch; and the shop's pages around either frame.

The pages are asked for at `localhost`, the frame at `127.0.0.1`: two sites, as in life.
"""

import gzip
import os

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

PAGE = """\
<!doctype html><html lang="es"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,"><title>Loza</title><h1>Loza</h1><p>Tazas, platos y fuentes.</p>
{content}</html>
"""
LAUNCHER = """\
<button>Ayuda</button>
<script>
document.querySelector("button").onclick = () => {{
  const frame = document.createElement("iframe")
  frame.src = "{frame}"
  document.body.append(frame)
  frame.onload = () => frame.focus()
}}
</script>
"""
FRAME = """\
<!doctype html><html lang="es"><meta charset="utf-8"><title>Loza</title>
<script type="module" src="/main.js"></script><main></main></html>
"""
MODULE = """\
const { label } = await (await fetch("/words.json")).json()
const text = document.createElement("textarea")
text.id = "chat-text"
text.ariaLabel = label
document.querySelector("main").append(text)
text.focus()
"""


async def with_widget(_: Request) -> Response:
    """The shop's page with Mostrador's tag."""
    return _html(PAGE.format(content=f'<script src="{os.environ["WIDGET"]}" async></script>'))


async def with_floor(request: Request) -> Response:
    frame = f"http://127.0.0.1:{request.url.port}/frame"
    return _html(PAGE.format(content=LAUNCHER.format(frame=frame)))


async def frame(_: Request) -> Response:
    return _html(FRAME)


async def module(_: Request) -> Response:
    return _compressed(MODULE, "text/javascript")


async def words(_: Request) -> Response:
    return _compressed('{"label": "Escribe aquí"}', "application/json")


def _html(text: str) -> Response:
    return _compressed(text, "text/html; charset=utf-8")


def _compressed(text: str, media_type: str) -> Response:
    return Response(
        gzip.compress(text.encode(), 9, mtime=0), media_type=media_type, headers={"Content-Encoding": "gzip"}
    )


app = Starlette(
    routes=[
        Route("/", with_widget),
        Route("/floor", with_floor),
        Route("/frame", frame),
        Route("/main.js", module),
        Route("/words.json", words),
    ]
)
