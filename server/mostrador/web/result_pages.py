"""What stands on a survey's results: figures, plots, tables, and the addresses of what else can be asked."""

from collections.abc import Mapping
from datetime import date, timedelta
from math import ceil, floor
from typing import Any

from babel.dates import format_skeleton

from mostrador.actions.results import Asked, Results, Said
from mostrador.domain.period import GRAINS, Grain
from mostrador.domain.statistics import DETRACTORS, PROMOTERS, Figure
from mostrador.domain.survey import said as in_words
from mostrador.storage.results import DIMENSIONS, Slice
from mostrador.web import plots, result_queries, result_words
from mostrador.web.plots import Mark
from mostrador.words import Phrases

PRESETS = (30, 90, 365)  # days up to today
PLOTTED = 8  # values of a dimension in its plot; the table has them all
TICK = 20  # points, or percent, to which an axis is rounded
SKELETONS: Mapping[Grain, str] = {"day": "MMMd", "week": "MMMd", "month": "yMMM"}


class ResultPage:
    """The context of `console/survey_results.html`, said in one language."""

    def __init__(self, phrases: Phrases, found: Results, asked: Asked, shop_language: str) -> None:
        self._t, self._found, self._asked = phrases, found, asked
        self._shop_language = shop_language

    def context(self) -> dict[str, Any]:
        found = self._found
        return {
            "survey": {"id": found.card.id, "name": found.card.name, "state": found.card.state},
            "filters": self._filters(),
            "errors": dict(found.problems),
            "questions": [self._question(said) for said in found.said if said.question.kind != "text"],
            "course": self._course(),
            "values": self._values(),
            "funnel": self._funnel(),
            "any": any(said.counts for said in found.said),
        }

    def _address(self, **changes: str) -> str:
        return result_queries.address(self._asked, self._found.period, **changes)

    def _filters(self) -> dict[str, Any]:
        found, of = self._found, self._asked.of
        return {
            "from": found.period.first.isoformat(),
            "to": found.period.last.isoformat(),
            "grain": found.grain,
            "grains": GRAINS,
            "question": found.question.key if found.question else "",
            "questions": [
                {"key": said.question.key, "name": self._text(said)} for said in found.said if said.question.scale
            ],
            "by": self._asked.by,
            "dimensions": DIMENSIONS,
            "presets": self._presets(),
            "of": {"dimension": of.dimension, "value": of.value, "name": self._name(of)}
            if of.dimension != "all"
            else None,
            "everything": self._address(dimension="", value=""),
        }

    def _presets(self) -> list[dict[str, Any]]:
        today, first = self._found.today, self._found.first_day
        spans: list[tuple[str, date]] = [(f"days_{days}", today - timedelta(days=days - 1)) for days in PRESETS]
        if first:
            spans.append(("all", min(first, today)))
        here = (self._found.period.first, self._found.period.last)
        return [
            {
                "key": key,
                "href": self._address(**{"from": since.isoformat(), "to": today.isoformat(), "grain": ""}),
                "current": here == (since, today),
            }
            for key, since in spans
        ]

    def _question(self, said: Said) -> dict[str, Any]:
        scored = said.question.scale is not None
        marks = self._scores(said) if scored else self._options(said)
        name = self._text(said)
        draw = plots.columns if scored else plots.rows
        return {
            "key": said.question.key,
            "kind": said.question.kind,
            "name": name,
            "figure": result_words.figure(self._t, said.figure),
            "plot": draw(self._t("results.plot_scores", question=name), marks) if said.counts else "",
            "rows": [{"name": mark.label, "said": mark.said, "share": self._share(mark, said)} for mark in marks],
            "n": result_words.whole(self._t, _people(said)),
        }

    def _scores(self, said: Said) -> list[Mark]:
        return [
            Mark(
                str(score),
                said.counts.get(score, 0),
                result_words.whole(self._t, said.counts.get(score, 0)),
                kind=_kind(said.question.kind, score),
            )
            for score in said.question.scale or ()
        ]

    def _options(self, said: Said) -> list[Mark]:
        language, otherwise = self._t.language, self._shop_language
        return [
            Mark(
                in_words(option.texts, language, otherwise),
                said.counts.get(option.number, 0),
                result_words.whole(self._t, said.counts.get(option.number, 0)),
            )
            for option in said.question.options
        ]

    def _share(self, mark: Mark, said: Said) -> str:
        people = _people(said)
        return result_words.percent(self._t, (mark.value or 0) / people) if people else ""

    def _course(self) -> dict[str, Any] | None:
        found = self._found
        if found.question is None or not any(figure for _, figure in found.steps):
            return None
        marks = [self._mark(self._step(step), figure) for step, figure in found.steps]
        name = self._t("results.plot_course", question=found.question.text(self._t.language, self._shop_language))
        return {
            "plot": plots.course(name, marks, self._axis([figure for _, figure in found.steps if figure])),
            "rows": [
                {"name": self._step(step), "figure": result_words.figure(self._t, figure)}
                for step, figure in found.steps
            ],
        }

    def _axis(self, figures: list[Figure]) -> list[tuple[float, str]]:
        """From below the lowest limit to above the highest, and the middle."""
        low = TICK * floor(min(each.interval.low for each in figures) / TICK)
        high = TICK * ceil(max(each.interval.high for each in figures) / TICK)
        heights = (low, (low + high) / 2, high)
        return [(height, result_words.value(self._t, figures[0], height)) for height in heights]

    def _values(self) -> dict[str, Any] | None:
        found, by = self._found, self._asked.by
        if found.question is None:
            return None
        named = [(value, self._name(Slice(by, value)), figure) for value, figure in found.values]
        marks = [self._mark(name, figure) for _, name, figure in named[:PLOTTED]]
        return {
            "plot": plots.rows(self._t("results.plot_values", by=self._t(f"results.by_{by}")), marks) if marks else "",
            "rows": [
                {
                    "name": name,
                    "figure": result_words.figure(self._t, figure),
                    "href": self._address(dimension=by, value=value),
                }
                for value, name, figure in named
            ],
            "more": found.more_values,
        }

    def _mark(self, label: str, figure: Figure | None) -> Mark:
        if figure is None:
            return Mark(label, None)
        said = result_words.value(self._t, figure, figure.value)
        limits = figure.interval
        return Mark(label, figure.value, said, limits.low, limits.high, "few" if figure.is_few else "ranged")

    def _funnel(self) -> dict[str, Any]:
        steps = self._found.funnel
        counts = [(name, getattr(steps, name)) for name in ("sent", "delivered", "started", "finished")]
        marks = [Mark(self._t(f"results.{name}"), count, result_words.whole(self._t, count)) for name, count in counts]
        before = [counts[0][1], *(count for _, count in counts)]
        return {
            "plot": plots.rows(self._t("results.funnel"), marks) if steps.sent else "",
            "rows": [
                {
                    "name": mark.label,
                    "said": mark.said,
                    "share": result_words.percent(self._t, count / former) if former else "",
                }
                for mark, (_, count), former in zip(marks, counts, before, strict=False)
            ],
        }

    def _step(self, step: date) -> str:
        return str(format_skeleton(SKELETONS[self._found.grain], step, locale=self._t.locale))

    def _name(self, of: Slice) -> str:
        return result_words.named(self._t, of, self._found.names)

    def _text(self, said: Said) -> str:
        return said.question.text(self._t.language, self._shop_language)


def _kind(kind: str, score: int) -> str:
    """How a column of an NPS is drawn: three groups that also differ without colour."""
    if kind != "nps":
        return ""
    return "promoters" if score in PROMOTERS else "detractors" if score in DETRACTORS else "passives"


def _people(said: Said) -> int:
    """How many answered: who chose several is counted as 0 besides."""
    return said.counts.get(0, 0) if said.question.kind == "several" else sum(said.counts.values())
