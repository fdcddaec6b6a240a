"""SIGTERM while forms and answers come in: what was accepted is answered, and the rest can be sent again."""

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from house import PATIENCE, Errand, House
from sqlalchemy import Connection, select

from mostrador.storage.schema import conversation, event
from services.mail_server import MailServer

FORMS, ANSWERS = 60, 40
AT_A_TIME = 16


@pytest.fixture
def on_sqlite(migrated_sqlite_url: str, tmp_path: Path, mail: MailServer) -> Iterator[House]:
    house = House(migrated_sqlite_url, tmp_path, smtp_port=str(mail.port))
    yield house
    house.closes()


def test_who_wrote_while_the_server_was_told_to_stop_is_answered_or_writes_again_and_is_there_once(
    on_sqlite: House,
) -> None:
    before = on_sqlite.opens(5)
    forms, answers = on_sqlite.forms(FORMS), on_sqlite.answers(ANSWERS, before)
    errands = [*forms, *answers]
    on_sqlite.dice.shuffle(errands)
    with on_sqlite.serving() as server:
        on_sqlite.run(go_until(on_sqlite, errands, len(errands) // 3, server.terminate))
        assert server.wait(PATIENCE) == 0, on_sqlite.complaints()
    answered = {form.key for form in forms if form.answer}
    assert 0 < len(answered) < len(forms), "The word to stop came too early or too late to mean anything."
    assert on_sqlite.read(openings) == answered  # who got no answer was not heard either
    with on_sqlite.serving() as server:
        on_sqlite.run(on_sqlite.sends(*(errand for errand in errands if not errand.answer)))
        on_sqlite.settles()
        on_sqlite.stops(server)
    assert on_sqlite.read(openings) == {form.key for form in forms}
    assert on_sqlite.read(said) == sorted(answer.key for answer in answers)
    the_log_names_nobody(on_sqlite, errands)


async def go_until(house: House, errands: list[Errand], after: int, stop: Callable[[], None]) -> None:
    """Everybody at once; when so many were answered the server is told to stop."""
    answered = 0

    async def run(errand: Errand) -> None:
        nonlocal answered
        async with few:
            if await errand.goes(http):
                answered += 1
                if answered == after:
                    stop()

    few = asyncio.Semaphore(AT_A_TIME)
    async with house.client() as http:
        await asyncio.gather(*map(run, errands))


def openings(tx: Connection) -> set[str]:
    """The keys of the forms that are there."""
    return set(tx.execute(select(conversation.c.opening_key).where(conversation.c.visitor_id != "")).scalars())


def said(tx: Connection) -> list[str]:
    """The keys of all answers, each as often as it is there."""
    return sorted(tx.execute(select(event.c.key).where(event.c.kind == "message")).scalars())


def the_log_names_nobody(house: House, errands: list[Errand]) -> None:
    """A line for each request, by route and with an id, and nothing of who wrote what from where."""
    text = house.log()
    lines = [json.loads(line) for line in text.splitlines()]
    requests = [line for line in lines if line["event"] == "request"]
    assert {line["route"] for line in requests} >= {errand.path for errand in errands if "forms" in errand.path}
    assert len({line["request_id"] for line in requests}) == len(requests) >= len(errands)
    for errand in errands:
        for secret in (*errand.personal(), errand.key):
            assert secret not in text
