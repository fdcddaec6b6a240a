"""The street that the demo's tests share, and the people in it."""

from collections.abc import Callable, Iterator

import httpx
import pytest
from demo_street import HELP, Shopper, Street, a_street


@pytest.fixture(scope="session")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    with a_street(tmp_path_factory.mktemp("street"), HELP) as opened:
        yield opened


@pytest.fixture
def shopper(street: Street) -> Iterator[Shopper]:
    with Shopper(street.shop) as somebody:
        yield somebody


@pytest.fixture
def stranger(street: Street) -> Iterator[Shopper]:
    with Shopper(street.shop) as somebody:
        yield somebody


@pytest.fixture
def mails(street: Street) -> Callable[[str], list[dict[str, str]]]:
    """What was mailed to an address, newest first."""

    def read(to: str) -> list[dict[str, str]]:
        caught: list[dict[str, str]] = httpx.get(f"{street.mail}/mails.json", params={"to": to}).json()["mails"]
        return caught

    return read
