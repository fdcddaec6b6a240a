"""A counter that a shop can tell things to, and an outbox to tell them by."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mostrador_sdk.fake import FakeMostrador


@pytest.fixture
def counter() -> Iterator[FakeMostrador]:
    """A counter that is up."""
    with FakeMostrador() as counter:
        yield counter


@pytest.fixture
def outbox(tmp_path: Path) -> Path:
    """Where an outbox may lie; nothing is there yet."""
    return tmp_path / "support-outbox.sqlite3"
