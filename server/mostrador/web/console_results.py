"""The results of surveys: the list, the figures of one, what people wrote, and the table of answers to take along."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from mostrador.actions import result_exports, results, survey_comments
from mostrador.actions.results import Asked
from mostrador.actions.survey_comments import Written
from mostrador.desk import Desk
from mostrador.storage import inbox
from mostrador.storage.survey_comments import Position
from mostrador.web import console_inbox, result_queries, result_sheets, result_words
from mostrador.web.console_shell import shell
from mostrador.web.pages import Pages
from mostrador.web.posted import fields
from mostrador.web.result_pages import ResultPage
from mostrador.web.sessions import SignedIn, signed_in
from mostrador.words import Phrases, Words

NEWEST = 5  # comments on the page of figures


async def listed(request: Request) -> Response:
    signed = await signed_in(request)
    phrases = _phrases(request, signed)
    lines = await results.listed(_desk(request), signed.speaker)
    context = {
        "surveys": [
            {
                "id": line.card.id,
                "name": line.card.name,
                "state": "removed" if line.card.is_removed else line.card.state,
                "figure": result_words.figure(phrases, line.figure),
                "finished": line.finished,
                "count": result_words.whole(phrases, line.finished),
            }
            for line in lines
        ]
    }
    return await _shown(request, signed, "console/surveys.html", context)


async def show(request: Request) -> Response:
    """Answer the figures of a survey; a period that cannot be meant is answered with 422 and the usual one."""
    signed = await signed_in(request)
    asked, survey = result_queries.asked(request.query_params), request.path_params["survey"]
    found = await results.read(_desk(request), signed.speaker, survey, asked)
    phrases = _phrases(request, signed)
    page = ResultPage(phrases, found, asked, signed.shop.language)
    written = await survey_comments.read(_desk(request), signed.speaker, survey, asked)
    context = {
        **page.context(),
        "comments": _comments(phrases, written)[:NEWEST] if written.question else None,
        "all_comments": result_queries.address(asked, found.period),
    }
    return await _shown(request, signed, "console/survey_results.html", context, 422 if found.problems else 200)


async def comments(request: Request) -> Response:
    """Answer what people wrote, from a place on, with all the words that somebody typed."""
    signed = await signed_in(request)
    asked, query = result_queries.asked(request.query_params), request.query_params
    place = console_inbox.position(query.get("after"))
    typed, question = query.get("q", "").strip(), query.get("written", "")
    after = Position(place.at, place.id) if place else None
    written = await survey_comments.read(
        _desk(request),
        signed.speaker,
        request.path_params["survey"],
        asked,
        question=question,
        typed=typed,
        after=after,
    )
    more, phrases = written.comments.more, _phrases(request, signed)
    further = {"q": typed, "written": question, "after": _cursor(more) if more else ""}
    context = {
        "survey": {"id": written.card.id, "name": written.card.name},
        "first": result_words.day(phrases, written.period.first),
        "last": result_words.day(phrases, written.period.last),
        "of": asked.of,
        "of_name": result_words.named(phrases, asked.of, written.names),
        "questions": [
            {"key": each.key, "name": each.text(signed.reader.language, signed.shop.language)}
            for each in written.questions
        ],
        "written": written.question.key if written.question else "",
        "typed": typed,
        "comments": _comments(phrases, written),
        "seen_to": written.comments.seen_to,
        "more": result_queries.address(asked, written.period, **further) if more else None,
        "hidden": result_queries.kept(asked, written.period),
        "back": result_queries.address(asked, written.period),
    }
    return await _shown(request, signed, "console/survey_comments.html", context)


async def export(request: Request) -> Response:
    """Record that answers leave, and let them go row by row."""
    signed = await signed_in(request)
    desk, survey = _desk(request), request.path_params["survey"]
    sent = dict(await fields(request))
    asked = Asked(first=sent.get("from", ""), last=sent.get("to", ""))
    begun = await result_exports.begin(desk, signed.speaker, survey, asked)
    sheet = result_sheets.Sheet(begun, signed.reader.language, signed.shop.language)
    pages = result_exports.pages(desk, signed.speaker, begun)
    headers = {
        "Content-Disposition": f'attachment; filename="{survey}.csv"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return StreamingResponse(sheet.lines(pages), media_type="text/csv; charset=utf-8", headers=headers)


ROUTES = [
    Route("/console/surveys", listed),
    Route("/console/surveys/{survey}/results", show),
    Route("/console/surveys/{survey}/comments", comments),
    Route("/console/surveys/{survey}/export", export, methods=["POST"]),
]


def _comments(phrases: Phrases, written: Written) -> list[dict[str, Any]]:
    scored = [each for each in written.card.questions if each.scale]
    return [
        {
            "at": each.at,
            "text": each.text,
            "scores": [
                result_words.score(phrases, one, each.scores[one.key]) for one in scored if one.key in each.scores
            ],
            "opened": each.opened,
        }
        for each in written.comments.rows
    ]


def _cursor(place: Position) -> str:
    return console_inbox.cursor(inbox.Position(place.at, place.invitation))


async def _shown(
    request: Request, signed: SignedIn, template: str, context: dict[str, Any], status: int = 200
) -> Response:
    pages: Pages = request.app.state.pages
    around = {"shell": await shell(request, signed, "surveys")}
    return pages.show(request, template, signed.reader, {**around, **context}, status=status)


def _phrases(request: Request, signed: SignedIn) -> Phrases:
    words: Words = request.app.state.words
    return words.in_language(signed.reader.language)


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk
