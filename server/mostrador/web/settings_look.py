"""How the widget looks: colour, side, greeting, logo, and a preview of it."""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mostrador.actions import logos, profiles
from mostrador.actions.overview import Overview, overview
from mostrador.domain import colors
from mostrador.domain.profile_rules import COLOUR
from mostrador.domain.shop import Look
from mostrador.errors import FieldError, Invalid
from mostrador.web.console_settings import Form, Page, Visit, visit
from mostrador.web.form_body import form_body
from mostrador.web.pages import Pages
from mostrador.web.posted import apart, convert, fields, gathered
from mostrador.web.security_headers import preview_headers
from mostrador.web.sessions import CSRF_FIELD

GREETING = "greeting_"  # and a language


class LookForm(Form, frozen=True):
    color: str
    position: Literal["right", "left"]


def _context(here: Visit, owned: Overview) -> Mapping[str, Any]:
    look, languages = owned.shop.profile.look, owned.shop.profile.languages
    light, dark = colors.light(look.color).color, colors.dark(look.color).color
    pages: Pages = here.request.app.state.pages
    greetings = {GREETING + language: look.greeting.get(language, "") for language in languages}
    return {
        "values": {"color": look.color, "position": look.position, **greetings},
        "shop_languages": languages,
        "contrast": {"color": light, "dark": dark} if {light, dark} != {look.color} else None,
        "logo": look.logo,
        "preview": pages.to("/settings/look/preview"),
    }


async def _save(request: Request) -> Response:
    here = await visit(request)
    sent, greetings = apart(await fields(request), GREETING)
    typed = gathered(sent, LookForm)

    async def done() -> None:
        form = convert(typed, LookForm)
        owned = await overview(here.desk, here.speaker)
        look = msgspec.structs.replace(
            owned.shop.profile.look,
            color=form.color.strip().lower(),
            position=form.position,
            greeting={language: text.strip() for language, text in greetings.items() if text.strip()},
        )
        await profiles.change(here.desk, here.speaker, form.version, look=look)

    return await PAGE.outcome(here, done(), typed={**typed, **{GREETING + k: text for k, text in greetings.items()}})


async def _put_logo(request: Request) -> Response:
    here = await visit(request)
    picture, sent = await _with_picture(request)

    async def done() -> None:
        form = convert(sent, Form)
        if not picture:
            detail = "Choose a picture."
            raise Invalid(detail, fields={"logo": FieldError("logo_missing", detail)})
        await logos.put(here.desk, here.speaker, form.version, picture)

    return await PAGE.outcome(here, done(), typed={})


async def _remove_logo(request: Request) -> Response:
    """Its button stands in the form of the picture, which comes along if one was chosen."""
    here = await visit(request)
    _, sent = await _with_picture(request)

    async def done() -> None:
        await logos.remove(here.desk, here.speaker, convert(sent, Form).version)

    return await PAGE.outcome(here, done(), typed={})


async def _with_picture(request: Request) -> tuple[bytes, dict[str, Any]]:
    form = await form_body(request, files=1)
    given = form.get("logo")
    picture = await given.read() if isinstance(given, UploadFile) else b""
    await form.close()
    rest = [(name, str(value)) for name, value in form.multi_items() if name not in {"logo", CSRF_FIELD}]
    return picture, gathered(rest, Form)


async def _preview(request: Request) -> Response:
    """Draw the widget as it would look with what stands in the form, in a frame that can do nothing."""
    here = await visit(request)
    owned = await overview(here.desk, here.speaker)
    look = _wished(request.query_params, owned.shop.profile.look)
    pages: Pages = request.app.state.pages
    headers, nonce = preview_headers()
    return pages.show(
        request,
        "console/settings/look_preview.html",
        here.signed.reader,
        {
            "shop": owned.shop,
            "look": look,
            "light": colors.light(look.color),
            "dark": colors.dark(look.color),
            "greeting": request.query_params.get(GREETING + owned.shop.language)
            or look.greeting.get(owned.shop.language, ""),
            "style_nonce": nonce,
        },
        headers=headers,
    )


def _wished(query: Mapping[str, str], look: Look) -> Look:
    color = query.get("color", "").lower()
    return msgspec.structs.replace(
        look,
        color=color if COLOUR.fullmatch(color) else look.color,
        position="left" if query.get("position", look.position) == "left" else "right",
    )


def _field(name: str) -> str:
    return name.removeprefix("look.").replace("greeting.", GREETING)


PAGE = Page("look", _context, _field)
ROUTES = [
    PAGE.shown(),
    Route("/console/settings/look", _save, methods=["POST"]),
    Route("/console/settings/look/logo", _put_logo, methods=["POST"]),
    Route("/console/settings/look/logo/remove", _remove_logo, methods=["POST"]),
    Route("/console/settings/look/preview", _preview),
]
