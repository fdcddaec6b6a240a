"""What the SDK asks, the counter answers: every question of both clients, against a running server."""

import asyncio
import inspect
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mostrador_sdk import AsyncMostrador, Customer, Mostrador, NotAllowed, NotFound, Refused
from mostrador_sdk.answers import Invitation
from office import Office
from shop_server import ANA, GUEST, ShopServer, order
from surveyors import asks

Asks = Callable[[Callable[[Any], Any]], Any]


@pytest.fixture
def office(migrated_sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_sqlite_url, tmp_path) as office:
        yield office


@pytest.fixture
def shop(office: Office) -> ShopServer:
    return ShopServer(office)


@pytest.fixture(params=["threads", "coroutines"])
def asked(request: pytest.FixtureRequest, shop: ShopServer, tmp_path: Path) -> Asks:
    """Ask one question by one of the clients."""
    given = {"api_key": shop.key, "outbox": str(tmp_path / "outbox.sqlite3")}

    def by_threads(ask: Callable[[Any], Any]) -> Any:
        with Mostrador(shop.office.url, **given) as support:
            return ask(support)

    async def by_coroutines(ask: Callable[[Any], Any]) -> Any:
        async with AsyncMostrador(shop.office.url, **given) as support:
            answer = ask(support)
            assert inspect.isawaitable(answer)
            return await answer

    return by_threads if request.param == "threads" else lambda ask: asyncio.run(by_coroutines(ask))


def test_a_conversation_is_opened_read_answered_and_listed(asked: Asks, office: Office):
    opened = asked(
        lambda support: support.conversations.open(
            customer=ANA, subject="Pedido", text="¿Dónde está?", order="1042", language="es", key="shop-key-1"
        )
    )
    assert (opened.status, opened.subject, opened.order, opened.channel) == ("open", "Pedido", "1042", "api")
    bo = office.at_work("bo@loza.example")
    bo.gets(f"/console/conversations/{opened.id}")
    bo.posts(f"/console/conversations/{opened.id}/say", mode="answer", key="answer-1", text="Lo miro.", seen="9")
    office.moves(timedelta(seconds=30))
    office.settles()
    sent = asked(lambda support: support.conversations.answer(opened.id, "Sale mañana.", key="answer-2"))
    found = asked(lambda support: support.conversations.get(opened.id))
    assert (found.customer.id, found.customer.name, found.code) == ("7", "Ana Núñez", opened.code)
    said = [(each.author.role, each.text) for each in found.events if each.text]
    assert said == [("customer", "¿Dónde está?"), ("agent", "Lo miro."), ("shop", "Sale mañana.")]
    assert asked(lambda support: support.conversations.get(opened.id, after=sent.seq)).events == []
    page = asked(lambda support: support.conversations.list(order="1042"))
    assert ([each.id for each in page.conversations], page.next) == ([opened.id], None)
    assert asked(lambda support: support.conversations.list(customer="8")).conversations == []


def test_a_guest_opens_a_conversation(asked: Asks):
    opened = asked(
        lambda support: support.conversations.open(customer=GUEST, subject="", text="¿Hacéis envíos a Ceuta?")
    )
    assert (opened.customer.id, opened.customer.email) == (None, "luz@example.com")


def test_a_customer_is_read_changed_taken_out_and_erased(asked: Asks, shop: ShopServer):
    shop.tells("customer.created", Customer(id="a/7", name="Ana", email="ana@example.com"))
    found = asked(lambda support: support.customers.get("a/7"))
    assert (found.id, found.email, found.claimed_email) == ("a/7", None, "ana@example.com")
    changed = asked(
        lambda support: support.customers.update("a/7", name="Ana Núñez", email="ana@loza.example", email_verified=True)
    )
    assert (changed.name, changed.email) == ("Ana Núñez", "ana@loza.example")
    shop.tells("order.placed", order("1042", customer=Customer(id="a/7", email="ana@example.com")))
    out = asked(lambda support: support.customers.export("a/7"))
    assert (out.customer, [each["external_id"] for each in out.orders]) == (changed, ["1042"])
    asked(lambda support: support.customers.erase("a/7"))
    with pytest.raises(NotFound):
        asked(lambda support: support.customers.get("a/7"))


def test_a_guest_is_taken_out_and_erased(asked: Asks, shop: ShopServer):
    shop.tells("order.placed", order("1042", customer=GUEST))
    out = asked(lambda support: support.customers.export_guest("luz@example.com"))
    assert (out.customer, [each["external_id"] for each in out.orders]) == (None, ["1042"])
    assert asked(lambda support: support.customers.erase_guest("luz@example.com")).customers == []
    with pytest.raises(NotFound):
        assert asked(lambda support: support.customers.erase_guest("luz@example.com")).customers == []
    with pytest.raises(Refused) as refused:
        asked(lambda support: support.customers.export_guest("luz at example"))
    assert (refused.value.status, refused.value.code) == (422, "form_invalid")


def test_a_customer_is_invited_to_a_survey(asked: Asks, shop: ShopServer, office: Office):
    survey = office.run(asks(office.desk, office.shop, moment="call"))
    shop.tells("order.placed", order("1042"))
    made: Invitation = asked(lambda support: support.surveys.invite(order="1042", survey=survey, key="survey-1"))
    assert (made.order, made.survey, bool(made.due_at)) == ("1042", survey, True)


def test_a_key_that_may_only_tell_changes_a_customer_and_is_told_nothing_of_them(office: Office, tmp_path: Path):
    shop = ShopServer(office, scopes=["events:write"])
    shop.tells("customer.created", Customer(id="7", name="Ana"))
    with Mostrador(office.url, api_key=shop.key, outbox=str(tmp_path / "outbox.sqlite3")) as support:
        assert support.customers.update("7", name="Ana Núñez").name == ""
        with pytest.raises(NotAllowed, match="customers:read"):
            support.customers.get("7")
    assert ShopServer(office).reads("/customers/7")["name"] == "Ana Núñez"
