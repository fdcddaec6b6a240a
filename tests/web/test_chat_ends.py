"""How a chat leaves the counter: ended, resolved, set aside, merged, or left without a word. Nothing is lost by it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from live_callers import Line, LiveShopper, agent_line, ended
from mostrador.storage import contacts, customers, participants
from mostrador.storage.schema import conversation, visitor
from office import Browser, Office
from services.mail_server import MailServer


@pytest.fixture
def office_settings(post: MailServer) -> dict[str, Any]:
    return {"smtp_port": post.port}


@pytest.fixture
def marta(office: Office) -> Browser:
    return office.at_work("marta@loza.example")


def row(office: Office, chat: str) -> object:
    return office.read(lambda tx: tx.execute(select(conversation).where(conversation.c.id == chat)).one())


def board(line: Line, **wanted: object) -> None:
    """Wait until these stand on the board, as conversations' ids or a number."""
    while True:
        frame = line.frame("board")
        shown = {**frame, **{name: [card["conversation"] for card in frame[name]] for name in ("mine", "ringing")}}
        if all(shown[name] == value for name, value in wanted.items()):
            return


def passes(office: Office, *lines: Line) -> None:
    """Some seconds go by on these lines, and each side shows that it is there."""
    office.moves(timedelta(seconds=10))
    for line in lines:
        line.sends("beat")
        line.takes_what_is_there()


def comes_on_duty(line: Line) -> None:
    line.sends("duty", state="on", capacity=3)


AWAY = {"status": {"to": "resolved"}, "quarantine": {}}  # how it is done in the inbox


@pytest.mark.parametrize("how", AWAY)
def test_a_chat_that_is_resolved_or_set_aside_in_the_inbox_rings_no_more(office: Office, marta: Browser, how: str):
    ana = LiveShopper(office)
    with agent_line(marta) as line:
        comes_on_duty(line)
        chat = ana.opens()
        board(line, ringing=[chat])
        answer = marta.posts(f"/console/conversations/{chat}/{how}", **AWAY[how])
        assert answer.status_code in {200, 204}, answer.text
        board(line, ringing=[], waiting=0)
        line.sends("join", conversation=chat)
        assert line.frame("error")["code"] in {"chat_ended", "chat_not_live"}


def test_an_answer_that_nobody_reads_goes_by_mail_where_an_address_was_left(
    office: Office, marta: Browser, post: MailServer
):
    ana = LiveShopper(office)
    chat = ana.opens("¿Tenéis la taza en azul?", email="ana@example.com")
    with agent_line(marta) as line:
        line.sends("watch", conversation=chat)
        line.says(chat, "Sí, quedan tres.")
        line.hears(chat, "Sí, quedan tres.")
        while line.states.get(chat, {}).get("live", True):
            passes(office, line)
    office.settles()
    [answer] = post.answers()
    assert answer["To"] == "ana@example.com"
    assert [event["kind"] for event in line.events[chat]][-1] != "ended"


def test_an_answer_that_she_reads_is_not_mailed(office: Office, marta: Browser, post: MailServer):
    ana = LiveShopper(office)
    chat = ana.opens(email="ana@example.com")
    with ana.line() as hers, agent_line(marta) as martas:
        martas.says(chat, "Sí, quedan tres.")
        seq = hers.hears(chat, "Sí, quedan tres.")["seq"]
        hers.sends("read", conversation=chat, seq=seq)
        while hers.frame("state")["state"]["read_by_customer"] < seq:
            pass
        for _ in range(20):
            passes(office, hers, martas)
        hers.says(chat, "Me quedo una.")
        martas.sends("watch", conversation=chat)
        martas.hears(chat, "Me quedo una.")
        assert hers.states[chat]["live"]
    assert post.answers() == []


def test_a_chat_that_was_left_without_a_word_ends_and_takes_no_ones_time(office: Office, marta: Browser):
    ana = LiveShopper(office)
    with agent_line(marta) as line:
        comes_on_duty(line)
        chat = ana.opens()
        board(line, ringing=[chat])
        line.sends("join", conversation=chat)
        board(line, mine=[chat])
    office.moves(timedelta(minutes=31))
    with agent_line(marta) as line:
        board(line, mine=[])
        line.sends("watch", conversation=chat)
        while not line.frame("state")["state"]["ended"]:
            pass


def test_what_she_writes_in_a_chat_that_was_merged_brings_the_other_back(office: Office, marta: Browser):
    ana = LiveShopper(office)
    one, other = ana.opens("Una cosa."), ana.opens("Y otra cosa.")

    def same_person(tx: object) -> None:
        customers.add(tx, office.shop, "cus_ana", name="Ana", language="es", at=office.now(), email="ana@example.com")
        for chat in (one, other):
            contacts.set_customer(tx, office.shop, chat, "cus_ana")
            participants.join(tx, office.shop, chat, "cus_ana")

    office.write(same_person)
    code = row(office, other).code  # type: ignore[attr-defined]
    merged = marta.posts(f"/console/conversations/{one}/merge", code=code)
    assert merged.status_code in {200, 204}, merged.text
    marta.posts(f"/console/conversations/{other}/status", to="resolved")
    assert row(office, other).status == "resolved"  # type: ignore[attr-defined]
    assert ana.http.post(f"conversations/{one}/messages", json={"key": "one-more-word", "text": "¿Hola?"}).is_success
    assert row(office, other).status == "open"  # type: ignore[attr-defined]


def test_who_rates_without_end_is_stopped(office: Office, marta: Browser):
    ana = LiveShopper(office)
    chat = ana.opens()
    assert ana.http.post(f"conversations/{chat}/end", json={}).is_success
    answers = [ana.http.post(f"conversations/{chat}/rating", json={"score": 5}).status_code for _ in range(12)]
    assert answers == [201] * 10 + [429] * 2


def test_a_form_is_no_chat(office: Office):
    ana = LiveShopper(office)
    chat = ana.opens()
    office.write(lambda tx: tx.execute(conversation.update().values(channel="form")))
    assert (
        ana.http.post(f"conversations/{chat}/messages", json={"key": "a-key-of-hers", "text": "¿Hola?"}).status_code
        == 404
    )


def test_who_chats_all_day_is_not_idle(office: Office):
    ana = LiveShopper(office)
    chat = ana.opens()
    for hour in range(30):
        office.moves(timedelta(minutes=20))
        said = ana.http.post(
            f"conversations/{chat}/messages", json={"key": f"at-the-hour-{hour}", "text": "Sigo aquí."}
        )
        assert said.status_code == 201, (hour, said.text)
        office.moves(timedelta(minutes=20))
        ana.http.post(f"conversations/{chat}/messages", json={"key": f"past-the-hour-{hour}", "text": "Y aquí."})
        office.moves(timedelta(minutes=20))
        ana.http.post(f"conversations/{chat}/messages", json={"key": f"long-past-it-{hour}", "text": "Todavía."})


def test_a_session_that_ends_by_itself_ends_its_line_however_much_goes_on(office: Office, marta: Browser):
    ana = LiveShopper(office)
    chat = ana.opens()
    until = office.now() + timedelta(seconds=30)
    office.write(lambda tx: tx.execute(visitor.update().where(visitor.c.id == ana.id).values(expires_at=until)))
    with ana.line() as hers, agent_line(marta) as martas:

        def chatters() -> None:
            office.moves(timedelta(seconds=3))
            hers.sends("beat")
            martas.says(chat, "Un momento…")

        assert ended(hers.socket, chatters) == (4401, "session_over")


def test_a_forwarded_address_in_a_line_of_its_own_is_heard(migrated_sqlite_url: str, tmp_path: Path):
    with Office(migrated_sqlite_url, tmp_path, trusted_proxies=["127.0.0.1/32"]) as office:
        forged = [("X-Forwarded-For", "127.0.0.1"), ("X-Forwarded-For", "203.0.113.9")]
        assert office.browser().http.get("/metrics", headers=forged).status_code == 404
