"""Waiting chats find an agent: who has room, who is there, and who comes next."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from live_callers import Line, LiveShopper, agent_line
from office import Office


@pytest.fixture
def office(migrated_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_url, tmp_path) as office:
        yield office


def board(line: Line, **wanted: Any) -> dict[str, Any]:
    """Wait for a board on which these are so: `ringing` and `mine` by conversations, `waiting` by number."""
    while True:
        frame = line.frame("board")
        shown = {name: [card["conversation"] for card in frame[name]] for name in ("mine", "ringing")}
        if all({**frame, **shown}[name] == value for name, value in wanted.items()):
            return frame


def test_a_chat_rings_at_the_agent_on_duty_who_takes_it(office: Office):
    ana, marta = LiveShopper(office), office.at_work("marta@loza.example")
    with agent_line(marta) as martas:
        board(martas, state="off", ringing=[])
        chat = ana.opens()
        board(martas, ringing=[], waiting=1)
        martas.sends("duty", state="on", capacity=2)
        board(martas, state="on", ringing=[chat], waiting=1)
        martas.sends("join", conversation=chat)
        board(martas, mine=[chat], ringing=[], waiting=0)


def test_a_chat_that_is_not_taken_rings_at_the_next_and_comes_round_again(office: Office):
    ana, marta, bo = LiveShopper(office), office.at_work("marta@loza.example"), office.at_work("bo@loza.example")
    with agent_line(marta) as martas, agent_line(bo) as bos:
        martas.sends("duty", state="on", capacity=2)
        board(martas, state="on")
        bos.sends("duty", state="on", capacity=1)
        board(bos, state="on")
        chat = ana.opens()
        board(martas, ringing=[chat])  # she has more room
        office.moves(timedelta(seconds=31))
        board(bos, ringing=[chat])
        board(martas, ringing=[])
        office.moves(timedelta(seconds=9))
        for line in (martas, bos):
            line.sends("beat")
        office.moves(timedelta(seconds=22))
        board(martas, ringing=[chat])


def test_an_agent_whose_browser_dies_is_off_duty_and_the_chats_are_first_in_line_again(office: Office):
    ana, jon = LiveShopper(office), LiveShopper(office)
    marta, bo = office.at_work("marta@loza.example"), office.at_work("bo@loza.example")
    with agent_line(marta) as martas:
        martas.sends("duty", state="on", capacity=1)
        first = ana.opens("Soy la primera.")
        board(martas, ringing=[first])
        martas.sends("join", conversation=first)
        board(martas, mine=[first])
        second = jon.opens("Soy el segundo.")
    office.moves(timedelta(seconds=40))
    with agent_line(bo) as bos:
        bos.sends("duty", state="on", capacity=1)
        board(bos, ringing=[second])
        office.moves(timedelta(seconds=6))
        bos.sends("beat")
        board(bos, waiting=2)
        with agent_line(marta) as martas:
            board(martas, state="off", mine=[])


def test_who_goes_off_duty_gives_the_chats_back(office: Office):
    ana, marta = LiveShopper(office), office.at_work("marta@loza.example")
    with agent_line(marta) as martas:
        martas.sends("duty", state="on", capacity=1)
        chat = ana.opens()
        board(martas, ringing=[chat])
        martas.sends("join", conversation=chat)
        board(martas, mine=[chat])
        martas.sends("duty", state="off", capacity=1)
        board(martas, state="off", mine=[], waiting=1)


def test_a_shopper_who_waits_is_told_her_place_and_how_long_it_takes(office: Office):
    ana, jon, marta = LiveShopper(office), LiveShopper(office), office.at_work("marta@loza.example")
    first = ana.opens("Soy la primera.")
    office.moves(timedelta(seconds=1))
    second = jon.opens("Soy el segundo.")
    with jon.line() as jons, agent_line(marta) as martas:
        told = jons.frame("counter")
        assert (told["conversation"], told["counter"]["place"], told["counter"]["on_duty"]) == (second, 2, False)
        office.moves(timedelta(seconds=30))
        martas.sends("duty", state="on", capacity=1)
        board(martas, ringing=[first])
        martas.sends("join", conversation=first)
        board(martas, mine=[first])
        while (told := jons.frame("counter")["counter"])["place"] != 1:
            pass
        assert told["on_duty"]
        assert 30 <= told["usual_wait"] < 60
    counter = jon.http.get("standing", params={"shop": office.shop}).json()["counter"]
    assert counter["place"] is None
    assert counter["usual_wait"] >= 30


def test_a_shopper_without_a_socket_is_told_her_place_and_when_it_changes(office: Office):
    ana, jon = LiveShopper(office), LiveShopper(office)
    first = ana.opens("Soy la primera.")
    office.moves(timedelta(seconds=1))
    second = jon.opens("Soy el segundo.")

    def asks(page: dict[str, Any]) -> dict[str, Any]:
        known = {"after": 1, "wait": 25, "mark": page.get("mark", "")}
        told: dict[str, Any] = jon.http.get(f"conversations/{second}/events", params=known).json()
        return told

    told = asks({})
    while not told["counter"] or told["counter"]["place"] != 2:
        told = asks(told)
    ana.http.post(f"conversations/{first}/end", json={})
    while told["counter"]["place"] != 1:
        told = asks(told)
    assert told["events"] == []
