"""A shop's server tells what happens: each thing counts once, however often and in whatever order it is told."""

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from mostrador.storage import customers, keys, orders
from mostrador.storage.schema import shop_event
from mostrador_sdk import Customer, Return, Shipment
from office import Office
from shop_server import GUEST, ShopServer, order


@pytest.fixture
def office(migrated_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_url, tmp_path) as office:
        yield office


def stands(office: Office, key: str = "1042") -> Any:
    return office.read(lambda tx: orders.by_keys(tx, office.shop, [key])).get(key)


def test_an_order_is_there_once_it_was_told(office: Office):
    shop = ShopServer(office)
    answer = shop.posts([shop.event("order.placed", order(number="A-1042"))])
    assert answer.status_code == 202
    assert answer.json() == {"results": [{"id": "evt-1", "result": "accepted", "code": "", "detail": ""}]}
    found = stands(office)
    assert (found.number, found.status, found.total, found.currency) == ("A-1042", "placed", 11980, "EUR")
    assert (found.customer_key, found.email, found.name) == ("7", "ana@example.com", "Ana Núñez")
    assert found.snapshot["items"][0]["name"] == "Taza azul"


def test_telling_it_again_changes_nothing(office: Office):
    shop = ShopServer(office)
    event = shop.event("order.placed", order())
    again = {**event, "data": {**event["data"], "total": 1}}
    assert shop.posts([event, again]).json()["results"][1]["result"] == "duplicate"
    assert shop.posts([again]).json()["results"][0]["result"] == "duplicate"
    assert stands(office).total == 11980


def test_one_id_of_two_sources_is_two_events(office: Office):
    shop = ShopServer(office)
    event = shop.event("order.placed", order())
    other = {**shop.event("order.paid", order(version=2), id=event["id"]), "source": "till"}
    assert [each["result"] for each in shop.posts([event, other]).json()["results"]] == ["accepted", "accepted"]


def test_a_bad_event_does_not_spoil_its_batch(office: Office):
    shop = ShopServer(office)
    good, wrong = shop.event("order.placed", order()), shop.event("order.placed", order("1043"))
    wrong["data"]["total"] = 119.8
    results = shop.posts([wrong, good, {"id": 4}, 7, {**good, "id": "evt-9", "type": "order.eaten"}]).json()["results"]
    assert [each["result"] for each in results] == ["refused", "accepted", "refused", "refused", "refused"]
    assert [each["id"] for each in results] == ["evt-2", "evt-1", "", "", "evt-9"]
    assert results[0]["code"] == "event_invalid"
    assert results[0]["detail"].startswith("data.total: expected int, got float.")
    assert stands(office) is not None
    assert stands(office, "1043") is None


@pytest.mark.parametrize("years", [-100, 1])
def test_a_time_that_cannot_be_is_refused(office: Office, years: int):
    shop = ShopServer(office)
    then = office.now() + timedelta(days=366 * years)
    wrong = [{"at": then}, {}, {}]
    values = [order(), order(version=then), order(placed_at=then)]
    events = [shop.event("order.placed", value, **more) for value, more in zip(values, wrong, strict=True)]
    results = shop.posts(events).json()["results"]
    assert [each["code"] for each in results] == ["time_implausible"] * 3


def test_in_whatever_order_it_is_told_it_comes_to_the_same(office: Office):
    shop, began = ShopServer(office), office.now() - timedelta(days=3)

    def told(key: str) -> list[dict[str, Any]]:
        return [
            shop.event("order.placed", order(key, 1), at=began),
            shop.event("order.paid", order(key, 2, total=9980), at=began + timedelta(hours=1)),
            shop.event("shipment.created", Shipment(order=key, number="PK1", carrier="correos"), at=began),
            shop.event("shipment.delivered", Shipment(order=key, number="PK1", note="porch"), at=began + timedelta(2)),
        ]

    for number, arrangement in enumerate(itertools.permutations(range(4))):
        events = told(str(number))
        for place in arrangement:
            assert shop.posts([events[place]]).json()["results"][0]["result"] == "accepted"
    found = [stands(office, str(number)) for number in range(24)]
    assert {(each.status, each.version, each.total) for each in found} == {("paid", 2, 9980)}
    assert {each.delivered_at for each in found} == {began + timedelta(2)}
    parcels = office.read(lambda tx: orders.parcels(tx, office.shop, [str(number) for number in range(24)]))
    assert {(each.status, each.carrier, each.note) for each in parcels} == {("delivered", "correos", "porch")}


def test_a_parcel_and_a_return_may_be_told_before_their_order(office: Office):
    shop = ShopServer(office)
    assert shop.tells("shipment.created", Shipment(order="1042", number="PK1")) == "accepted"
    assert shop.tells("return.requested", Return(order="1042", number="R1", reason="Too small")) == "accepted"
    assert stands(office) is None
    shop.tells("order.placed", order())
    assert stands(office).shipped_at is not None
    assert office.read(lambda tx: orders.returns(tx, office.shop, ["1042"]))[0].reason == "Too small"


def test_versions_may_be_moments(office: Office):
    shop, monday = ShopServer(office), datetime(2026, 5, 4, 9, tzinfo=UTC)
    shop.tells("order.paid", order(version=monday + timedelta(seconds=1), total=2))
    shop.tells("order.placed", order(version=monday, total=1))
    assert (stands(office).total, stands(office).status) == (2, "paid")


def test_of_two_states_within_one_second_the_further_one_counts(office: Office):
    shop, now = ShopServer(office), office.now()
    for number in range(12):
        told = [shop.event(f"order.{status}", order(str(number), now), at=now) for status in ("paid", "placed")]
        shop.posts(told if number % 2 else told[::-1])
    assert {stands(office, str(number)).status for number in range(12)} == {"paid"}


def test_what_is_told_late_of_a_customer_is_no_news(office: Office):
    shop, now = ShopServer(office), office.now()
    new = Customer(id="7", name="Ana Nueva", email="new@example.com", email_verified=True)
    old = Customer(id="7", name="Ana Vieja", email="old@example.com", email_verified=True)
    shop.tells("customer.updated", new, at=now)
    shop.tells("customer.created", old, at=now - timedelta(days=2))
    known = office.read(lambda tx: customers.by_external_id(tx, office.shop, "7"))
    assert (known.name, known.email) == ("Ana Nueva", "new@example.com")


def test_two_parcels_are_delivered_when_the_last_one_is(office: Office):
    shop = ShopServer(office)
    shop.tells("order.paid", order())
    for number in ("PK1", "PK2"):
        shop.tells("shipment.created", Shipment(order="1042", number=number))
    shop.tells("shipment.delivered", Shipment(order="1042", number="PK1"))
    assert stands(office).delivered_at is None
    shop.tells("shipment.delivered", Shipment(order="1042", number="PK2"))
    assert stands(office).delivered_at is not None


def test_many_who_tell_at_once_lose_nothing_and_double_nothing(office: Office):
    shop = ShopServer(office)
    events = [shop.event("order.updated", order(version=number, total=number)) for number in range(1, 41)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda event: shop.posts([event]).raise_for_status(), events * 2))
    assert stands(office).total == 40
    count = select(func.count()).select_from(shop_event)
    assert office.read(lambda tx: tx.execute(count).scalar_one()) == 40


def test_a_customer_of_the_shop_is_known_by_what_was_told(office: Office):
    shop = ShopServer(office)
    shop.tells("customer.created", Customer(id="7", name="Ana", email="ana@example.com"))
    known = office.read(lambda tx: customers.by_external_id(tx, office.shop, "7"))
    assert (known.name, known.email, known.claimed_email) == ("Ana", None, "ana@example.com")
    shop.tells("customer.updated", Customer(id="7", name="Ana Núñez", email="ana@example.com", email_verified=True))
    known = office.read(lambda tx: customers.by_external_id(tx, office.shop, "7"))
    assert (known.name, known.email) == ("Ana Núñez", "ana@example.com")


def test_a_guests_order_hangs_on_the_address_alone(office: Office):
    shop = ShopServer(office)
    shop.tells("order.placed", order("1", customer=GUEST))
    shop.tells("order.placed", order("2", customer=Customer(id="9", email=GUEST.email)))
    found = office.read(lambda tx: orders.of_customer(tx, office.shop, external_id=None, email=GUEST.email, most=9))
    assert [each.external_id for each in found] == ["1"]
    found = office.read(lambda tx: orders.of_customer(tx, office.shop, external_id="9", email=None, most=9))
    assert [each.external_id for each in found] == ["2"]
    assert office.read(lambda tx: orders.of_customer(tx, office.shop, external_id=None, email=None, most=9)) == []


def test_another_shops_orders_are_no_ones_business(office: Office):
    ShopServer(office).tells("order.placed", order())
    other = ShopServer(office, shop=office.other_shop)
    assert other.tells("order.placed", order(total=5), id="evt-1") == "accepted"
    assert stands(office).total == 11980


# Who may


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer mk_wrong", "Basic bWs6", "Bearer \u00f1".encode()])
def test_without_a_key_nothing_is_taken(office: Office, header: Any):
    shop = ShopServer(office)
    answer = shop.posts([shop.event("order.placed", order())], headers={"Authorization": header})
    assert (answer.status_code, answer.json()["code"]) == (401, "key_unknown")
    assert stands(office) is None


def test_a_key_that_was_ended_or_lacks_the_scope_tells_nothing(office: Office):
    shop, reader = ShopServer(office), ShopServer(office, scopes=["conversations:read"])
    event = [shop.event("order.placed", order())]
    assert (reader.posts(event).status_code, reader.posts(event).json()["code"]) == (403, "scope_missing")
    office.write(lambda tx: keys.revoke(tx, office.shop, shop.key_id, at=office.now()))
    assert shop.posts(event).status_code == 401


def test_a_key_in_a_page_is_refused(office: Office):
    shop = ShopServer(office)
    answer = shop.posts([shop.event("order.placed", order())], headers={"Origin": "https://www.loza.example"})
    assert (answer.status_code, answer.json()["code"]) == (403, "browser_not_allowed")


def test_the_console_shows_when_a_key_was_last_used(office: Office):
    shop = ShopServer(office)
    shop.tells("order.placed", order())
    assert office.read(lambda tx: keys.live(tx, office.shop))[0].last_used_at == office.now()


# What strangers can send


def test_too_much_at_once_is_refused_before_it_is_read(office: Office):
    shop = ShopServer(office)
    assert shop.posts([{}] * 101).json()["code"] == "too_many_events"
    heavy = shop.http.post("/api/v1/events", content=b"[" + b" " * 1_100_000 + b"]")
    assert heavy.status_code == 413
    assert shop.posts([{}] * 100).status_code == 202


@pytest.mark.parametrize("body", [b"", b"{}", b"[", b"null", b"\xff", b"[" * 100_000, b'[{"id":"\xed\xa0\x80"}]'])
def test_what_is_no_batch_is_refused(office: Office, body: bytes):
    shop = ShopServer(office)
    answer = shop.http.post("/api/v1/events", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in {400, 202}
    assert answer.status_code == 400 or answer.json()["results"][0]["result"] == "refused"


def test_cloudevents_batches_are_taken_as_such_and_forms_are_not(office: Office):
    shop = ShopServer(office)
    batch = {"Content-Type": "application/cloudevents-batch+json; charset=utf-8"}
    assert shop.http.post("/api/v1/events", content=b"[]", headers=batch).status_code == 202
    assert shop.http.post("/api/v1/events", data={"a": "b"}).status_code == 400
    assert shop.http.get("/api/v1/events").status_code == 405


NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def teller(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ShopServer]:
    folder = tmp_path_factory.mktemp("told")
    file = folder / "told.sqlite3"
    file.write_bytes(migrated_sqlite.read_bytes())
    with Office(f"sqlite:///{file}", folder) as office:
        yield ShopServer(office)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["id", "source", "subject", "time", "type", "data"]), JSON), JSON)
def test_whatever_stands_in_an_event_is_answered_in_words(teller: ShopServer, attributes: Any, field: Any):
    event = teller.event("order.placed", order())
    deep = {**event, "id": "x", "data": {**event["data"], "metadata": {"it": field}}}
    answer = teller.posts([event | attributes, deep])
    assert answer.status_code == 202, answer.text
