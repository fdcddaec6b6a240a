"""
Years of answers to one survey, quickly: the rows and their counts as the server's own action would have left them.

Counts are kept by the very functions that say by what an answer is counted, and are written last.
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bench.seed import Sink
from bench.texts import message
from mostrador.domain import ids
from mostrador.domain.period import DAY, SPANS, begins
from mostrador.domain.survey import Answer, Question
from mostrador.storage import survey_answers
from mostrador.storage.survey_answers import Circumstances

ZONE = ZoneInfo("Europe/Madrid")
DAYS = 730
AT_ONCE = 61  # days written at once
PRODUCTS = 2_000
TEXTS = 5_000  # different ones
SURVEY = "svy_bench"
RARE = "xilofón"  # in a text of some thousands
ASKED = (
    Question(key="qst_score", kind="nps", texts={"es": "¿Nos recomendarías?"}),
    Question(key="qst_pleased", kind="csat", texts={"es": "¿Contenta con la compra?"}),
    Question(key="qst_why", kind="text", texts={"es": "¿Por qué?"}),
)
ANSWERS_EACH = 2.5  # the last question is answered by half
CARRIERS = ("Correos Express", "SEUR", "MRW", "GLS", "DHL")
COUNTRIES = ("ES", "PT", "FR", "IT", "DE", "MX", "AR", "CL", "CO", "US", "GB", "IE")

INVITATION = (
    "id", "shop_id", "survey_id", "version", "moment", "customer_key", "email", "language", "channel", "basis", "key",
    "token_version", "made_at", "due_at", "sent_at", "started_at", "answered_at", "expires_at",
)  # fmt: skip
ANSWER = (
    "shop_id", "invitation_id", "question", "survey_id", "version", "kind", "number", "choices", "text", "at",
    "products", "department_id", "agent_id", "carrier", "country",
)  # fmt: skip
ROLLUP = ("shop_id", "survey_id", "question", "dimension", "span", "day", "value", "score", "count")
FUNNEL = ("shop_id", "survey_id", "day", "sent", "delivered", "started", "finished")
Key = tuple[str, str, str, int]  # question, dimension, value, score


@dataclass(slots=True)
class Crowd:
    """So many answers, of people spread over `DAYS`; the same ones every time."""

    shop: str
    department: str
    until: datetime
    answers: int
    dice: random.Random = field(default_factory=lambda: random.Random(11))
    made: int = 0
    counts: dict[tuple[str, date], Counter[Key]] = field(default_factory=dict)

    def write(self, sink: Sink) -> None:
        people = round(self.answers / ANSWERS_EACH)
        texts = [message(self.dice)[:300] + (f" {RARE}" if not number else "") for number in range(TEXTS)]
        last = self.until.astimezone(ZONE).date()
        for start in range(0, DAYS, AT_ONCE):
            numbers = range(start, min(start + AT_ONCE, DAYS))
            counts = {
                last - (DAYS - 1 - number) * DAY: people * (number + 1) // DAYS - people * number // DAYS
                for number in numbers
            }
            self._write_days(sink, counts, texts)
        sink.write("survey_rollup", ROLLUP, self._counted())

    def _write_days(self, sink: Sink, days: Mapping[date, int], texts: Sequence[str]) -> None:
        people: list[tuple[Any, ...]] = []
        for day, count in days.items():
            noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZONE)
            moments = sorted(noon + timedelta(seconds=self.dice.uniform(-40_000, 40_000)) for _ in range(count))
            today = [(self._id(), at, *self._somebody(texts)) for at in moments]
            counts: Counter[Key] = Counter()
            for _, _, given, around in today:
                counts.update(survey_answers.keys(given, around))
            for span in SPANS:
                self.counts.setdefault((span, begins(span, day)), Counter()).update(counts)
            people += today
        sink.write("survey_invitation", INVITATION, (self._invitation(id, at) for id, at, *_ in people))
        sink.write("survey_answer", ANSWER, self._answers(people))
        sink.write("survey_funnel", FUNNEL, (self._steps(day, count) for day, count in days.items()))

    def _steps(self, day: date, finished: int) -> tuple[Any, ...]:
        sent = round(finished * 2.6)
        return self.shop, SURVEY, day.isoformat(), sent, sent, round(finished * 1.2), finished

    def _id(self) -> str:
        """Ids in a row: in any other order each would be written into a page of its own, which takes an hour."""
        self.made += 1
        return ids.public_id("inv", self.made.to_bytes(10))

    def _somebody(self, texts: Sequence[str]) -> tuple[list[Answer], Circumstances]:
        dice = self.dice
        given = [
            Answer(ASKED[0], dice.choices(range(11), (3, 1, 2, 2, 3, 6, 7, 12, 20, 24, 20))[0]),
            Answer(ASKED[1], dice.choices(range(1, 6), (5, 6, 14, 40, 35))[0]),
        ]
        if dice.random() < 0.5:
            given.append(Answer(ASKED[2], dice.choice(texts)))
        bought = [f"SKU-{int(PRODUCTS * dice.random() ** 2):05d}" for _ in range(dice.choice((1, 1, 2, 3)))]
        spoke = dice.random() < 0.2
        return given, Circumstances(
            products=tuple(dict.fromkeys(bought)),
            department=self.department if spoke else None,
            agent=f"agt_{dice.randrange(12):016d}" if spoke else None,
            carrier=dice.choice(CARRIERS),
            country=COUNTRIES[int(len(COUNTRIES) * dice.random() ** 3)],
        )

    def _invitation(self, id: str, at: datetime) -> tuple[Any, ...]:
        asked = at - timedelta(days=1)
        return (
            id, self.shop, SURVEY, 1, "delivered", "", f"{id}@example.com", "es", "mail", "existing_customer", id,
            1, asked, asked, asked, at, at, at + timedelta(days=30),
        )  # fmt: skip

    def _answers(self, people: Sequence[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        for id, at, given, around in people:
            for answer in given:
                yield (
                    self.shop, id, answer.question.key, SURVEY, 1, answer.question.kind, answer.number, None,
                    answer.text, at, list(around.products), around.department, around.agent, around.carrier,
                    around.country,
                )  # fmt: skip

    def _counted(self) -> Iterator[tuple[Any, ...]]:
        """The counts in the order of their keys, so that a tree grows at its end."""
        rows = (
            (question, dimension, span, first.isoformat(), value, score, count)
            for (span, first), counts in self.counts.items()
            for (question, dimension, value, score), count in counts.items()
        )
        return ((self.shop, SURVEY, *row) for row in sorted(rows))
