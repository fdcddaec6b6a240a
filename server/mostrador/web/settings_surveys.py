"""The settings of surveys: when customers are asked, what they get for it, and a preview of what they see."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mostrador.actions import survey_draws, surveys
from mostrador.actions.overview import Overview
from mostrador.actions.survey_pages import Page as Shown
from mostrador.domain.incentive import Incentive, Kind
from mostrador.domain.survey_rules import Basis, Settings, State
from mostrador.domain.surveying import Moment
from mostrador.web.assets import WidgetAssets
from mostrador.web.console_settings import Form, Page, Visit, visit
from mostrador.web.pages import Pages
from mostrador.web.posted import apart, convert, fields, gathered
from mostrador.web.security_headers import lively_preview_headers
from mostrador.web.survey_shown import shown

TERMS = "terms_"  # and a language
NEW = Settings(name="")


class SurveyForm(Form, frozen=True, kw_only=True):
    name: str
    state: State = "draft"
    moment: Moment = "delivered"
    days: int = NEW.days
    share: int = NEW.share
    rest_days: int = NEW.rest_days
    reminder_days: int = NEW.reminder_days
    quiet_from: str = NEW.quiet_from
    quiet_until: str = NEW.quiet_until
    department: str = ""
    basis: Basis = "existing_customer"
    gift: Kind = ""
    until: str = ""
    winners: int = 1
    source: str = ""
    drawn_on: str = ""
    codes: str = ""

    def settings(self, terms: Mapping[str, str]) -> Settings:
        kept = {language: text.strip() for language, text in terms.items() if text.strip()}
        return Settings(
            name=self.name,
            state=self.state,
            moment=self.moment,
            days=self.days,
            share=self.share,
            rest_days=self.rest_days,
            reminder_days=self.reminder_days,
            quiet_from=self.quiet_from,
            quiet_until=self.quiet_until,
            department=self.department or None,
            basis=self.basis,
            incentive=self._incentive(kept),
        )

    def _incentive(self, terms: dict[str, str]) -> Incentive:
        return Incentive(
            kind=self.gift,
            terms=terms,
            until=self.until.strip(),
            winners=self.winners,
            source=" ".join(self.source.split()),
            drawn_on=self.drawn_on.strip(),
        )


class Seed(Form, frozen=True, kw_only=True):
    seed: str


Do = Callable[[Visit, SurveyForm, Mapping[str, str]], Awaitable[Mapping[str, Any]]]


def _page(_here: Visit, owned: Overview) -> Mapping[str, Any]:
    return {
        "departments": owned.departments,
        "shop_languages": owned.shop.profile.languages,
        "values": {"name": "", "moment": "delivered"},
        "opened": "",
    }


async def _surveys(here: Visit) -> Mapping[str, Any]:
    pages = f"{here.desk.settings.public_url}/s/draw/"
    return {"surveys": await surveys.all(here.desk, here.speaker), "draw_pages": pages}


def _field(name: str) -> str:
    for of, prefix in (("terms.", TERMS), ("texts.", "text_"), ("options.", "options_")):
        if name.startswith(of):
            return prefix + name.removeprefix(of)
    return name


def _takes(path: str, do: Do) -> Route:
    async def take(request: Request) -> Response:
        here = await visit(request)
        sent, terms = apart(await fields(request), TERMS)
        typed = gathered(sent, SurveyForm)

        async def done() -> Mapping[str, Any]:
            return await do(here, convert(typed, SurveyForm), terms)

        return await PAGE.outcome(here, done(), typed={**typed, "terms": terms}, entry=here.path.get("survey", ""))

    return Route(f"/console/settings/{path}", take, methods=["POST"])


async def _add(here: Visit, form: SurveyForm, terms: Mapping[str, str]) -> Mapping[str, Any]:
    return {"opened": await surveys.add(here.desk, here.speaker, form.version, form.settings(terms))}


async def _change(here: Visit, form: SurveyForm, terms: Mapping[str, str]) -> Mapping[str, Any]:
    id = here.path["survey"]
    await surveys.change(here.desk, here.speaker, form.version, id, form.settings(terms), form.codes)
    return {"opened": id}


async def _remove(here: Visit, sent: Form) -> None:
    await surveys.remove(here.desk, here.speaker, sent.version, here.path["survey"])


async def _draw(here: Visit, sent: Seed) -> Mapping[str, Any]:
    return {"opened": await survey_draws.draw(here.desk, here.speaker, sent.version, here.path["draw"], sent.seed)}


async def _preview(request: Request) -> Response:
    """What customers see, to be clicked through: in a frame that keeps, asks and sends nothing."""
    here = await visit(request)
    owned, survey = await surveys.preview(here.desk, here.speaker, here.path["survey"])
    pages: Pages = request.app.state.pages
    assets: WidgetAssets = request.app.state.widget_assets
    language = request.query_params.get("language", owned.language)
    gift = survey.settings.incentive if survey.settings.incentive.kind else None
    page = Shown(owned, language if language in owned.profile.languages else owned.language, survey.questions, gift)
    headers, nonce = lively_preview_headers()
    boot = {"api": "", "lang": page.language, "words": {}, "preview": shown(here.desk.words, page)}
    context = {
        "boot": boot,
        "asked": bool(survey.questions),
        "script": assets.files["survey/main.js"].content.decode(),
        "style": assets.files["survey.css"].content.decode(),
        "frame_nonce": nonce,
    }
    return pages.show(request, "console/settings/survey_preview.html", here.signed.reader, context, headers=headers)


PAGE = Page("surveys", _page, _field, also=_surveys, verb="manage_surveys")
ROUTES = [
    PAGE.shown(),
    _takes("surveys", _add),
    _takes("surveys/{survey}", _change),
    PAGE.takes("surveys/{survey}/remove", Form, _remove, of="survey"),
    PAGE.takes("surveys/draws/{draw}", Seed, _draw, of="draw"),
    Route("/console/settings/surveys/{survey}/preview", _preview),
]
