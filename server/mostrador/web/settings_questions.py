"""The questions of a survey, each with a form of its own, and one for the next."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mostrador.actions import survey_questions
from mostrador.domain.survey_rules import Draft
from mostrador.web.console_settings import Form, Visit, visit
from mostrador.web.posted import apart, convert, fields, gathered
from mostrador.web.settings_surveys import PAGE

TEXT, OPTIONS = "text_", "options_"  # and a language
AT = "surveys/{survey}/questions"


class QuestionForm(Form, frozen=True, kw_only=True):
    kind: str
    required: bool = False
    how: str = ""
    values: str = ""


Do = Callable[[Visit, int, Draft], Awaitable[None]]


def _takes(path: str, do: Do) -> Route:
    async def take(request: Request) -> Response:
        here = await visit(request)
        rest, texts = apart(await fields(request), TEXT)
        sent, options = apart(rest, OPTIONS)
        typed = gathered(sent, QuestionForm)

        async def done() -> dict[str, str]:
            form = convert(typed, QuestionForm)
            draft = Draft(
                kind=form.kind,
                texts=texts,
                options=options,
                required=form.required,
                how=form.how,
                values=form.values,
            )
            await do(here, form.version, draft)
            return {"opened": here.path["survey"]}

        entry = here.path.get("question", f"new-{here.path['survey']}")
        return await PAGE.outcome(here, done(), typed={**typed, "texts": texts, "options": options}, entry=entry)

    return Route(f"/console/settings/{path}", take, methods=["POST"])


async def _add(here: Visit, version: int, draft: Draft) -> None:
    await survey_questions.add(here.desk, here.speaker, version, here.path["survey"], draft)


async def _change(here: Visit, version: int, draft: Draft) -> None:
    survey, question = here.path["survey"], here.path["question"]
    await survey_questions.change(here.desk, here.speaker, version, survey, question, draft)


async def _shift(here: Visit, sent: Form, by: int) -> dict[str, str]:
    survey, question = here.path["survey"], here.path["question"]
    await survey_questions.shift(here.desk, here.speaker, sent.version, survey, question, by)
    return {"opened": survey}


async def _earlier(here: Visit, sent: Form) -> dict[str, str]:
    return await _shift(here, sent, -1)


async def _later(here: Visit, sent: Form) -> dict[str, str]:
    return await _shift(here, sent, 1)


async def _remove(here: Visit, sent: Form) -> dict[str, str]:
    survey, question = here.path["survey"], here.path["question"]
    await survey_questions.remove(here.desk, here.speaker, sent.version, survey, question)
    return {"opened": survey}


ROUTES = [
    _takes(AT, _add),
    _takes(f"{AT}/{{question}}", _change),
    PAGE.takes(f"{AT}/{{question}}/up", Form, _earlier, of="question"),
    PAGE.takes(f"{AT}/{{question}}/down", Form, _later, of="question"),
    PAGE.takes(f"{AT}/{{question}}/remove", Form, _remove, of="question"),
]
