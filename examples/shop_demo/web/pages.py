"""Templates, and what every one of them is given."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from examples.shop_demo.settings import Help
from examples.shop_demo.web.visits import Visit, arrive


class Pages:
    def __init__(self, folder: Path, help_: Help | None) -> None:
        self._help = help_
        self._templates = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def show(self, request: Request, visit: Visit, template: str, *, status: int = 200, **context: object) -> Response:
        html = self._templates.get_template(template).render(
            visit=visit,
            say=visit.language.say,
            money=visit.language.money,
            date=visit.language.date,
            day=visit.language.day,
            moment=visit.language.moment,
            language=visit.language.code,
            path=request.url.path,
            help=self._help,
            **context,
        )
        return HTMLResponse(html, status_code=status, headers={"Cache-Control": "no-store"})


async def not_found(request: Request, _: Exception) -> Response:
    shop, visit = await arrive(request)
    return shop.pages.show(request, visit, "not_found.html", status=404)
