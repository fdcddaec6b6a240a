"""Shopper and agent on the live wire: what is said arrives once, in order, and only where it may."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from live_callers import LiveShopper, agent_line, cookies_of, dial, ended
from mostrador.realtime.connections import PER_PERSON
from mostrador.storage import shops
from office import Office


@pytest.fixture
def office(migrated_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_url, tmp_path) as office:
        yield office


def test_shopper_and_agent_talk(office: Office):
    ana, marta = LiveShopper(office), office.at_work("marta@loza.example")
    chat = ana.opens("Hola, ¿tenéis la taza en azul?")
    with ana.line() as hers, agent_line(marta) as martas:
        assert hers.welcome["conversations"] == [chat]
        hers.hears(chat, "Hola, ¿tenéis la taza en azul?")
        martas.sends("watch", conversation=chat)
        martas.hears(chat, "Hola, ¿tenéis la taza en azul?")
        key = martas.says(chat, "Sí, quedan tres.")
        heard = hers.hears(chat, "Sí, quedan tres.")
        assert heard["author"] == {"role": "agent", "name": "Marta", "id": marta.agent}
        assert martas.hears(chat, "Sí, quedan tres.")["key"] == key
        hers.says(chat, "Me quedo una.")
        assert martas.hears(chat, "Me quedo una.")["author"] == {"role": "customer"}
        assert [event["kind"] for event in hers.events[chat]] == ["chat", "joined", "message"]


def test_a_message_that_is_sent_again_is_there_once(office: Office):
    ana = LiveShopper(office)
    chat = ana.opens()
    with ana.line() as line:
        key = line.says(chat, "¿Hay alguien?")
        line.hears(chat, "¿Hay alguien?")
        line.says(chat, "¿Hay alguien?", key)
        line.says(chat, "¿O no?")
        line.hears(chat, "¿O no?")
        assert line.texts(chat)[1:] == ["¿Hay alguien?", "¿O no?"]


def test_whoever_comes_back_gets_what_she_missed_and_no_more(office: Office):
    ana, marta = LiveShopper(office), office.at_work("marta@loza.example")
    chat = ana.opens()
    with ana.line() as line:
        line.frame("state")
        epoch, seen = line.welcome["epoch"], line.events[chat][-1]["seq"]
    with agent_line(marta) as martas:
        martas.says(chat, "Sí, quedan tres.")
        martas.says(chat, "¿Cuántas querías?")
        martas.sends("note", conversation=chat, key="a-note-of-mine", text="Parece que tiene prisa.")
        martas.sends("watch", conversation=chat)
        martas.hears(chat, "Parece que tiene prisa.")
    with ana.line({chat: seen}, epoch) as line:
        line.hears(chat, "¿Cuántas querías?")
        line.frame("state")
        assert line.texts(chat) == ["Sí, quedan tres.", "¿Cuántas querías?"]
    with ana.line({chat: 99}, "another epoch") as line:
        line.hears(chat, "¿Cuántas querías?")
        assert line.events[chat][0]["seq"] == 1


def test_a_note_is_never_shown_to_the_shopper(office: Office):
    ana, marta = LiveShopper(office), office.at_work("marta@loza.example")
    chat = ana.opens()
    with ana.line() as hers, agent_line(marta) as martas:
        martas.sends("note", conversation=chat, key="a-note-of-mine", text="Cliente difícil.")
        martas.says(chat, "Buenos días.")
        hers.hears(chat, "Buenos días.")
        assert "Cliente difícil." not in hers.texts(chat)
        page = ana.http.get(f"conversations/{chat}/events")
        assert "difícil" not in page.text


def test_a_chat_of_somebody_else_is_not_there(office: Office):
    ana, eve = LiveShopper(office), LiveShopper(office)
    chat = ana.opens()
    assert eve.http.get(f"conversations/{chat}/events").status_code == 404
    with eve.line({chat: 0}) as line:
        for frame in ("say", "read", "end"):
            line.sends(frame, conversation=chat, key="evil-key-1", text="¡Ja!", seq=1)
            assert line.frame("error")["code"] == "not_found"
        assert line.events == {}


def test_an_agent_of_another_shop_finds_nothing(office: Office):
    ana = LiveShopper(office)
    stranger = office.at_work("eve@bombillas.example", shop=office.other_shop)
    chat = ana.opens()
    with agent_line(stranger) as line:
        for frame in ("watch", "say", "note", "end", "join"):
            line.sends(frame, conversation=chat, key="evil-key-1", text="¡Ja!")
            assert line.frame("error")["code"] == "not_found"


def test_typing_is_seen_by_the_other_side_and_a_typed_note_is_not(office: Office):
    ana, marta, bo = LiveShopper(office), office.at_work("marta@loza.example"), office.at_work("bo@loza.example")
    chat = ana.opens()
    typist = {"role": "agent", "name": "Marta", "id": marta.agent}
    with ana.line() as hers, agent_line(marta) as martas, agent_line(bo) as bos:
        for line in (martas, bos):
            line.sends("watch", conversation=chat)
            line.frame("state")
        hers.sends("typing", conversation=chat)
        for line in (martas, bos):
            assert line.frame("signal")["typing"] == [{"role": "customer"}]
        martas.sends("typing", conversation=chat, note=True)
        assert typist in bos.frame("signal")["typing"]
        office.moves(timedelta(seconds=3))
        martas.sends("typing", conversation=chat)
        assert hers.frame("signal")["typing"] == [typist]  # the first that she was told of
        assert not any(typist in frame.get("typing", ()) for frame in hers.taken[:-1])


def test_what_one_side_has_read_the_other_sees(office: Office):
    ana, marta = LiveShopper(office), office.at_work("marta@loza.example")
    chat = ana.opens()
    with ana.line() as hers, agent_line(marta) as martas:
        martas.sends("watch", conversation=chat)
        martas.sends("read", conversation=chat, seq=1)
        while hers.frame("state")["state"]["read_by_agents"] != 1:
            pass
        martas.says(chat, "Buenos días.")
        seq = hers.hears(chat, "Buenos días.")["seq"]
        hers.sends("read", conversation=chat, seq=99)
        while martas.frame("state")["state"]["read_by_customer"] < seq:
            pass


def test_a_second_tab_is_told_of_a_chat_that_the_first_one_opened(office: Office):
    ana = LiveShopper(office)
    with ana.line() as line:
        chat = ana.opens("Una pregunta.")
        assert line.frame("conversation")["conversation"] == chat
        line.hears(chat, "Una pregunta.")


def test_either_side_ends_a_chat_for_good(office: Office):
    ana, marta = LiveShopper(office), office.at_work("marta@loza.example")
    chat = ana.opens()
    with ana.line() as hers, agent_line(marta) as martas:
        martas.says(chat, "Hasta pronto.")
        martas.sends("end", conversation=chat)
        while not hers.frame("state")["state"]["ended"]:
            pass
        for line in (hers, martas):
            line.says(chat, "Una cosa más.")
            assert line.frame("error")["code"] == "chat_ended"
        rated = ana.http.post(f"conversations/{chat}/rating", json={"score": 5, "comment": "Muy amable."})
        assert rated.status_code == 201
        while hers.frame("event")["event"]["kind"] != "rated":
            pass


@pytest.mark.parametrize(
    ("text", "code"),
    [("{", "malformed"), ('{"type":"dance"}', "unknown_type"), ('{"type":"say"}', "malformed"), ("[]", "malformed")],
)
def test_a_frame_that_is_none_is_answered_and_ends_nothing(office: Office, text: str, code: str):
    ana = LiveShopper(office)
    chat = ana.opens()
    with ana.line() as line:
        line.socket.send(text)
        assert line.frame("error")["code"] == code
        line.says(chat, "Sigo aquí.")
        line.hears(chat, "Sigo aquí.")


def test_a_line_that_says_no_hello_or_a_wrong_one_is_ended(office: Office):
    with dial(office) as silent:
        office.moves(timedelta(seconds=6))
        assert ended(silent) == (4408, "no_hello")
    for said, code in (("{", 4400), ('{"type":"beat"}', 4400), ('{"type":"hello","token":"none"}', 4401)):
        with dial(office) as socket:
            socket.send(said)
            assert ended(socket)[0] == code


def test_a_line_by_cookie_needs_our_own_page(office: Office):
    marta = office.at_work("marta@loza.example")
    cookie = cookies_of(marta)
    for headers, csrf in (
        ({"Origin": "https://evil.example"}, marta.csrf),
        ({}, marta.csrf),
        ({"Origin": office.url}, ""),
    ):
        with dial(office, Cookie=cookie, **headers) as socket:
            socket.send(f'{{"type":"hello","csrf":"{csrf}"}}')
            assert ended(socket) == (4403, "origin_refused")


def test_a_line_without_our_protocol_is_not_opened(office: Office):
    with pytest.raises(InvalidStatus), connect(office.url.replace("http:", "ws:") + "/live", proxy=None):
        pass


def test_a_line_ends_within_seconds_when_its_session_does(office: Office):
    ana, marta = LiveShopper(office), office.at_work("marta@loza.example")
    with ana.line() as hers, agent_line(marta) as martas:
        assert ana.http.post("logout", json={}).status_code == 204
        assert ended(hers.socket) == (4401, "session_over")
        marta.posts("/console/logout")
        assert ended(martas.socket) == (4401, "session_over")


def test_a_member_who_is_taken_from_the_shop_is_off_the_line(office: Office):
    marta, lola = office.at_work("marta@loza.example"), office.at_work("lola@loza.example", "administrator")
    with agent_line(marta) as martas:
        version = str(office.read(lambda tx: shops.find(tx, office.shop)).version)
        answer = lola.posts(f"/console/settings/team/{marta.agent}/remove", version=version, role="agent")
        assert answer.status_code == 200, answer.text
        assert ended(martas.socket) == (4401, "session_over")


def test_both_sides_notice_when_the_other_is_silent(office: Office):
    ana = LiveShopper(office)
    with ana.line() as line:
        assert ended(line.socket, lambda: office.moves(timedelta(seconds=5))) == (4408, "silent")


def test_too_many_lines_or_frames_end_the_one_and_trouble_nobody_else(office: Office):
    ana, eve = LiveShopper(office), LiveShopper(office)
    chat = ana.opens()
    with ana.line() as hers:
        with eve.line() as flood:
            with suppress(ConnectionClosed):
                for _ in range(200):
                    flood.sends("beat")
            assert ended(flood.socket) == (4429, "too_fast")
        with ExitStack() as stack:
            for _ in range(PER_PERSON):
                stack.enter_context(eve.line())
            with dial(office) as one_more:
                one_more.send(json.dumps({"type": "hello", "token": eve.token}))
                assert ended(one_more) == (4429, "too_many_lines")
        with eve.line() as huge:
            huge.socket.send("x" * (64 * 1024 + 1))
            assert ended(huge.socket)[0] in {1009, 4413}
        hers.says(chat, "A mí no me estorban.")
        hers.hears(chat, "A mí no me estorban.")
