"""What customers wrote in a survey: read and searched by those who may read its results."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from mostrador.actions import authority, results
from mostrador.actions.results import Asked
from mostrador.desk import Desk
from mostrador.domain.period import DAY, Period
from mostrador.domain.speaker import Speaker
from mostrador.domain.survey import Question
from mostrador.errors import NotFound
from mostrador.storage import shops, survey_comments
from mostrador.storage.results import Card
from mostrador.storage.survey_comments import Comments, Position, Sought

LONGEST_SEARCH = 200  # characters


@dataclass(frozen=True, slots=True)
class Written:
    """`question` is the one that was answered in words, None where the survey has none; `questions` are all of them."""

    card: Card
    period: Period
    question: Question | None
    questions: tuple[Question, ...]
    comments: Comments
    names: Mapping[str, str]


async def read(
    desk: Desk,
    speaker: Speaker,
    survey: str,
    asked: Asked,
    *,
    question: str = "",
    typed: str = "",
    after: Position | None = None,
) -> Written:
    """The next comments within a period in which all typed words are, the newest first."""
    now = desk.clock.now()

    def work(tx: Connection) -> Written:
        agent = authority.require(tx, speaker, "read_results", at=now)
        card, zone = results.require(tx, agent.shop, survey), zone_of(tx, agent.shop)
        texts = tuple(each for each in card.questions if each.kind == "text")
        chosen = next((each for each in texts if each.key == question), texts[0] if texts else None)
        period, _ = results.read_period(asked, now.astimezone(zone).date())
        if chosen is None:
            return Written(card, period, None, (), Comments((), None, None), {})
        since, until = moments(period, zone)
        sought = Sought(chosen.key, since, until, asked.of, typed[:LONGEST_SEARCH], after)
        return Written(
            card,
            period,
            chosen,
            texts,
            survey_comments.page(tx, agent.shop, survey, sought),
            results.names(tx, agent.shop),
        )

    return await desk.db.read(work)


def zone_of(tx: Connection, shop: str) -> ZoneInfo:
    """The zone that a shop lives in. Raises `NotFound`."""
    found = shops.find(tx, shop)
    if found is None:
        raise NotFound("There is no such shop.")
    return ZoneInfo(found.profile.time_zone)


def moments(period: Period, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When its first day begins and its last day ends there."""
    return _midnight(period.first, zone), _midnight(period.last + DAY, zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
