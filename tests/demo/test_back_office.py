"""The demo shop's own people, in its back office."""

import asyncio
import re
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from demo_street import HELP, Shopper, Street, a_street
from examples.shop_demo import ShopSettings, create_shop
from examples.shop_demo.clock import MovableClock
from examples.shop_demo.progress import NEXT

HOUR = timedelta(hours=1)
AGAIN = """
insert into purchase (key, name, email, address, city, postcode, card, shipping, total, placed, language, status,
version, told) select ?2, name, email, address, city, postcode, card, shipping, total, placed, language, status,
version, told from purchase where number = ?1
"""


def offered(page: str, order: int) -> list[str]:
    """The steps whose buttons stand in an order's row."""
    row = page.partition(f'id="order-{order}"')[2].partition("</li>")[0]
    return re.findall(r'name="step" value="(\w+)"', row)


def test_the_newest_order_stands_on_top_with_what_can_happen_to_it_next(shopper: Shopper):
    first, second = shopper.buys("cala", 38), shopper.buys("teide", 42)
    page = shopper.get("/back-office").text
    assert page.index(f'id="order-{second}"') < page.index(f'id="order-{first}"')
    assert offered(page, second) == ["ship", "refund", "cancel"]
    assert "Teide" in page
    assert "this machine alone" in page


@pytest.mark.parametrize(
    ("steps", "status"),
    [
        (["ship"], "On its way"),
        (["ship", "parcel_failed"], "The parcel could not be delivered"),
        (["ship", "deliver"], "Delivered"),
        (["ship", "deliver", "return_asked"], "Return requested"),
        (["ship", "deliver", "return_asked", "return_received"], "Return received"),
        (["refund"], "Refunded"),
        (["cancel"], "Cancelled"),
    ],
)
def test_what_the_back_office_does_with_an_order_its_customer_sees(shopper: Shopper, steps: list[str], status: str):
    shopper.registers(f"{'-'.join(steps).replace('_', '-')}@example.com")
    number = shopper.buys()
    done = shopper.works(number, *steps)
    assert f"the help desk is told: {status}." in done.text
    assert done.url.fragment == f"order-{number}"
    assert status in shopper.get("/account").text
    assert status in shopper.get(f"/orders/{number}").text


def test_a_buyer_follows_her_parcel(shopper: Shopper):
    number = shopper.buys()
    shopper.works(number, "ship")
    link = re.search(r'href="(/parcels/\w+)"', shopper.get(f"/orders/{number}").text)
    assert link
    assert "On its way: it arrives on" in shopper.get(link[1]).text
    shopper.works(number, "deliver")
    assert "Delivered." in shopper.get(link[1]).text
    assert shopper.get("/parcels/LO0").status_code == 404


def test_a_card_that_pays_later_leaves_an_order_that_waits_for_its_payment(shopper: Shopper, mails):
    number = shopper.buys(card="4000 0000 0000 0341", email="pays-later@example.com")
    page = shopper.get(f"/orders/{number}").text
    assert "Waiting for the payment" in page
    assert "not paid yet" in page
    assert "Waiting for the payment" in mails("pays-later@example.com")[0]["text"]
    assert offered(shopper.get("/back-office").text, number) == ["pay", "payment_failed", "cancel"]
    shopper.works(number, "payment_failed", "pay")
    assert "We are packing it" in shopper.get(f"/orders/{number}").text


def test_a_step_that_comes_too_late_changes_nothing_and_says_so(shopper: Shopper):
    number = shopper.buys()
    assert shopper.works(number, "ship").status_code == 200
    again = shopper.works(number, "ship")
    assert again.status_code == 409
    assert "this order has changed meanwhile" in again.text
    assert offered(again.text, number) == list(NEXT["shipped"])
    assert f"LO{number}2" not in again.text


def test_what_is_no_step_and_what_is_no_order_is_not_found(shopper: Shopper):
    number = shopper.buys()
    assert shopper.works(number, "sing").status_code == 404
    assert shopper.works(number + 1000, "ship").status_code == 404
    assert shopper.works(10**30, "ship").status_code == 404
    assert shopper.post("/back-office/clock", data={"by": "hour"}).status_code == 404  # this street's time is its own
    assert offered(shopper.get("/back-office?before=x&done=²").text, number) == list(NEXT["paid"])


def test_older_orders_are_a_page_further_and_stay_in_sight_while_they_are_worked_on(shopper: Shopper, street: Street):
    oldest = shopper.buys()
    with closing(sqlite3.connect(street.database, timeout=5)) as database, database:
        database.executemany(AGAIN, [(oldest, f"again {each}") for each in range(20)])
    first = shopper.get("/back-office").text
    assert f'id="order-{oldest}"' not in first
    older = re.search(r'href="/back-office\?before=(\d+)"', first)
    assert older
    further = shopper.get(f"/back-office?before={older[1]}").text
    assert offered(further, oldest) == list(NEXT["paid"])
    assert f'name="before" value="{older[1]}"' in further
    done = shopper.post(f"/back-office/orders/{oldest}", data={"step": "ship", "before": older[1]})
    assert offered(done.text, oldest) == list(NEXT["shipped"])


def test_another_site_moves_neither_orders_nor_time(shopper: Shopper):
    number = shopper.buys()
    evil = {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"}
    for path, data in ((f"/back-office/orders/{number}", {"step": "ship"}), ("/back-office/clock", {"by": "hour"})):
        assert shopper.post(path, data=data, headers=evil).status_code == 403
    assert offered(shopper.get("/back-office").text, number) == list(NEXT["paid"])


def test_another_machine_finds_no_back_office(tmp_path: Path):
    shop = create_shop(ShopSettings(database=tmp_path / "shop.sqlite3", address="http://shop.example"))

    async def look(client: str) -> list[int]:
        wire = httpx.ASGITransport(shop, client=(client, 4711))
        headers = {"Origin": "http://shop.example"}
        async with httpx.AsyncClient(transport=wire, base_url="http://shop.example", headers=headers) as browser:
            answers = [await browser.get(path) for path in ("/back-office", "/back-office/news")]
            answers += [await browser.post(path) for path in ("/back-office/orders/1", "/back-office/clock")]
            return [answer.status_code for answer in answers]

    assert asyncio.run(look("192.0.2.7")) == [404] * 4
    assert asyncio.run(look("127.0.0.1"))[:2] == [200, 200]


def test_a_button_moves_the_time_of_whoever_reads_the_clocks_file(tmp_path: Path):
    clock, other = MovableClock(tmp_path / "clock"), MovableClock(tmp_path / "clock")
    with a_street(tmp_path, HELP, clock.move) as street, Shopper(street.shop) as somebody:
        before = other.now()
        assert "+1 hour" in somebody.post("/back-office/clock", data={"by": "hour"}).text
        assert HOUR <= other.now() - before < 2 * HOUR
        somebody.post("/back-office/clock", data={"by": "days"})
        assert other.now() - before >= timedelta(days=3, hours=1)
        assert somebody.post("/back-office/clock", data={"by": "year"}).status_code == 404
