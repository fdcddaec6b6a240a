"""The page on which caught mail is read."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from examples.mail_catcher.headers import Guard
from examples.mail_catcher.mailbox import Mail, Mailbox

FOLDER = Path(__file__).parent
# A mail may look as it likes, but it runs nothing and calls nobody.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
NEW_TAB = '<base target="_blank">'


def create_pages(mailbox: Mailbox, address: str) -> Starlette:
    app = Starlette(
        routes=[
            Route("/", mails, methods=["GET"]),
            Route("/mails.json", mails_json, methods=["GET"]),
            Route("/mails/{number:int}", mail, methods=["GET"]),
            Route("/mails/{number:int}/html", html, methods=["GET"]),
            Route("/mails/{number:int}/source", source, methods=["GET"]),
            Route("/clear", clear, methods=["POST"]),
            Mount("/static", StaticFiles(directory=FOLDER / "static")),
        ],
        middleware=[Middleware(Guard, address=address)],
    )
    app.state.mailbox = mailbox
    app.state.templates = Environment(
        loader=FileSystemLoader(FOLDER / "templates"), autoescape=True, undefined=StrictUndefined
    )
    return app


async def mails(request: Request) -> Response:
    return _show(request, "mails.html", mails=_box(request).newest_first())


async def mails_json(request: Request) -> Response:
    """Everything that was caught, newest first; `?to=` asks for one recipient's."""
    caught = _box(request).newest_first(request.query_params.get("to"))
    return JSONResponse({"mails": [_as_json(mail) for mail in caught]}, headers={"Cache-Control": "no-store"})


async def mail(request: Request) -> Response:
    return _show(request, "mail.html", mail=_found(request))


async def html(request: Request) -> Response:
    return HTMLResponse(NEW_TAB + (_found(request).html or ""), headers={"Content-Security-Policy": MAIL_POLICY})


async def source(request: Request) -> Response:
    return Response(_found(request).source, media_type="text/plain; charset=utf-8")


async def clear(request: Request) -> Response:
    _box(request).clear()
    return RedirectResponse("/", status_code=303)


def _box(request: Request) -> Mailbox:
    box: Mailbox = request.app.state.mailbox
    return box


def _found(request: Request) -> Mail:
    found = _box(request).find(request.path_params["number"])
    if found is None:
        raise HTTPException(404, "There is no such mail.")
    return found


def _show(request: Request, template: str, **context: object) -> Response:
    templates: Environment = request.app.state.templates
    return HTMLResponse(templates.get_template(template).render(context), headers={"Cache-Control": "no-store"})


def _as_json(mail: Mail) -> dict[str, object]:
    return {
        "id": mail.id,
        "received": mail.received.isoformat(),
        "from": mail.sender,
        "to": list(mail.recipients),
        "subject": mail.subject,
        "headers": mail.headers,
        "text": mail.text,
        "html": mail.html,
    }
