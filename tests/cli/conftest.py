from pathlib import Path
from typing import Any

import pytest
from command_line import Installation


@pytest.fixture(scope="session")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A data folder as `mostrador init` leaves it, and what it printed, to be copied."""
    first = Installation(tmp_path_factory.mktemp("set-up"))
    said = first.begins()
    return first.data, said


@pytest.fixture
def untouched(tmp_path: Path) -> Installation:
    """A folder where nothing has been set up, on SQLite."""
    return Installation(tmp_path)


@pytest.fixture
def installation(tmp_path: Path, set_up: tuple[Path, dict[str, Any]]) -> Installation:
    """The same, whose set-up is copied when it is asked for."""
    return Installation(tmp_path, like=set_up)


@pytest.fixture
def on_postgresql(tmp_path: Path, postgres_url: str) -> Installation:
    """A folder where nothing has been set up, and an empty PostgreSQL database."""
    return Installation(tmp_path, {"database_url": postgres_url})


@pytest.fixture(params=["sqlite", "postgresql"])
def anywhere(request: pytest.FixtureRequest) -> Installation:
    """Either: a test that asks for it runs twice."""
    found: Installation = request.getfixturevalue(
        {"sqlite": "installation", "postgresql": "on_postgresql"}[request.param]
    )
    return found
