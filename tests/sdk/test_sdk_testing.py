"""What a shop's own tests get from `mostrador_sdk.testing`."""

import httpx
import pytest

from mostrador_sdk import Mostrador, ServerTrouble
from mostrador_sdk.calls import INVITATIONS
from mostrador_sdk.fake import FakeMostrador
from mostrador_sdk.post import EVENTS
from telling import letter

pytest_plugins = ["pytester"]

SHOP = """
from mostrador_sdk import Customer, Mostrador, Order

support = Mostrador("https://help.shop.example", api_key=None, outbox="outbox.sqlite3", source="shop")


def checkout(total):
    customer = Customer(email="ana@example.com")
    support.orders.placed(Order(id="1042", version=1, currency="EUR", total=total, customer=customer))
    support.shipments.created("1042", number="PX9")
"""
TESTS = """
import pytest
from pathlib import Path
from mostrador_sdk import InvalidEvent
from mostrador_sdk.testing import FakeMostrador
from shop import checkout, support


def test_a_checkout_is_told(captured_events):
    checkout(11980)
    assert [event.type for event in captured_events] == ["order.placed", "shipment.created"]
    assert captured_events[0].data.total == 11980
    assert not Path("outbox.sqlite3").exists()


def test_a_mistake_is_seen(captured_events):
    with pytest.raises(InvalidEvent, match="data.total"):
        checkout(119.8)
    with pytest.raises(InvalidEvent, match="carier"):
        support.shipments.created("1042", number="PX9", carier="correos")
    assert captured_events == []


def test_nothing_is_left_of_the_test_before(captured_events):
    assert captured_events == []


def test_without_the_fixture_all_is_as_ever():
    checkout(119.8)
"""


def test_a_shops_tests_see_what_it_tells_and_its_mistakes(pytester):
    pytester.makeconftest('pytest_plugins = ["mostrador_sdk.testing"]')
    pytester.makepyfile(shop=SHOP)
    pytester.makepyfile(TESTS)
    pytester.runpytest_inprocess("-p", "no:playwright", "-p", "no:base_url").assert_outcomes(passed=4)


@pytest.fixture
def post():
    with FakeMostrador() as counter, httpx.Client(base_url=counter.url) as client:
        key = {"Authorization": "Bearer key"}

        def post(body, path=EVENTS, headers=key):
            answer = client.post(path, content=body, headers=headers)
            return answer.status_code, answer.json()

        yield post


def test_the_fake_counter_answers_as_the_real_one(post):
    batch = b"[" + letter(1).body + b"," + letter(1).body + b', {"id": "x"}, 7]'
    status, answer = post(batch)
    assert status == 202
    assert [(one["id"], one["result"]) for one in answer["results"]] == [
        ("evt-1", "accepted"),
        ("evt-1", "duplicate"),
        ("x", "refused"),
        ("", "refused"),
    ]


@pytest.mark.parametrize(
    ("body", "more", "status", "code"),
    [
        (b"[]", {"headers": {}}, 401, "unknown_key"),
        (b"[]", {"headers": {"Authorization": "Bearer another"}}, 401, "unknown_key"),
        (b"[]", {"path": "/api/v2/events"}, 404, "not_found"),
        (b"{", {}, 400, "unreadable"),
        (b"[" + b",".join([b"{}"] * 101) + b"]", {}, 413, "too_large"),
        (b'{"key": "k1", "order": "1042", "by": "pigeon"}', {"path": INVITATIONS}, 422, "malformed"),
        (b'["' + b"x" * 1024 * 1024 + b'"]', {}, 413, "too_large"),
    ],
)
def test_the_fake_counter_refuses_what_the_real_one_would(post, body, more, status, code):
    answered, answer = post(body, **more)
    assert (answered, answer["code"]) == (status, code)


def test_the_fake_counter_gives_a_page_one_token_for_each_key_and_a_mail_none(tmp_path):
    outbox = tmp_path / "outbox.sqlite3"
    with FakeMostrador() as counter, Mostrador(counter.url, api_key="key", outbox=outbox) as support:
        first, again = (support.surveys.invite(order="1042", survey="svy_1", by="page") for _ in range(2))
        assert first == again
        assert first.token
        assert support.surveys.invite(order="1043").token is None
        assert [each.order for each in counter.invitations] == ["1042", "1043"]
        counter.status = 503
        with pytest.raises(ServerTrouble):
            support.surveys.invite(order="1044", by="page")
