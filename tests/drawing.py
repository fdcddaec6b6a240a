"""Lola's draws, and people who answer and enter them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from mailing import works
from mostrador.actions import survey_draws, survey_gifts, surveys
from mostrador.actions.survey_gifts import Entry
from mostrador.domain.incentive import Incentive
from mostrador.domain.speaker import Speaker
from mostrador.storage import shops
from mostrador.storage import survey_draws as stored
from mostrador.storage import surveys as stored_surveys
from mostrador.storage.survey_draws import Draw
from services.mail_server import MailServer
from shopping import Counter
from surveyors import confirms, delivers, link

SURVEY, ZONE = "svy_after", ZoneInfo("Europe/Madrid")


def in_days(counter: Counter, days: int) -> str:
    return (counter.clock.now().astimezone(ZONE).date() + timedelta(days=days)).isoformat()


def promise(counter: Counter, **otherwise: Any) -> Incentive:
    told = {"terms": {"es": "Una taza."}, "until": in_days(counter, 2), "drawn_on": in_days(counter, 5)}
    return Incentive(**{"kind": "draw", "source": "El gordo", "winners": 2, **told, **otherwise})


def promises(counter: Counter, lola: Speaker, incentive: Incentive | None = None, **settings: Any) -> None:
    """Lola saves the survey's settings, with this to be had for an answer."""
    shop = counter.shop
    version = counter.run(counter.desk.db.read(lambda tx: shops.find(tx, shop))).version
    current = counter.run(counter.desk.db.read(lambda tx: stored_surveys.find(tx, shop, SURVEY)))
    kept = replace(current.settings, incentive=incentive or promise(counter), **settings)
    counter.run(surveys.change(counter.desk, lola, version, SURVEY, kept))


def answered(counter: Counter, post: MailServer, key: str = "1042", *, score: int = 9, **told: Any) -> str:
    """The token of whoever has answered about a new order."""
    counter.run(delivers(counter.desk, counter.shop, key, **told))
    works(counter)
    token = link(post)
    counter.run(confirms(counter.desk, token, score=score))
    return token


def enters(counter: Counter, token: str, key: str = "visit-0001", *, consent: bool = True) -> Entry:
    wanted = survey_gifts.Wanted(token=token, key=key, consent=consent)
    gift = counter.run(survey_gifts.claim(counter.desk, wanted))
    assert isinstance(gift, Entry)
    return gift


def draw(counter: Counter) -> Draw:
    """The newest one, as it is kept."""
    return counter.run(counter.desk.db.read(lambda tx: stored.of_survey(tx, counter.shop, SURVEY)))[0]


def draws(counter: Counter, lola: Speaker, said: str = "51304", id: str | None = None) -> None:
    version = counter.run(counter.desk.db.read(lambda tx: shops.find(tx, counter.shop))).version
    counter.run(survey_draws.draw(counter.desk, lola, version, id or draw(counter).id, said))


def passes(counter: Counter, days: int) -> None:
    """It becomes so many days later, and what was due by then is done."""
    counter.moves(timedelta(days=days))
    works(counter)
