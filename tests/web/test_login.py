"""Getting in, and what keeps others out."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from office import Office


@pytest.fixture
def office(migrated_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_url, tmp_path) as office:
        yield office


def test_bo_logs_in_and_out(office: Office) -> None:
    office.hires("bo@loza.example")
    bo = office.browser()
    assert bo.logs_in("bo@loza.example").headers["HX-Redirect"] == "/console/inbox/mine"
    assert bo.is_in()
    assert bo.posts("/console/logout").status_code == 204
    assert not bo.is_in()
