"""What the SDK's manual asks, word for word, is answered by a running counter."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mostrador_sdk import Customer, NotFound
from office import Office
from shop_server import ShopServer, order
from surveyors import SCORE, asks

README = (Path(__file__).parents[2] / "sdk" / "README.md").read_text()
ERASES = 'support.customers.erased("7")\n'


@pytest.fixture
def office(migrated_sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_sqlite_url, tmp_path) as office:
        yield office


@pytest.fixture
def names(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """What the examples define, once what they tell has arrived; but for Ana's wish to be forgotten."""
    monkeypatch.chdir(tmp_path)
    office.run(asks(office.desk, office.shop, SCORE, id="svy_page", moment="page"))
    office.run(asks(office.desk, office.shop, SCORE, id="svy_call", moment="call"))
    key = ShopServer(office).key
    parts = README[README.index("## Tell what happens") : README.index("## Tell the widget")]
    names: dict[str, Any] = {}
    for block in re.findall(r"```python\n(.*?)```", parts, re.DOTALL):
        said = block.replace("https://help.shop.example", office.url).replace('"svy_…"', '"svy_page"')
        exec(said.replace('"…"', f'"{key}"').replace(ERASES, ""), names)  # noqa: S102
    assert ERASES in README
    assert names["support"].flush() == 0
    yield names
    names["support"].close()


def test_a_shopper_complains_and_everybody_with_the_order_is_answered_once(names: dict[str, Any]) -> None:
    bought = order("1042", customer=Customer(id="7", email="ana@example.com"))
    code = names["complain"](bought, "Llegó rota.")
    names["answer_all"](bought, "Sale otra hoy.")
    names["answer_all"](bought, "Sale otra hoy.")
    [conversation] = names["support"].conversations.list(order="1042").conversations
    found = names["support"].conversations.get(conversation.id)
    assert found.code == code
    assert [each.text for each in found.events if each.text] == ["Llegó rota.", "Sale otra hoy."]


def test_who_has_bought_something_stays_and_is_invited(names: dict[str, Any]) -> None:
    support = names["support"]
    support.customers.created(Customer(id="7", name="Ana"))
    assert support.flush() == 0
    names["tidy_up"]("7")
    assert support.customers.export("7").customer.language == "es"


def test_who_never_bought_anything_is_erased(names: dict[str, Any]) -> None:
    support = names["support"]
    support.customers.created(Customer(id="8", name="Nadie"))
    assert support.flush() == 0
    names["tidy_up"]("8")
    with pytest.raises(NotFound):
        support.customers.get("8")


def test_a_thank_you_page_gets_its_token_before_the_order_has_arrived(names: dict[str, Any]) -> None:
    token = names["survey_token"](order("2001"))
    assert token.startswith("lnk_")
    assert names["survey_token"](order("2001")) == token


def test_a_parcel_is_told_and_asked_about_on_asyncio(names: dict[str, Any]) -> None:
    async def work() -> int:
        count: int = await names["shipped"]("1042", "PK124")
        assert await names["help_desk"].flush() == 0
        await names["help_desk"].close()
        return count

    assert asyncio.run(work()) == 0
