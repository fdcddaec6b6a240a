from pathlib import Path

import pytest

from command_line import Installation


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    """A folder with nothing in it, on SQLite."""
    return Installation(tmp_path)


@pytest.fixture
def on_postgresql(tmp_path: Path, postgres_url: str) -> Installation:
    """A folder with nothing in it, and an empty PostgreSQL database."""
    return Installation(tmp_path, {"database_url": postgres_url})


@pytest.fixture(params=["sqlite", "postgresql"])
def anywhere(request: pytest.FixtureRequest) -> Installation:
    """Either: a test that asks for it runs twice."""
    found: Installation = request.getfixturevalue(
        {"sqlite": "installation", "postgresql": "on_postgresql"}[request.param]
    )
    return found
