"""The console wears its shop's colour: a style sheet of its own, because the policy allows no inline style."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mostrador.domain import colors
from mostrador.web.sessions import signed_in

A_DAY = 86_400  # seconds; the address changes with the colour

SHEET = """\
:root {{
  --brand: light-dark({light.color}, {dark.color});
  --on-brand: light-dark({light.on}, {dark.on});
  --brand-ink: var(--brand);
}}
"""


async def sheet(request: Request) -> Response:
    signed = await signed_in(request, seen=False)
    color = signed.shop.profile.look.color
    headers = {"Cache-Control": f"private, max-age={A_DAY}", "X-Content-Type-Options": "nosniff"}
    css = SHEET.format(light=colors.light(color), dark=colors.dark(color))
    return Response(css, media_type="text/css", headers=headers)


ROUTES = [Route("/console/look.css", sheet)]
