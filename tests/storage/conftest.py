from collections.abc import Iterator
from pathlib import Path

import pytest
from writers import QUEUE

from shopping import Counter


@pytest.fixture
def counter(migrated_url: str, tmp_path: Path) -> Iterator[Counter]:
    """A counter with one shop, on each database."""
    counter = Counter(migrated_url, tmp_path, write_queue=QUEUE)
    yield counter
    counter.closes()
