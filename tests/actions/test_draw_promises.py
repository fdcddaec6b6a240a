"""What a survey's settings promise of its draw: changed while nobody has entered, kept afterwards. Both databases."""

import pytest

from drawing import SURVEY, answered, draw, draws, enters, in_days, passes, promise, promises
from mostrador.actions import draw_pages, survey_draws, surveys
from mostrador.domain import draw as rules
from mostrador.domain.incentive import Incentive
from mostrador.domain.speaker import Speaker
from mostrador.errors import Conflict, FormInvalid
from mostrador.storage import shops
from mostrador.storage.schema import due, survey_draw
from services.mail_server import MailServer
from shopping import Counter
from surveyors import rows


def test_one_that_nobody_has_entered_closes_too_and_another_may_follow(counter: Counter, lola: Speaker):
    promises(counter, lola)
    first = draw(counter).id
    passes(counter, 9)  # the server was down that night
    kept = draw(counter)
    assert (kept.state, kept.entries, kept.digest) == ("closed", 0, rules.digest(""))
    with pytest.raises(Conflict):
        draws(counter, lola)
    promises(counter, lola, kept.incentive, name="Otra vez")  # another change of the survey makes no other draw
    assert draw(counter).id == first
    promises(counter, lola)
    assert draw(counter).id != first
    assert draw(counter).state == "open"


def test_what_people_have_entered_for_stays_as_they_read_it(counter: Counter, post: MailServer, lola: Speaker):
    promises(counter, lola)
    first = draw(counter)
    longer = promise(counter, until=in_days(counter, 3))
    promises(counter, lola, longer)  # nobody is in yet
    assert (draw(counter).id, draw(counter).incentive) == (first.id, longer)
    enters(counter, answered(counter, post))
    other = promise(
        counter,
        until=in_days(counter, 4),
        winners=1,
        source="Otro azar",
        drawn_on=in_days(counter, 6),
        terms={"es": "Un plato.", "en": "A plate."},
    )
    with pytest.raises(FormInvalid) as refused:
        promises(counter, lola, other)
    assert {name: problem.code for name, problem in refused.value.fields.items()} == dict.fromkeys(
        ("until", "winners", "source", "drawn_on", "terms.es", "terms.en"), "draw_fixed"
    )
    for gift in (Incentive(), Incentive(kind="coupon", terms={"es": "Uno."}, until=longer.until)):
        with pytest.raises(FormInvalid) as refused:
            promises(counter, lola, gift)
        assert refused.value.fields["gift"].code == "draw_promised"
    assert draw(counter).incentive == longer
    promises(counter, lola, longer, state="paused")
    passes(counter, 4)
    with pytest.raises(FormInvalid):  # nor between closing and drawing
        promises(counter, lola, other)
    assert draw(counter).incentive == longer


def test_a_survey_whose_draw_people_wait_for_cannot_be_removed(counter: Counter, post: MailServer, lola: Speaker):
    promises(counter, lola)
    enters(counter, answered(counter, post))

    def removes() -> None:
        version = counter.run(counter.desk.db.read(lambda tx: shops.find(tx, counter.shop))).version
        counter.run(surveys.remove(counter.desk, lola, version, SURVEY))

    with pytest.raises(Conflict):
        removes()
    passes(counter, 5)
    draws(counter, lola)
    removes()
    assert counter.run(draw_pages.read(counter.desk, draw(counter).id)).draw.seed == "51304"


def test_a_draw_that_nobody_has_entered_goes_with_its_promise(counter: Counter, lola: Speaker):
    promises(counter, lola)
    promises(counter, lola, Incentive())
    assert counter.run(rows(counter.desk, survey_draw)) == []
    passes(counter, 9)
    assert counter.run(rows(counter.desk, due, kind=survey_draws.KIND, state="waiting")) == []


def test_a_day_that_is_over_cannot_be_the_last_one(counter: Counter, lola: Speaker):
    with pytest.raises(FormInvalid) as refused:
        promises(counter, lola, promise(counter, until=in_days(counter, -1)))
    assert refused.value.fields["until"].code == "day_past"
