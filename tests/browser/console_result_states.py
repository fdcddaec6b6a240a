"""The states of surveys' results, made as the server makes them from what a survey came to."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from console_samples import NOW, ago, shell
from console_state import State

from mostrador.actions.results import Asked, Results, Said
from mostrador.domain.period import Period
from mostrador.domain.statistics import figure
from mostrador.storage.results import Card, Funnel, Slice
from mostrador.web import result_words
from mostrador.web.result_pages import ResultPage
from mostrador.words import Words
from respondents import EASY, LIKED, PLEASED, QUESTIONS, SCORE

PHRASES = Words.load().in_language("es")
TODAY = date(2026, 9, 14)
PERIOD = Period(TODAY - timedelta(days=89), TODAY)
SCORES = Counter({0: 3, 4: 6, 6: 30, 7: 41, 8: 70, 9: 88, 10: 96})
COUNTS = {
    SCORE.key: SCORES,
    PLEASED.key: Counter({1: 4, 3: 20, 4: 90, 5: 120}),
    EASY.key: Counter({2: 1, 6: 4, 7: 2}),
    LIKED.key: Counter({0: 80, 1: 60, 2: 44, 3: 12}),
}
CARD = Card("svy_1", "Tras la entrega", "live", False, QUESTIONS, len(QUESTIONS))
COMMENTS = [
    {"at": ago(hours=3), "text": "Llegó pronto.\nVolveré.", "scores": ["NPS 10/10", "CSAT 5/5"], "opened": None},
    {"at": ago(days=2), "text": "<b>Rota</b> " + "larguísima" * 20, "scores": ["NPS 2/10"], "opened": "cnv_7k3f"},
]


def results() -> Results:
    steps = PERIOD.steps("week")
    weekly = [figure("nps", {4: 3, 8: number * 4, 10: 9}) if number != 3 else None for number in range(len(steps))]
    values = [("TAZA-AZUL", SCORES), ("Una fuente de nombre larguísimo que no cabe", {9: 4, 3: 1})]
    return Results(
        card=CARD,
        period=PERIOD,
        grain="week",
        first_day=date(2026, 1, 2),
        today=TODAY,
        said=tuple(_said(question) for question in QUESTIONS),
        question=SCORE,
        steps=tuple(zip(steps, weekly, strict=True)),
        values=tuple((name, found) for name, counts in values if (found := figure("nps", counts))),
        more_values=True,
        names={},
        funnel=Funnel(900, 880, 400, 334),
        problems={},
    )


def _said(question: Any) -> Said:
    counts = COUNTS.get(question.key, Counter())
    return Said(question, counts, figure(question.kind, counts) if question.scale else None)


def page(found: Results, asked: Asked | None = None, status: int = 200, **more: Any) -> State:
    context = ResultPage(PHRASES, found, asked or Asked(), "es").context()
    around = {"shell": shell("surveys"), "comments": COMMENTS, "all_comments": "?from=2026-06-17"}
    return State("console/survey_results.html", {**around, **context, **more}, status)


def empty() -> Results:
    nothing = tuple(Said(each, Counter(), None) for each in QUESTIONS)
    return replace(results(), said=nothing, steps=(), values=(), more_values=False, funnel=Funnel(0, 0, 0, 0))


def listed(*surveys: dict[str, Any]) -> State:
    return State("console/surveys.html", {"shell": shell("surveys"), "surveys": list(surveys)})


def written(**more: Any) -> State:
    context = {
        "shell": shell("surveys"),
        "survey": {"id": "svy_1", "name": "Tras la entrega"},
        "first": "17 de junio de 2026",
        "last": "14 de septiembre de 2026",
        "of": Slice(),
        "of_name": "",
        "questions": [{"key": "qst_why", "name": "¿Por qué?"}],
        "written": "qst_why",
        "typed": "",
        "comments": COMMENTS,
        "seen_to": None,
        "more": "?after=1.inv_1",
        "hidden": {"from": "2026-06-17", "to": "2026-09-14"},
        "back": "?from=2026-06-17",
    }
    return State("console/survey_comments.html", {**context, **more})


def line(id: str, state: str, counts: Counter[int]) -> dict[str, Any]:
    found = result_words.figure(PHRASES, figure("nps", counts))
    return {"id": id, "name": "Tras la entrega", "state": state, "figure": found, "finished": 1200, "count": "1.200"}


RESULTS: dict[str, State] = {
    "surveys": listed(line("svy_1", "live", SCORES), line("svy_2", "removed", Counter({9: 2}))),
    "surveys-none": listed(),
    "results": page(results()),
    "results-of-one": page(results(), Asked(by="country", of=Slice("country", "ES"))),
    "results-wrong": page(
        replace(results(), problems={"from": "date_invalid", "to": "period_backwards"}), Asked(first="x"), 422
    ),
    "results-none": page(empty(), comments=[]),
    "results-without-words": page(results(), comments=None),
    "comments": written(),
    "comments-looked-back": written(
        typed="envío",
        comments=[],
        seen_to=NOW - timedelta(days=40),
        of=Slice("country", "ES"),
        of_name="España",
        questions=[{"key": "qst_why", "name": "¿Por qué?"}, {"key": "qst_more", "name": "¿Algo más?"}],
    ),
    "comments-none": written(comments=[], more=None),
}
