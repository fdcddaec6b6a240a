"""A shop's own systems are told that a survey came back, and about which order."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mostrador.actions import webhook_settings
from mostrador.domain.speaker import system
from mostrador.storage.schema import survey_invitation
from mostrador_sdk import Shipment
from office import Office
from services.far_server import FarServer, answer
from services.mail_server import MailServer, mail_server
from shop_server import ShopServer, order
from surveyors import asks, confirms, link, rows

HELD = timedelta(seconds=16)


@pytest.fixture
def post() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def far() -> Iterator[FarServer]:
    with FarServer([answer(200)]) as far:
        yield far


@pytest.fixture
def office(migrated_url: str, tmp_path: Path, post: MailServer) -> Iterator[Office]:
    with Office(migrated_url, tmp_path, smtp_port=post.port, allowed_private_ranges=("127.0.0.0/8",)) as office:
        yield office


def test_once_an_answer_counts_the_shop_is_told_which_order_it_is_about(
    office: Office, post: MailServer, far: FarServer
):
    survey = office.run(asks(office.desk, office.shop))
    office.run(webhook_settings.add(office.desk, system(office.shop), far.url, ["survey.answered"]))
    shop = ShopServer(office)
    shop.tells("order.placed", order(number="A-1042"))
    shop.tells("shipment.delivered", Shipment(order="1042", number="PX1"))
    office.settles()
    office.run(confirms(office.desk, link(post), score=9, why="Llegó pronto."))
    office.settles()
    assert far.requests == []  # held, until nobody can be a scanner any more
    office.moves(HELD)
    said = json.loads(far.got()[0].body)
    [asked] = office.run(rows(office.desk, survey_invitation))
    assert said["type"] == "survey.answered"
    assert said["data"] == {"answer": asked.id, "survey": survey, "order": {"id": "1042", "number": "A-1042"}}
    office.settles()
    assert len(far.requests) == 1
