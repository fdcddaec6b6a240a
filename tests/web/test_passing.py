"""A chat is passed on: it rings at whom it was meant for, and is lost nowhere."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from test_queue import board

from live_callers import LiveShopper, agent_line
from mostrador.domain.shop import Department
from mostrador.storage import members, shops
from office import Browser, Office


@pytest.fixture
def office(migrated_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_url, tmp_path) as office:
        yield office


def passes(agent: Browser, chat: str, to: str, *, note: str = "", key: str = "") -> httpx.Response:
    return agent.posts(f"/console/chats/{chat}/pass", to=to, note=note, key=key or str(uuid.uuid4()))


def test_a_chat_rings_at_the_colleague_and_at_the_next_where_they_do_not_take_it(office: Office):
    marta, bo = office.at_work("marta@loza.example"), office.at_work("bo@loza.example")
    with agent_line(marta) as martas, agent_line(bo) as bos:
        martas.sends("duty", state="on", capacity=1)
        board(martas, state="on")
        chat = LiveShopper(office).opens()
        board(martas, ringing=[chat])
        martas.sends("join", conversation=chat)
        board(martas, mine=[chat])
        bos.sends("duty", state="on", capacity=1)
        board(bos, state="on")
        assert passes(marta, chat, bo.agent, note="Habla francés.").status_code == 204
        board(bos, ringing=[chat])
        board(martas, mine=[], ringing=[])
        office.moves(timedelta(seconds=31))
        board(martas, ringing=[chat])


def test_a_chat_for_a_department_rings_at_one_of_its_agents(office: Office):
    marta, bo, cid = (office.at_work(f"{name}@loza.example") for name in ("marta", "bo", "cid"))
    returns = Department(office.desk.new("dep"), "Devoluciones")
    office.write(lambda tx: shops.add_department(tx, office.shop, returns))
    office.write(
        lambda tx: members.set_member(tx, office.shop, cid.agent, "agent", departments=[returns.id], at=office.now())
    )
    chat = LiveShopper(office).opens()
    with agent_line(marta) as martas, agent_line(bo) as bos, agent_line(cid) as cids:
        martas.sends("join", conversation=chat)
        board(martas, mine=[chat])
        for line in (bos, cids):
            line.sends("duty", state="on", capacity=3)
            board(line, state="on")
        assert passes(marta, chat, returns.id).status_code == 204
        board(cids, ringing=[chat])


def test_a_chat_is_passed_once_though_it_is_sent_twice(office: Office):
    marta, bo = office.at_work("marta@loza.example"), office.at_work("bo@loza.example")
    chat = LiveShopper(office).opens()
    with agent_line(marta) as martas, agent_line(bo) as bos:
        bos.sends("duty", state="on", capacity=3)
        board(bos, state="on")
        for note, key in (("Habla francés.", "one-and-the-same"), ("", "another-and-the-same")):
            for _ in range(2):
                assert passes(marta, chat, bo.agent, note=note, key=key).status_code == 204
        martas.sends("watch", conversation=chat)
        martas.frame("state")
        assert [event["kind"] for event in martas.events[chat]] == ["chat", "note", "assigned", "assigned"]


def test_a_chat_is_passed_to_nobody_who_could_not_take_it(office: Office):
    marta, bo = office.at_work("marta@loza.example"), office.at_work("bo@loza.example")
    stranger = office.at_work("eve@bombillas.example", shop=office.other_shop)
    chat = LiveShopper(office).opens()
    assert passes(marta, chat, bo.agent).status_code == 409
    assert passes(marta, chat, marta.agent).status_code == 422
    assert passes(marta, chat, stranger.agent).status_code == 404
    assert passes(stranger, chat, stranger.agent).status_code == 404


def test_a_second_agent_joins_once_and_leaves_the_chat_with_the_first(office: Office):
    ana, marta, bo = LiveShopper(office), office.at_work("marta@loza.example"), office.at_work("bo@loza.example")
    chat = ana.opens()
    with ana.line() as hers, agent_line(marta) as martas, agent_line(bo) as bos:
        martas.says(chat, "Hola.")
        hers.hears(chat, "Hola.")
        bos.sends("join", conversation=chat)
        for text in ("Soy Bo.", "Yo también ayudo."):
            bos.says(chat, text)
        hers.hears(chat, "Yo también ayudo.")
        joined = [event["author"]["name"] for event in hers.events[chat] if event["kind"] == "joined"]
        assert joined == ["Marta", "Bo"]
        assert hers.states[chat]["assignee"] == "Marta"
