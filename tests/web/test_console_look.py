"""The console wears its shop's colour."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from console_agent import ConsoleAgent, console
from shopping import Counter


@pytest.fixture
def bo(migrated_sqlite_url: str, tmp_path: Path) -> Iterator[ConsoleAgent]:
    counter = Counter(migrated_sqlite_url, tmp_path)
    with ConsoleAgent(counter, console(counter), "Bo") as bo:
        yield bo
    counter.closes()


def test_the_shops_colour_comes_as_a_sheet_because_the_policy_allows_no_inline_style(bo: ConsoleAgent):
    page = bo.opens("/inbox/open")
    assert 'href="/console/look.css?color=0f766e"' in page.text

    sheet = bo.opens("/look.css")
    assert sheet.headers["content-type"].startswith("text/css")
    assert sheet.headers["cache-control"].startswith("private")
    assert "--brand: light-dark(#0f766e, #" in sheet.text
