"""From the mail after a delivery to the figure in the console: nothing in between is made up."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from console_agent import ConsoleAgent, console
from mailing import works
from services.mail_server import MailServer, mail_server
from shopping import Counter
from surveyors import asks, confirms, delivers, link

HELD = timedelta(seconds=16)


@pytest.fixture
def post() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def counter(migrated_url: str, tmp_path: Path, post: MailServer) -> Iterator[Counter]:
    counter = Counter(migrated_url, tmp_path, smtp_port=post.port)
    yield counter
    counter.closes()


def test_what_ana_answered_by_mail_is_the_figure_that_eva_reads(counter: Counter, post: MailServer):
    desk = counter.desk
    survey = counter.run(asks(desk, counter.shop))
    counter.run(delivers(desk, counter.shop))
    works(counter)
    counter.run(confirms(desk, link(post), score=3, why="La taza llegó rota."))
    counter.moves(HELD)
    works(counter)
    with ConsoleAgent(counter, console(counter), "Eva", "supervisor") as eva:
        page = eva.opens(f"/surveys/{survey}/results?by=country").text
        comments = eva.opens(f"/surveys/{survey}/comments?q=ROTA").text
    assert "100 · (0 − 1) / 1 = −100" in page
    assert "1 answer" in page
    assert "Spain" in page
    assert "La taza llegó rota." in page
    assert "NPS 3/10" in comments
    assert "/console/conversations/cnv_" in comments  # which the unhappy answer opened
