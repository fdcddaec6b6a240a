"""A worker that dies with mails in its hands: another takes them over, and no mail becomes two."""

import asyncio
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from house import PATIENCE, House, until
from sqlalchemy import select
from test_kill import content

from mostrador.storage.schema import event
from mostrador.worker import LEASE
from services.mail_server import MailServer
from services.ports import free_port

SLOWLY = 1.0  # seconds that the mail server thinks about a mail; a server with nothing to do has stopped by then


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


def test_a_mail_that_was_taken_when_its_worker_died_is_sent_again_as_the_same_mail(
    on_sqlite: House, mail: MailServer
) -> None:
    ana, jon = on_sqlite.opens(2)

    async def dies(_mail: EmailMessage) -> None:
        server.kill()  # the mail is kept, and nobody is left to hear so
        mail.meanwhile = None

    mail.meanwhile = dies
    with on_sqlite.serving() as server:
        on_sqlite.run(on_sqlite.sends(on_sqlite.answer(ana)))
        server.wait(PATIENCE)
    [first] = mail.taken
    assert states(on_sqlite) == ["waiting"]
    with on_sqlite.serving() as server:
        on_sqlite.run(on_sqlite.sends(on_sqlite.answer(jon)))
        until(lambda: states(on_sqlite) == ["waiting", "done"], "The worker does not work.")
        assert len(mail.taken) == 2  # Jon's; Ana's is left alone while whoever holds it may live
        on_sqlite.moves(LEASE)
        on_sqlite.settles()
        on_sqlite.stops(server)
    again = mail.taken[-1]
    assert len(mail.taken) == 3
    assert again["Message-ID"] == first["Message-ID"] != mail.taken[1]["Message-ID"]
    assert content(again) == content(first)
    each_was_mailed_once(on_sqlite, ana, jon)


def test_what_a_dead_worker_held_is_sent_by_another_server_and_not_before_its_lease_is_over(
    on_postgresql: House, mail: MailServer
) -> None:
    ana, jon = on_postgresql.opens(2)
    halted = threading.Event()

    async def halts(_mail: EmailMessage) -> None:
        halted.set()
        mail.meanwhile = None
        await asyncio.Event().wait()  # until its sender is gone; then the mail is thrown away

    mail.meanwhile = halts
    with on_postgresql.serving() as first:
        on_postgresql.run(on_postgresql.sends(on_postgresql.answer(ana)))
        assert halted.wait(PATIENCE)
        with on_postgresql.serving(port=free_port()) as second:
            on_postgresql.run(on_postgresql.sends(on_postgresql.answer(jon)))
            on_postgresql.moves(LEASE / 4)  # so that the second looks, whoever of the two was woken
            until(lambda: states(on_postgresql) == ["waiting", "done"], "The other worker does not work.")
            first.kill()
            first.wait(PATIENCE)
            on_postgresql.moves(LEASE / 4)
            assert [each["To"] for each in mail.taken] == [address(jon)]
            on_postgresql.moves(LEASE)
            on_postgresql.settles()
            on_postgresql.stops(second)
    assert [each["To"] for each in mail.taken] == [address(jon), address(ana)]
    each_was_mailed_once(on_postgresql, ana, jon)


def test_a_mail_that_is_on_its_way_when_the_server_is_told_to_stop_is_not_sent_a_second_time(
    on_sqlite: House, mail: MailServer
) -> None:
    [ana] = on_sqlite.opens(1)

    async def takes_its_time(_mail: EmailMessage) -> None:
        server.terminate()
        await asyncio.sleep(SLOWLY)

    mail.meanwhile = takes_its_time
    with on_sqlite.serving() as server:
        on_sqlite.run(on_sqlite.sends(on_sqlite.answer(ana)))
        assert server.wait(PATIENCE) == 0
    assert len(mail.taken) == 1
    assert states(on_sqlite) == ["done"]
    each_was_mailed_once(on_sqlite, ana)


def states(house: House) -> list[str]:
    """What became of the mails, in the order in which they were written."""
    return [state for _, state in house.due("mail")]


def address(conversation: str) -> str:
    return f"{conversation.removeprefix('cnv_')}@example.com"


def each_was_mailed_once(house: House, *conversations: str) -> None:
    """As everybody who looks at the conversation sees it."""
    mailed = select(event.c.conversation_id).where(event.c.kind == "mailed")
    assert sorted(house.read(lambda tx: tx.execute(mailed).scalars().all())) == sorted(conversations)
