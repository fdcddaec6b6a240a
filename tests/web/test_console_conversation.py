"""An agent reads a conversation in the console and does something about it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from console_agent import ConsoleAgent, console, works
from shopping import MESSAGE, Counter, Shopper


@pytest.fixture
def counter(migrated_sqlite_url: str, tmp_path: Path) -> Iterator[Counter]:
    counter = Counter(migrated_sqlite_url, tmp_path)
    yield counter
    counter.closes()


@pytest.fixture
def ana(counter: Counter) -> Shopper:
    return counter.shopper("ana")


@pytest.fixture
def bo(counter: Counter) -> Iterator[ConsoleAgent]:
    with ConsoleAgent(counter, console(counter), "Bo") as bo:
        yield bo


def test_what_ana_wrote_stands_in_the_inbox_and_opens(counter: Counter, ana: Shopper, bo: ConsoleAgent) -> None:
    opened = ana.sends()
    inbox = bo.opens("/inbox/open")
    assert inbox.status_code == 200, inbox.text
    assert f'id="row-{opened.conversation}"' in inbox.text
    page = bo.opens(f"/conversations/{opened.conversation}")
    assert page.status_code == 200
    assert MESSAGE in page.text
    assert opened.code in page.text


def test_bo_answers_and_resolves(counter: Counter, ana: Shopper, bo: ConsoleAgent) -> None:
    opened = ana.sends()
    held = bo.answers(opened.conversation, "It left today.", then="resolve")
    assert held.status_code == 200, held.text
    assert "data-countdown" in held.text
    from datetime import timedelta

    counter.moves(timedelta(seconds=9))
    works(counter)
    page = bo.swaps(f"/conversations/{opened.conversation}", "main#conversation")
    assert "It left today." in page.text
    assert "data-countdown" not in page.text
    assert "Bo resolved it" in page.text
