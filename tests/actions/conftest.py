"""A counter whose shop asks how it went, and who keeps its surveys; a file that wants another counter has its own."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mostrador.domain.speaker import Speaker
from owning import hired
from services.mail_server import MailServer, mail_server
from shopping import Counter
from surveyors import SCORE, asks


@pytest.fixture
def post() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def counter(migrated_url: str, tmp_path: Path, post: MailServer) -> Iterator[Counter]:
    counter = Counter(migrated_url, tmp_path, smtp_port=post.port)
    counter.run(asks(counter.desk, counter.shop, SCORE, rest_days=0, reminder_days=0))
    yield counter
    counter.closes()


@pytest.fixture
def lola(counter: Counter) -> Speaker:
    """Who keeps the surveys."""
    return counter.run(hired(counter.desk, counter.shop, "Lola", "supervisor", lasting=timedelta(days=30)))
