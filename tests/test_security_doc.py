"""What the page about security promises is shown by tests that there are."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
NAMED = re.findall(r"`([\w/]+\.py)::(test_\w+)`", (TESTS.parent / "docs" / "security.md").read_text("utf-8"))


@pytest.mark.parametrize(("file", "name"), sorted(set(NAMED)))
def test_every_test_that_the_page_about_security_names_is_there(file: str, name: str):
    source = (TESTS / file).read_text("utf-8")
    assert re.search(rf"^(async )?def {name}\(", source, re.MULTILINE)


def test_every_row_names_a_test():
    page = (TESTS.parent / "docs" / "security.md").read_text("utf-8")
    rows = [line for line in page.splitlines() if re.match(r"\| (\d+)? +\|", line)]
    assert len(rows) > 20
    assert all("::test_" in row for row in rows)
