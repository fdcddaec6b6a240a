"""
What a survey's scores come to, and how sure that is: every figure with its interval at 95 %.

Scores arrive counted: {score: how many gave it}. Shares and limits are between 0 and 1, an NPS and its limits between
-100 and 100.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Literal

Z = 1.959964  # the normal distribution's 97.5th percentile: 95 % lie between -Z and Z
FEW = 10  # answers; below it a figure says next to nothing and is shown greyed

PROMOTERS = range(9, 11)
DETRACTORS = range(7)
SATISFIED = range(4, 6)  # the top two boxes of 1 to 5
EASY = range(5, 8)  # "somewhat easy" and better of 1 to 7

Scored = Literal["nps", "csat", "ces"]
Counts = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Figure:
    """
    What is shown of a question: `value` in the question's own unit (NPS points, or percent), its interval, and `n`
    answers. `parts` says of how many of them it is made, by name; `mean` is that of the scores.
    """

    kind: Scored
    n: int
    value: float
    interval: Interval
    parts: Mapping[str, int]
    mean: float

    @property
    def is_few(self) -> bool:
        return self.n < FEW


def figure(kind: Scored, counts: Counts) -> Figure | None:
    """The figure of a question of this kind; None where nobody has answered."""
    n = sum(counts.values())
    if not n:
        return None
    if kind == "nps":
        return _nps_figure(counts, n)
    name, box = ("satisfied", SATISFIED) if kind == "csat" else ("easy", EASY)
    hits = _among(counts, box)
    limits = wilson(hits, n)
    percent = Interval(100 * limits.low, 100 * limits.high)
    return Figure(kind, n, 100 * hits / n, percent, {name: hits}, mean(counts))


def nps(promoters: int, detractors: int, n: int) -> float:
    """
    The Net Promoter Score, 100 · (promoters - detractors) / n, of at least one answer.

    Source: Reichheld, "The one number you need to grow", Harvard Business Review 12/2003.
    """
    return 100 * (promoters - detractors) / n


def nps_interval(promoters: int, detractors: int, n: int) -> Interval:
    """
    The adjusted-Wald interval of an NPS at 95 %, in points, within -100 and 100; `n` answers, also none.

    With n' = n + 3, p = (promoters + ¾) / n' and d = (detractors + ¾) / n': 100 · ((p - d) ± Z · √(v / n')), where
    v = p + d - (p - d)². It is centred on the adjusted score, which lies a little nearer to 0 than the score itself.

    Source: Bonett and Price, "Adjusted Wald confidence interval for a difference of binomial proportions based on
    paired data", Journal of Educational and Behavioral Statistics 37 (2012); for the NPS: Rocks, "Interval estimation
    for the net promoter score", The American Statistician 70 (2016); Sauro and Lewis, MeasuringU (2021).
    """
    whole = n + 3
    p, d = (promoters + 0.75) / whole, (detractors + 0.75) / whole
    reach = Z * sqrt((p + d - (p - d) ** 2) / whole)
    return Interval(max(-100.0, 100 * (p - d - reach)), min(100.0, 100 * (p - d + reach)))


def wilson(hits: int, n: int) -> Interval:
    """
    The score interval of a share at 95 %: `hits` of `n`, at least one.

    (h + Z²/2 ± Z · √(h · (n - h) / n + Z²/4)) / (n + Z²)

    Source: Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
    Statistical Association 22 (1927), without continuity correction.
    """
    middle = hits + Z * Z / 2
    reach = Z * sqrt(hits * (n - hits) / n + Z * Z / 4)
    return Interval(max(0.0, (middle - reach) / (n + Z * Z)), min(1.0, (middle + reach) / (n + Z * Z)))


def mean(counts: Counts) -> float:
    """The mean score of at least one answer."""
    return sum(score * count for score, count in counts.items()) / sum(counts.values())


def _nps_figure(counts: Counts, n: int) -> Figure:
    promoters, detractors = _among(counts, PROMOTERS), _among(counts, DETRACTORS)
    passives = n - promoters - detractors
    parts = {"promoters": promoters, "passives": passives, "detractors": detractors}
    limits = nps_interval(promoters, detractors, n)
    return Figure("nps", n, nps(promoters, detractors, n), limits, parts, mean(counts))


def _among(counts: Counts, box: Iterable[int]) -> int:
    return sum(counts.get(score, 0) for score in box)
