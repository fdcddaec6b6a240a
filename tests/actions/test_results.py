"""Results beside the raw answers: every figure that is shown is reckoned again, from nothing but the answers' rows."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import sqrt
from typing import Any

import pytest
from sqlalchemy import Connection, select

from console_agent import ConsoleAgent, console
from mostrador.actions import results, survey_comments
from mostrador.actions.results import Asked, Results
from mostrador.domain.statistics import Figure
from mostrador.errors import Forbidden, NotFound
from mostrador.storage import survey_comments as storage
from mostrador.storage.results import DIMENSIONS, Slice
from mostrador.storage.schema import survey_answer
from mostrador.storage.survey_comments import Position, Sought
from respondents import EASY, LIKED, MADRID, PLEASED, SCORE, WHY, Respondent, answers, asks, crowd
from services.postgresql import PostgreSQL
from shopping import Counter

Z = 1.959964
VALUES: dict[str, Callable[[Any], list[Any]]] = {
    "product": lambda row: row.products,
    "agent": lambda row: [row.agent_id],
    "department": lambda row: [row.department_id],
    "carrier": lambda row: [row.carrier],
    "country": lambda row: [row.country],
}


@dataclass(frozen=True)
class Shop:
    """A shop whose customers have answered for 500 days, and its supervisor, who reads what they said."""

    counter: Counter
    eva: ConsoleAgent
    survey: str

    def read(self, survey: str = "", **asked: Any) -> Results:
        reading = results.read(self.counter.desk, self.eva.speaker, survey or self.survey, Asked(**asked))
        return self.counter.run(reading)

    def written(self, typed: str = "", after: Position | None = None, **asked: Any) -> survey_comments.Written:
        reading = survey_comments.read(
            self.counter.desk, self.eva.speaker, self.survey, Asked(**asked), typed=typed, after=after
        )
        return self.counter.run(reading)

    def does(self, work: Callable[[Connection], Any]) -> Any:
        return self.counter.run(self.counter.desk.db.write(work))

    def raw(self, first: date, last: date) -> list[Any]:
        """The answers' own rows, of whole days where the shop lives."""
        rows = self.does(lambda tx: tx.execute(select(survey_answer)).all())
        return [
            row for row in rows if row.survey_id == self.survey and first <= row.at.astimezone(MADRID).date() <= last
        ]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database that all these tests read, for each of the two."""
    if request.param == "sqlite":
        file = tmp_path_factory.mktemp("results") / "mostrador.sqlite3"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), file)
        yield f"sqlite:///{file}"
    else:
        server: PostgreSQL = request.getfixturevalue("postgres")
        with server.database(template=request.getfixturevalue("migrated_postgres")) as url:
            yield url


@pytest.fixture(scope="module")
def shop(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    counter = Counter(url, tmp_path_factory.mktemp("counter"))
    with ConsoleAgent(counter, console(counter), "Eva", "supervisor") as eva:
        now = counter.clock.now()
        people = crowd(160, until=now, days=500, agents=(eva.id, "agt_gone"))

        def open_surveys(tx: Connection) -> str:
            for id in ("svy_other", "svy_late"):
                asks(tx, counter.shop, id, at=now)
            answers(tx, counter.shop, "svy_other", crowd(5, until=now, days=3, seed=2), seed=2)
            survey = asks(tx, counter.shop, at=now)
            answers(tx, counter.shop, survey, people)
            return survey

        yield Shop(counter, eva, counter.run(counter.desk.db.write(open_surveys)))
    counter.closes()


def test_every_figure_comes_to_what_the_answers_themselves_come_to(shop: Shop):
    today = shop.counter.clock.now().astimezone(MADRID).date()
    for first in (today - timedelta(days=29), today - timedelta(days=420), today - timedelta(days=700)):
        found = shop.read(first=first.isoformat(), last=today.isoformat())
        rows = shop.raw(first, today)
        assert len({row.question for row in rows}) == 5
        for said in found.said:
            mine = [row for row in rows if row.question == said.question.key]
            agrees(said.figure, [row.number for row in mine if row.number is not None], said.question.kind)
        liked = next(said for said in found.said if said.question == LIKED)
        chosen = [row.choices for row in rows if row.question == LIKED.key]
        assert liked.counts[0] == len(chosen)
        assert [liked.counts.get(n, 0) for n in (1, 2, 3)] == [sum(n in each for each in chosen) for n in (1, 2, 3)]
        assert dict(found.said[-1].counts) == {0: sum(row.question == WHY.key for row in rows)}


def test_over_time_each_step_has_the_figure_of_its_own_answers(shop: Shop):
    today = shop.counter.clock.now().astimezone(MADRID).date()
    for grain, days in (("day", 40), ("week", 200), ("month", 480)):
        first = today - timedelta(days=days)
        found = shop.read(first=first.isoformat(), grain=grain, question=PLEASED.key)
        assert found.grain == grain
        rows = [row for row in shop.raw(first, today) if row.question == PLEASED.key]
        starts = [step for step, _ in found.steps] + [today + timedelta(days=1)]
        for (step, figure), after in zip(found.steps, starts[1:], strict=True):
            agrees(figure, [row.number for row in rows if step <= row.at.astimezone(MADRID).date() < after], "csat")
        assert sum(figure.n for _, figure in found.steps if figure) == len(rows)


def test_each_product_agent_carrier_and_country_has_its_own_figure(shop: Shop):
    today = shop.counter.clock.now().astimezone(MADRID).date()
    first = today - timedelta(days=460)
    rows = shop.raw(first, today)
    for by in DIMENSIONS:
        found = shop.read(first=first.isoformat(), by=by)
        values = {value for row in rows if row.question == SCORE.key for value in VALUES[by](row) if value}
        assert {value for value, _ in found.values} == values
        counted = [figure.n for _, figure in found.values]
        assert counted == sorted(counted, reverse=True)
        for value, figure in found.values:
            agrees(figure, scores(rows, SCORE.key, by, value), "nps")
            one = shop.read(first=first.isoformat(), of=Slice(by, value))
            agrees(one.said[0].figure, scores(rows, SCORE.key, by, value), "nps")
            agrees(one.said[2].figure, scores(rows, EASY.key, by, value), "ces")


def test_the_funnel_counts_each_step_on_the_day_on_which_it_was_taken(shop: Shop):
    today = shop.counter.clock.now().astimezone(MADRID).date()
    first = today - timedelta(days=30)
    found = shop.read(first=first.isoformat())
    moments = {row.invitation_id: row.at for row in shop.raw(first - timedelta(days=3), today + timedelta(days=3))}
    days = [moment.astimezone(MADRID).date() for moment in moments.values()]
    asked = [(moment - timedelta(days=1)).astimezone(MADRID).date() for moment in moments.values()]
    finished, sent = (sum(first <= day <= today for day in each) for each in (days, asked))
    assert (found.funnel.sent, found.funnel.delivered) == (sent, sent)
    assert (found.funnel.started, found.funnel.finished) == (finished, finished)


def test_an_answer_at_midnight_is_of_the_day_that_the_shop_lives_in(shop: Shop):
    late = datetime(2024, 1, 31, 23, 30, tzinfo=UTC)  # half past midnight in Madrid, in another month
    shop.does(lambda tx: answers(tx, shop.counter.shop, "svy_late", [Respondent(late, {SCORE.key: 9})], seed=99))
    january, february = (
        shop.read("svy_late", first=first, last=last)
        for first, last in (("2024-01-01", "2024-01-31"), ("2024-02-01", "2024-02-29"))
    )
    assert january.said[0].figure is None
    assert february.said[0].figure is not None
    assert february.first_day == date(2024, 1, 31)  # when it was sent


def test_a_period_that_cannot_be_meant_is_said_and_the_last_ninety_days_are_shown(shop: Shop):
    found = shop.read(first="2026-02-31", last="today")
    assert dict(found.problems) == {"from": "date_invalid", "to": "date_invalid"}
    assert found.period.days == 90
    assert found.period.last == found.today


def test_the_list_has_every_survey_with_its_figure_and_how_many_finished_it(shop: Shop):
    lines = shop.counter.run(results.listed(shop.counter.desk, shop.eva.speaker))
    assert {"svy_after": 160, "svy_other": 5}.items() <= {line.card.id: line.finished for line in lines}.items()
    assert all(line.figure for line in lines if line.card.id != "svy_late")


def test_what_people_wrote_comes_newest_first_page_by_page_each_once(shop: Shop):
    seen: list[tuple[datetime, str]] = []
    after: Position | None = None
    while True:
        written = shop.written(first="2020-01-01", after=after)
        seen += [(each.at, each.invitation) for each in written.comments.rows]
        if (after := written.comments.more) is None:
            break
    rows = [row for row in shop.raw(date(2020, 1, 1), date(2100, 1, 1)) if row.question == WHY.key]
    assert seen == sorted(((row.at, row.invitation_id) for row in rows), reverse=True)


def test_a_word_is_found_whatever_its_case_and_accents_and_all_words_have_to_be_there(shop: Shop):
    found = shop.written("ENVIO  tardo", first="2020-01-01").comments
    assert found.rows
    assert {each.text for each in found.rows} == {"El envío tardó demasiado."}
    assert not shop.written("envío marta", first="2020-01-01").comments.rows
    assert not shop.written("%", first="2020-01-01").comments.rows


def test_a_search_that_looked_far_enough_says_how_far_and_goes_on_from_there(shop: Shop):
    since, until = datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
    found: list[str] = []
    after, looks = None, 0
    while looks == 0 or after:
        sought = Sought(WHY.key, since, until, typed="perfecto", after=after)
        comments = shop.does(lambda tx, s=sought: storage.page(tx, shop.counter.shop, shop.survey, s, looked_at=10))
        found += [each.invitation for each in comments.rows]
        assert comments.seen_to == (comments.more.at if comments.more else None)
        after, looks = comments.more, looks + 1
    rows = [row for row in shop.raw(date(2020, 1, 1), date(2100, 1, 1)) if "perfecto" in (row.text or "")]
    assert found == [row.invitation_id for row in sorted(rows, key=lambda row: (row.at, row.invitation_id))][::-1]
    assert looks > len(rows) // 20 + 2


def test_beside_a_comment_stand_the_same_persons_scores_and_filters_hold(shop: Shop):
    written = shop.written(first="2020-01-01", of=Slice("country", "PT"))
    rows = shop.raw(date(2020, 1, 1), date(2100, 1, 1))
    assert written.comments.rows
    for each in written.comments.rows:
        own = [row for row in rows if row.invitation_id == each.invitation]
        assert {row.country for row in own} == {"PT"}
        assert each.scores == {row.question: row.number for row in own if row.number is not None}


def test_agents_do_not_read_results_and_nobody_reads_another_shops(shop: Shop):
    counter, app = shop.counter, console(shop.counter)
    with ConsoleAgent(counter, app, "Bo") as bo, pytest.raises(Forbidden):
        counter.run(results.read(counter.desk, bo.speaker, shop.survey, Asked()))
    elsewhere = counter.opens_shop("Bombillas")
    with ConsoleAgent(counter, app, "Cid", "administrator", elsewhere) as cid, pytest.raises(NotFound):
        counter.run(results.read(counter.desk, cid.speaker, shop.survey, Asked()))


def scores(rows: list[Any], question: str, by: str, value: str) -> list[int]:
    return [row.number for row in rows if row.question == question and value in VALUES[by](row)]


def agrees(figure: Figure | None, scores: list[int], kind: str) -> None:
    """Reckon it again, in loops, with limits from another form of their equations."""
    if not scores:
        assert figure is None
        return
    assert figure is not None
    assert figure.n == len(scores)
    assert figure.mean == pytest.approx(sum(scores) / len(scores))
    value, low, high = (nps_again if kind == "nps" else share_again)(scores, 4 if kind == "csat" else 5)
    assert figure.value == pytest.approx(value)
    assert figure.interval.low == pytest.approx(low, abs=1e-6)
    assert figure.interval.high == pytest.approx(high, abs=1e-6)


def nps_again(scores: list[int], _least: int) -> tuple[float, float, float]:
    """Everybody counts 1, 0 or -1; three more people lend ¾, 1½ and ¾ of themselves."""
    worth = [1 if score >= 9 else -1 if score <= 6 else 0 for score in scores]
    n = len(worth) + 3
    mean = sum(worth) / n
    spread = sum((each - mean) ** 2 for each in worth) + 0.75 * ((1 - mean) ** 2 + (-1 - mean) ** 2) + 1.5 * mean**2
    reach = Z * sqrt(spread / n / n)
    limits = max(-100.0, 100 * (mean - reach)), min(100.0, 100 * (mean + reach))
    return 100 * sum(worth) / len(worth), *limits


def share_again(scores: list[int], least: int) -> tuple[float, float, float]:
    """The limits as roots of (n + z²)·x² - (2h + z²)·x + h²/n = 0."""
    hits, n = sum(score >= least for score in scores), len(scores)
    a, b, c = n + Z**2, -(2 * hits + Z**2), hits**2 / n
    root = sqrt(max(0.0, b * b - 4 * a * c))
    return 100 * hits / n, 100 * (-b - root) / (2 * a), 100 * (-b + root) / (2 * a)
