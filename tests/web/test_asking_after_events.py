"""A shop tells that a parcel arrived, and its customer is asked."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mostrador_sdk import Shipment
from office import Office
from services.mail_server import MailServer, mail_server
from shop_server import ShopServer, order
from surveyors import asks


@pytest.fixture
def post() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def office(migrated_url: str, tmp_path: Path, post: MailServer) -> Iterator[Office]:
    with Office(migrated_url, tmp_path, smtp_port=post.port) as office:
        yield office


def test_once_all_parcels_of_an_order_have_arrived_its_customer_is_asked(office: Office, post: MailServer) -> None:
    office.run(asks(office.desk, office.shop))
    shop = ShopServer(office)
    shop.tells("shipment.created", Shipment(order="1042", number="PX1", carrier="correos"))
    shop.tells("order.placed", order())
    shop.tells("shipment.created", Shipment(order="1042", number="PX2"))
    shop.tells("shipment.delivered", Shipment(order="1042", number="PX1"))
    office.settles()
    assert post.taken == []
    shop.tells("shipment.delivered", Shipment(order="1042", number="PX2"))
    office.settles()
    [mail] = post.taken
    assert mail["To"] == "ana@example.com"
    shop.tells("order.completed", order(version=2))
    office.moves(timedelta(minutes=1))
    office.settles()
    assert len(post.taken) == 1
