"""SIGKILL while forms and answers come in: what was answered is there once, and every mail leaves."""

import asyncio
import signal
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from house import PATIENCE, Errand, House
from sqlalchemy import Connection, select

from mostrador.domain.conversation import Conversation
from mostrador.storage import conversations as log
from mostrador.storage.conversations import AGENTS
from mostrador.storage.schema import conversation, due, event
from mostrador.worker import AT_ONCE, LEASE
from services.mail_server import MailServer

FORMS, ANSWERS = 18, 10  # in each round
AT_A_TIME = 8

times = pytest.mark.parametrize("kills", [10, pytest.param(100, marks=pytest.mark.soak)])
times_on_postgresql = pytest.mark.parametrize("kills", [3, pytest.param(100, marks=pytest.mark.soak)])


@pytest.fixture
def on_sqlite(migrated_sqlite_url: str, tmp_path: Path, mail: MailServer) -> Iterator[House]:
    house = House(migrated_sqlite_url, tmp_path, smtp_port=str(mail.port))
    yield house
    house.closes()


@pytest.fixture
def on_postgresql(migrated_postgres_url: str, tmp_path: Path, mail: MailServer) -> Iterator[House]:
    house = House(migrated_postgres_url, tmp_path, smtp_port=str(mail.port))
    yield house
    house.closes()


@times
def test_a_killed_server_has_lost_nothing_that_it_answered(on_sqlite: House, mail: MailServer, kills: int) -> None:
    is_killed_and_killed_again(on_sqlite, mail, kills)


@times_on_postgresql
def test_a_killed_server_on_postgresql_has_lost_nothing_either(
    on_postgresql: House, mail: MailServer, kills: int
) -> None:
    is_killed_and_killed_again(on_postgresql, mail, kills)


def is_killed_and_killed_again(house: House, mail: MailServer, kills: int) -> None:
    before = house.opens(6)
    forms: list[Errand] = []
    answers: list[Errand] = []
    open_ends: list[Errand] = []
    cut_off = 0
    for _ in range(kills):
        new_forms, new_answers = house.forms(FORMS), house.answers(ANSWERS, before)
        forms += new_forms
        answers += new_answers
        errands = [*open_ends, *new_forms, *new_answers]
        house.dice.shuffle(errands)
        with house.serving() as server:
            house.run(go_until_killed(house, errands, server, after=house.dice.randint(2, len(errands) - 2)))
        open_ends = [errand for errand in errands if errand.answer is None]
        cut_off += len(open_ends)
    assert cut_off, "Nobody was ever cut off: the kills came too late to mean anything."
    with house.serving() as server:
        house.run(go(house, open_ends))
        house.moves(LEASE)
        house.settles()
        house.stops(server)
    house.read(lambda tx: every_form_is_there_once(tx, forms, before=len(before)))
    house.read(lambda tx: every_answer_is_there_once(tx, answers))
    house.read(lambda tx: every_log_adds_up(tx, house.shop))
    every_mail_has_left(house.read(mails_that_were_due), mail.taken, kills)


async def go_until_killed(house: House, errands: list[Errand], server: "subprocess.Popen[bytes]", after: int) -> None:
    """Everybody at once; when so many were answered the server dies in the middle of the others."""
    answered = 0

    async def run(errand: Errand) -> None:
        nonlocal answered
        async with few:
            if await errand.goes(http):
                answered += 1
                if answered == after:
                    server.send_signal(signal.SIGKILL)

    few = asyncio.Semaphore(AT_A_TIME)
    async with house.client() as http:
        await asyncio.gather(*map(run, errands))
    assert server.wait(PATIENCE) == -signal.SIGKILL, house.complaints()


async def go(house: House, errands: list[Errand]) -> None:
    async with house.client() as http:
        assert all([await errand.goes(http) for errand in errands])


def every_form_is_there_once(tx: Connection, forms: list[Errand], before: int) -> None:
    rows = tx.execute(select(conversation.c.visitor_id, conversation.c.opening_key, conversation.c.id)).all()
    there = {(visitor, key): id for visitor, key, id in rows if visitor}
    assert len(rows) == before + len(forms)
    for form in forms:
        assert form.answer is not None
        assert there[form.about, form.key] == form.answer.json()["conversation"]


def every_answer_is_there_once(tx: Connection, answers: list[Errand]) -> None:
    said = Counter(tx.execute(select(event.c.key).where(event.c.kind == "message")).scalars())
    assert said == Counter(answer.key for answer in answers)


def every_log_adds_up(tx: Connection, shop: str) -> None:
    for id in tx.execute(select(conversation.c.id)).scalars().all():
        events = log.events_after(tx, shop, id, 0, AGENTS, limit=10_000)
        assert [each.seq for each in events] == list(range(1, len(events) + 1))
        assert Conversation(id, shop).after(events) == log.find(tx, shop, id)


def mails_that_were_due(tx: Connection) -> dict[str, str]:
    rows = tx.execute(select(due.c.id, due.c.state).where(due.c.kind.in_(["mail", "receipt"])))
    return dict(tuple(row) for row in rows)


def every_mail_has_left(due: dict[str, str], taken: list[EmailMessage], kills: int) -> None:
    """Each once, or twice where a kill came between the mail server's yes and our own writing down of it."""
    assert set(due.values()) == {"done"}
    sent: defaultdict[str, list[Any]] = defaultdict(list)
    for mail in taken:
        sent[mail["Message-ID"].strip("<>").partition("@")[0]].append(content(mail))
    assert set(sent) == set(due)
    assert sum(map(len, sent.values())) - len(sent) <= kills * AT_ONCE
    for same in sent.values():
        assert all(each == same[0] for each in same)


def content(mail: EmailMessage) -> tuple[Any, ...]:
    """All that a reader would tell two mails apart by."""
    headers = sorted((name, value) for name, value in mail.items() if name != "Content-Type")
    return headers, *(part.get_content() for part in mail.walk() if not part.is_multipart())
