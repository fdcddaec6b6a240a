"""How much one visitor, one network and one mailbox may send, and what becomes of more."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from mostrador.actions import defences, forms
from mostrador.errors import (
    TooMany,
)
from mostrador.storage import schema
from shopping import Counter, Shopper


@pytest.fixture
def counter(migrated_url: str, tmp_path: Path) -> Iterator[Counter]:
    counter = Counter(migrated_url, tmp_path)
    yield counter
    counter.closes()


@pytest.fixture
def next_door(counter: Counter) -> str:
    return counter.opens_shop("La tienda de al lado")


@pytest.fixture
def ana(counter: Counter) -> Shopper:
    return counter.shopper("ana")


def rows(counter: Counter, table: Any) -> list[Any]:
    return counter.run(counter.desk.db.read(lambda tx: tx.execute(select(table)).all()))


def sends_many(shopper: Shopper, count: int) -> None:
    for number in range(count):
        shopper.sends(message=f"¿Dónde está mi pedido {number}?")


def test_a_visitor_who_sends_too_much_is_told_when_to_try_again(counter: Counter):
    ana = counter.shopper("ana")
    with pytest.raises(TooMany) as refused:
        sends_many(ana, 14)
    assert 9 < len(rows(counter, schema.conversation)) < 14
    assert 0 < (refused.value.retry_after or 0) <= 3600
    counter.moves(timedelta(hours=2))
    assert not ana.sends().again


def test_r5_sending_again_is_not_counted_as_sending_more(counter: Counter):
    ana = counter.shopper("ana")
    sent = ana.form()
    first = ana.sends(sent)
    for _ in range(30):
        assert ana.sends(sent).conversation == first.conversation
    assert not ana.sends().again


def test_r5_thirty_people_behind_one_address_are_all_heard(counter: Counter):
    texts = ["¿Dónde está mi pedido?", "No me ha llegado el paquete.", "¿Cuándo llega?", "Hola, ¿y mi pedido 1042?"]
    for number in range(30):
        shopper = counter.shopper(f"person{number}", address="203.0.113.7")
        shopper.sends(message=texts[number % 4])
        counter.moves(timedelta(minutes=1))
    assert {conversation.folder for conversation in rows(counter, schema.conversation)} == {"open"}


def test_a_network_beyond_its_limit_is_set_aside_and_never_refused(counter: Counter):
    counter.reading = timedelta(seconds=20)
    for number in range(75):
        shopper = counter.shopper(f"person{number}", address=f"2001:db8:1:2::{number:x}")
        shopper.sends(message=f"¿Dónde está mi pedido {number}?")
    folders = [conversation.folder for conversation in rows(counter, schema.conversation)]
    assert folders[:60] == ["open"] * 60
    assert folders[-1] == "quarantine"


def test_a_pressed_network_gets_harder_proofs(counter: Counter):
    ana, address = counter.shopper("ana"), "203.0.113.9"
    easy = counter.run(forms.open_token(counter.desk, ana.proof, address, None))
    keys = defences.keys(counter.shop, network=address)
    for _ in range(61):
        counter.run(counter.desk.tally.count(keys, counter.clock.now()))
    hard = counter.run(forms.open_token(counter.desk, ana.proof, address, None))
    tries = [issued.challenge["parameters"]["data"]["tries"] for issued in (easy, hard)]
    assert tries[1] == 4 * tries[0]
