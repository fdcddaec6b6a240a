"""What the console is made of reaches its browser small, once, and under a path that changes with it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from office import Office

FILES = re.compile(r'"(/console/static/[^"]+)"')


@pytest.fixture
def office(migrated_sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_sqlite_url, tmp_path) as office:
        yield office


def test_styles_and_scripts_come_compressed_and_stay_as_long_as_they_are_the_same(office: Office):
    browser = office.browser()
    files = FILES.findall(browser.gets("/console/login").text)
    assert [name for name in files if name.endswith("console.css")]
    for path in files:
        answer = browser.http.get(path, headers={"Accept-Encoding": "gzip, br"})
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        is_text = path.endswith((".js", ".css", ".svg"))
        assert answer.headers.get("content-encoding") == ("br" if is_text else None)
        assert answer.content == browser.http.get(path, headers={"Accept-Encoding": "identity"}).content
