"""A restart in the seconds in which an answer can be taken back: it leaves once, or never."""

import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from house import PATIENCE, Errand, House
from sqlalchemy import Connection, select

from mostrador.domain.conversation import Conversation
from mostrador.storage import conversations as log
from mostrador.storage.conversations import AGENTS
from mostrador.storage.schema import event
from services.mail_server import MailServer

HELD = 60  # seconds, the longest that a shop can choose


@pytest.fixture
def on_sqlite(migrated_sqlite_url: str, tmp_path: Path, mail: MailServer) -> Iterator[House]:
    house = House(migrated_sqlite_url, tmp_path, undo_seconds=HELD, smtp_port=str(mail.port))
    yield house
    house.closes()


@pytest.fixture
def on_postgresql(migrated_postgres_url: str, tmp_path: Path, mail: MailServer) -> Iterator[House]:
    house = House(migrated_postgres_url, tmp_path, undo_seconds=HELD, smtp_port=str(mail.port))
    yield house
    house.closes()


def test_an_answer_held_through_a_restart_leaves_once_and_one_taken_back_never_does(
    on_sqlite: House, mail: MailServer
) -> None:
    is_held_through_a_restart(on_sqlite, mail, signal.SIGTERM)


def test_an_answer_held_while_the_server_is_killed_leaves_once_and_one_taken_back_never_does(
    on_postgresql: House, mail: MailServer
) -> None:
    is_held_through_a_restart(on_postgresql, mail, signal.SIGKILL)


def test_an_answer_whose_seconds_end_while_the_server_is_down_leaves_when_it_is_back(
    on_sqlite: House, mail: MailServer
) -> None:
    [sent] = on_sqlite.opens(1)
    answer = on_sqlite.answer(sent)
    with on_sqlite.serving() as server:
        on_sqlite.run(on_sqlite.sends(answer))
        server.kill()
        server.wait(PATIENCE)
    on_sqlite.moves(timedelta(seconds=HELD))
    with on_sqlite.serving() as server:
        on_sqlite.settles()
        on_sqlite.stops(server)
    only_this_one_left(on_sqlite, mail, sent, answer)


def is_held_through_a_restart(house: House, mail: MailServer, end: signal.Signals) -> None:
    sent, regretted_before, regretted_after = house.opens(3)
    answers = [house.answer(each) for each in (sent, regretted_before, regretted_after)]
    with house.serving() as server:
        house.run(house.sends(*answers))
        house.run(house.sends(house.take_back(regretted_before)))
        server.send_signal(end)
        assert server.wait(PATIENCE) == (0 if end == signal.SIGTERM else -end)
    assert states(house) == {sent: "waiting", regretted_before: "taken_back", regretted_after: "waiting"}
    with house.serving() as server:
        house.run(house.sends(house.take_back(regretted_after)))
        house.moves(timedelta(seconds=HELD))
        house.settles()
        house.stops(server)
    assert states(house) == {sent: "done", regretted_before: "taken_back", regretted_after: "taken_back"}
    only_this_one_left(house, mail, sent, answers[0])


def states(house: House) -> dict[str, str]:
    """What became of the held answer in each conversation."""
    return {each.subject: state for each, state in house.due("answer")}


def only_this_one_left(house: House, mail: MailServer, conversation: str, answer: Errand) -> None:
    """As one event and one mail, in a log without gaps."""

    def look(tx: Connection) -> None:
        said = tx.execute(select(event.c.conversation_id, event.c.key).where(event.c.kind == "message")).all()
        assert [tuple(each) for each in said] == [(conversation, answer.key)]
        events = log.events_after(tx, house.shop, conversation, 0, AGENTS)
        assert [each.kind for each in events] == ["form", "message", "mailed"]
        assert Conversation(conversation, house.shop).after(events) == log.find(tx, house.shop, conversation)

    house.read(look)
    [left] = mail.answers()
    assert left["To"] == f"{conversation.removeprefix('cnv_')}@example.com"
