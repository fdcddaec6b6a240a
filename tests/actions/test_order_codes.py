"""Asking for an order says nothing about which orders there are."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import Engine, event

from mailing import works
from mostrador.actions import order_codes
from mostrador.errors import Forbidden
from mostrador.storage import orders
from mostrador.storage.orders import Order
from shop_server import order
from shopping import Counter, Shopper


@pytest.fixture
def counter(migrated_url: str, tmp_path: Path) -> Iterator[Counter]:
    counter = Counter(migrated_url, tmp_path)
    yield counter
    counter.closes()


def placed(counter: Counter, number: str) -> None:
    told, at = order(number), counter.clock.now()
    moments = ("paid", "shipped", "delivered", "cancelled", "refunded", "completed")
    new = Order(
        id=counter.desk.new("ord"),
        shop_id=counter.shop,
        external_id=number,
        number=number,
        version=1,
        snapshot=msgspec.to_builtins(told),
        customer_key="",
        email="luz@example.com",
        name="Luz",
        currency="EUR",
        total=11980,
        refunded=0,
        status="placed",
        failures=0,
        placed_at=at,
        expected_on=None,
        last_at=at,
        **{f"{name}_at": None for name in moments},
    )
    counter.run(counter.desk.db.write(lambda tx: orders.put(tx, [new])))


def statements(counter: Counter, shopper: Shopper, number: str) -> list[str]:
    """All that the database is asked while somebody asks for an order and guesses its code."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    async def visit() -> None:
        await order_codes.ask(counter.desk, shopper.proof, shopper.address, number)
        with pytest.raises(Forbidden):
            await order_codes.prove(counter.desk, shopper.proof, number, "12345678")

    event.listen(Engine, "before_cursor_execute", note)
    try:
        counter.run(visit())
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return asked


def test_s_24_a_number_that_is_unknown_makes_the_same_work_as_one_that_is_known(counter: Counter):
    placed(counter, "1042")
    luz = counter.shopper("luz")
    statements(counter, luz, "to be warm")
    unknown, known = statements(counter, luz, "nobody's"), statements(counter, luz, "1042")
    assert any("INSERT INTO order_proof" in each for each in known)
    assert known == unknown
    works(counter)
