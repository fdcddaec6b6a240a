"""When a draw closes: fixed with the draw, wherever its shop moves to meanwhile. Both databases."""

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import Connection

from drawing import answered, draw, enters, passes, promise, promises
from mailing import works
from mostrador.actions import draw_pages, survey_pages
from mostrador.domain import draw as rules
from mostrador.domain.speaker import Speaker
from mostrador.errors import Conflict
from mostrador.storage import shops
from services.mail_server import MailServer
from shopping import Counter
from surveyors import delivers, link

EAST, WEST = "Pacific/Auckland", "Pacific/Pago_Pago"


def moves_shop(counter: Counter, zone: str) -> None:
    def move(tx: Connection) -> None:
        shop = shops.find(tx, counter.shop)
        assert shop is not None
        shops.change(tx, shop.id, shop.name, msgspec.structs.replace(shop.profile, time_zone=zone))

    counter.run(counter.desk.db.write(move))


def is_offered(counter: Counter, post: MailServer, key: str) -> bool:
    """Whether the page of somebody who is asked about a new order offers the draw."""
    counter.run(delivers(counter.desk, counter.shop, key, email=f"{key}@example.com"))
    works(counter)
    return counter.run(survey_pages.open_page(counter.desk, link(post))).incentive is not None


@pytest.mark.parametrize("zone", [EAST, WEST])
def test_a_shop_that_moves_moves_no_last_day(counter: Counter, post: MailServer, lola: Speaker, zone: str):
    promises(counter, lola)
    midnight = rules.closing(draw(counter).incentive.until, "Europe/Madrid")
    assert draw(counter).closes_at == midnight
    enters(counter, answered(counter, post))
    moves_shop(counter, zone)
    counter.moves(midnight - counter.clock.now() - timedelta(minutes=1))
    works(counter)
    assert is_offered(counter, post, "1043")
    enters(counter, answered(counter, post, "1044", email="bo@example.com"))
    late = answered(counter, post, "1045", email="carla@example.com")
    counter.moves(timedelta(minutes=2))
    assert not is_offered(counter, post, "1046")
    with pytest.raises(Conflict):
        enters(counter, late)
    works(counter)
    assert (draw(counter).state, draw(counter).entries) == ("closed", 2)
    assert not counter.run(draw_pages.read(counter.desk, draw(counter).id)).is_late


def test_what_is_saved_before_anybody_has_entered_closes_where_the_shop_is_then(
    counter: Counter, post: MailServer, lola: Speaker
):
    promised = promise(counter)
    promises(counter, lola, promised)
    moves_shop(counter, WEST)
    promises(counter, lola, promised, name="Otra vez")
    assert draw(counter).closes_at == rules.closing(promised.until, WEST)
    enters(counter, answered(counter, post))
    moves_shop(counter, EAST)
    promises(counter, lola, promised, name="Y otra")
    assert draw(counter).closes_at == rules.closing(promised.until, WEST)
    passes(counter, 2)
    assert draw(counter).state == "open"
    passes(counter, 2)
    assert draw(counter).state == "closed"
