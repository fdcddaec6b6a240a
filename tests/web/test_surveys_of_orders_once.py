"""How long, and how often, a token on the thank-you page takes an answer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mostrador.storage import surveys
from office import Office
from shop_server import ShopServer, order
from surveyors import SCORE, WHY, asks
from thank_you_pages import SVY, counts, gives, opens, sends, token_for

NEVER = "lnk_aaaaaaaaaaaaaaaa." + "A" * 43
UNHAPPY = {"qst_score": 0}


@pytest.fixture
def shop(office: Office) -> ShopServer:
    """It asks on its thank-you page."""
    office.run(asks(office.desk, office.shop, SCORE, WHY, id=SVY, moment="page"))
    return ShopServer(office)


def pauses(office: Office, survey: str = SVY) -> None:
    current = office.read(lambda tx: surveys.find(tx, office.shop, survey))
    assert current is not None
    office.write(lambda tx: surveys.change(tx, office.shop, survey, replace(current.settings, state="paused")))


@pytest.mark.parametrize("is_begun", [False, True])
@pytest.mark.parametrize("why", ["cancelled", "paused"])
def test_s15_what_no_page_asks_any_more_takes_no_answer_past_the_page(
    office: Office, shop: ShopServer, why: str, is_begun: bool
):
    shop.tells("order.placed", order())
    token = token_for(shop)
    if is_begun:
        assert sends(office, "answers", token, finished=False).status_code == 204
    if why == "cancelled":
        shop.tells("order.cancelled", order(version=2))
    else:
        pauses(office)
    assert opens(office, token) is None
    refused = sends(office, "answers", token, answers=UNHAPPY)
    assert (refused.status_code, refused.json()) == (404, sends(office, "answers", NEVER).json())
    assert ("qst_score", 0, None) not in counts(office)


def test_what_was_answered_before_the_survey_was_paused_counts_and_gets_its_code(office: Office, shop: ShopServer):
    gives(office, "UNO")
    shop.tells("order.placed", order())
    token = token_for(shop, survey="svy_gift")
    assert sends(office, "answers", token).status_code == 204
    pauses(office, "svy_gift")
    assert counts(office) == [("qst_score", 9, None)]
    assert sends(office, "answers", token, answers=UNHAPPY).status_code == 204  # the same visit, late: nothing changes
    assert sends(office, "gift", token).json()["code"] == "UNO"
    assert counts(office) == [("qst_score", 9, None)]


def test_a_cancelled_order_gets_no_code_for_what_was_answered_before(office: Office, shop: ShopServer):
    gives(office, "UNO")
    shop.tells("order.placed", order())
    token = token_for(shop, survey="svy_gift")
    assert sends(office, "answers", token).status_code == 204
    shop.tells("order.cancelled", order(version=2))
    assert sends(office, "gift", token).json()["code"] == "gift_gone"


def test_one_visit_answers_also_while_the_order_is_awaited(office: Office, shop: ShopServer):
    gives(office, "UNO")
    token = token_for(shop, survey="svy_gift")
    assert sends(office, "answers", token).status_code == 204
    office.moves(timedelta(minutes=30))
    office.settles()
    late = sends(office, "answers", token, key="visit-0002", answers=UNHAPPY)
    assert (late.status_code, late.json()["code"]) == (404, "link_over")
    assert sends(office, "answers", token, answers=UNHAPPY).status_code == 204  # the same visit: nothing changes
    shop.tells("order.placed", order())
    assert counts(office, timedelta(minutes=10)) == [("qst_score", 9, None)]
    assert sends(office, "gift", token, key="visit-0002").status_code == 404
    assert sends(office, "gift", token).json()["code"] == "UNO"


def test_within_the_seconds_in_which_nothing_counts_yet_somebody_may_think_again(office: Office, shop: ShopServer):
    token = token_for(shop)
    assert sends(office, "answers", token).status_code == 204
    office.moves(timedelta(seconds=5))
    assert sends(office, "answers", token, answers=UNHAPPY).status_code == 204
    shop.tells("order.placed", order())
    assert counts(office) == [("qst_score", 0, None)]
