"""Who has just said something takes it back: nobody reads it any more, in the chat, a list, a search or a mail."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from live_callers import Line, LiveShopper, agent_line
from mostrador.actions.chats import AN_HOUR
from mostrador.storage import offers, search
from mostrador.storage.schema import conversation, event
from office import Office


@pytest.fixture
def office(migrated_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_url, tmp_path) as office:
        yield office


def is_told(line: Line, chat: str, seq: int) -> None:
    """Wait for the event that says it."""
    while (frame := line.frame("event"))["event"]["kind"] != "redacted":
        pass
    assert (frame["conversation"], frame["event"]["body"]) == (chat, {"seq": seq})


def test_an_agents_message_is_gone_for_both_sides_and_whoever_comes_later(office: Office):
    ana, marta = LiveShopper(office), office.at_work("marta@loza.example")
    chat = ana.opens("¿Queda alguna?")
    with ana.line() as hers, agent_line(marta) as martas:
        martas.sends("watch", conversation=chat)
        martas.says(chat, "La clave es zarzamora.")
        seq = hers.hears(chat, "La clave es zarzamora.")["seq"]
        office.moves(timedelta(seconds=30))
        for _ in range(2):  # again after a lost line: it is gone once
            martas.sends("unsend", conversation=chat, seq=seq)
        for line in (hers, martas):
            is_told(line, chat, seq)
        martas.says(chat, "Sí, quedan tres.")
        hers.hears(chat, "Sí, quedan tres.")
        assert [each["kind"] for each in hers.events[chat]].count("redacted") == 1
    with ana.line() as hers, agent_line(marta) as martas:
        martas.sends("watch", conversation=chat)
        for line in (hers, martas):
            line.hears(chat, "Sí, quedan tres.")
            (gone,) = [each for each in line.events[chat] if each["seq"] == seq]
            assert gone["body"] == {"redacted": True}
            assert "zarzamora" not in str(line.taken)
    assert "zarzamora" not in ana.http.get(f"conversations/{chat}/events").text
    assert "zarzamora" not in marta.gets(f"/console/conversations/{chat}").text
    assert "zarzamora" not in str(office.read(lambda tx: tx.execute(select(event.c.body)).all()))


def test_a_shoppers_message_leaves_the_search_and_the_lists(office: Office):
    ana, marta = LiveShopper(office), office.at_work("marta@loza.example")
    chat = ana.opens("¿Queda alguna?")

    def found() -> list[search.Hit]:
        return office.read(lambda tx: search.find(tx, office.shop, "zarzamora", notes=True))  # type: ignore[no-any-return]

    with ana.line() as hers, agent_line(marta) as martas:
        martas.sends("watch", conversation=chat)
        hers.says(chat, "Mi clave es zarzamora.")
        seq = martas.hears(chat, "Mi clave es zarzamora.")["seq"]
        assert len(found()) == 1
        hers.sends("unsend", conversation=chat, seq=seq)
        is_told(martas, chat, seq)
    assert found() == []
    assert len(office.read(lambda tx: search.find(tx, office.shop, "queda", notes=True))) == 1
    assert office.read(lambda tx: tx.execute(select(conversation.c.preview)).scalars().all()) == ["¿Queda alguna?"]


def test_a_minute_later_it_stays(office: Office):
    ana = LiveShopper(office)
    chat = ana.opens()
    with ana.line() as hers:
        hers.says(chat, "Una cosa más.")
        seq = hers.hears(chat, "Una cosa más.")["seq"]
    office.moves(timedelta(seconds=61))
    with ana.line() as hers:
        hers.sends("unsend", conversation=chat, seq=seq)
        assert hers.frame("error")["code"] == "too_late"
    with ana.line() as hers:
        hers.hears(chat, "Una cosa más.")


def test_nobody_takes_back_what_somebody_else_said_or_what_is_no_message(office: Office):
    ana, eve = LiveShopper(office), LiveShopper(office)
    marta, bo = office.at_work("marta@loza.example"), office.at_work("bo@loza.example")
    stranger = office.at_work("eve@bombillas.example", shop=office.other_shop)
    chat = ana.opens()
    with ana.line() as hers, agent_line(marta) as martas, agent_line(bo) as bos:
        martas.says(chat, "Buenos días.")
        seq = hers.hears(chat, "Buenos días.")["seq"]
        with eve.line() as eves, agent_line(stranger) as strangers:
            for line, named in ((hers, seq), (bos, seq), (eves, seq), (strangers, seq), (hers, 1), (hers, 99)):
                line.sends("unsend", conversation=chat, seq=named)
                assert line.frame("error")["code"] == "not_found"
    with ana.line() as hers:
        hers.hears(chat, "Buenos días.")


def test_what_was_taken_back_goes_in_no_mail(office: Office):
    ana, marta = LiveShopper(office), office.at_work("marta@loza.example")
    chat = ana.opens(email="ana@example.com")
    with ana.line() as hers, agent_line(marta) as martas:
        martas.says(chat, "La clave es zarzamora.")
        gone = hers.hears(chat, "La clave es zarzamora.")["seq"]
        martas.says(chat, "Sí, quedan tres.")
        stays = hers.hears(chat, "Sí, quedan tres.")["seq"]
        martas.sends("unsend", conversation=chat, seq=gone)
        is_told(hers, chat, gone)
    later = office.now() + timedelta(minutes=10)
    assert office.read(lambda tx: offers.unread(tx, office.shop, before=later)) == [(chat, stays)]


def reads_otherwise(line: Line, chat: str, seq: int, text: str) -> None:
    """Wait for the event that says it."""
    while (frame := line.frame("event"))["event"]["kind"] != "mended":
        pass
    assert (frame["conversation"], frame["event"]["body"]) == (chat, {"seq": seq, "text": text})


def mends(line: Line, chat: str, seq: int, text: str, **fields: bool) -> None:
    line.sends("mend", conversation=chat, seq=seq, key=str(uuid.uuid4()), text=text, **fields)


def test_a_slip_is_put_right_for_both_sides_and_nobody_reads_what_it_was(office: Office):
    ana, marta = LiveShopper(office), office.at_work("marta@loza.example")
    chat = ana.opens("¿Cuánto cuesta?")
    with ana.line() as hers, agent_line(marta) as martas:
        martas.sends("watch", conversation=chat)
        martas.says(chat, "Cuesta zarzamora euros.")
        seq = hers.hears(chat, "Cuesta zarzamora euros.")["seq"]
        office.moves(timedelta(seconds=30))
        for _ in range(2):  # again after a lost line
            mends(martas, chat, seq, "Cuesta noventa euros.")
        for line in (hers, martas):
            reads_otherwise(line, chat, seq, "Cuesta noventa euros.")
        martas.says(chat, "Envío incluido.")
        hers.hears(chat, "Envío incluido.")
        assert [each["kind"] for each in hers.events[chat]].count("mended") == 1
    with ana.line() as hers, agent_line(marta) as martas:
        martas.sends("watch", conversation=chat)
        for line in (hers, martas):
            said = line.hears(chat, "Cuesta noventa euros.")
            assert (said["seq"], said["body"]) == (seq, {"mended": True})
            line.hears(chat, "Envío incluido.")
            assert "zarzamora" not in str(line.taken)
    page = marta.gets(f"/console/conversations/{chat}").text
    assert "zarzamora" not in page
    assert "Corrected" in page
    assert "zarzamora" not in str(office.read(lambda tx: tx.execute(select(event.c.body)).all()))
    assert office.read(lambda tx: search.find(tx, office.shop, "zarzamora", notes=True)) == []
    assert len(office.read(lambda tx: search.find(tx, office.shop, "noventa", notes=True))) == 1


def test_what_was_put_right_and_then_taken_back_is_nowhere(office: Office):
    ana, marta = LiveShopper(office), office.at_work("marta@loza.example")
    chat = ana.opens("¿Cuánto cuesta?")
    with ana.line() as hers, agent_line(marta) as martas:
        martas.sends("watch", conversation=chat)
        martas.says(chat, "Cuesta diez.")
        seq = hers.hears(chat, "Cuesta diez.")["seq"]
        mends(martas, chat, seq, "Cuesta zarzamora.")
        reads_otherwise(hers, chat, seq, "Cuesta zarzamora.")
        martas.sends("unsend", conversation=chat, seq=seq)
        is_told(hers, chat, seq)
        mends(martas, chat, seq, "Cuesta zarzamora.")
        assert martas.frame("error")["code"] == "not_found"
    assert "zarzamora" not in str(office.read(lambda tx: tx.execute(select(event.c.body)).all()))
    assert office.read(lambda tx: search.find(tx, office.shop, "zarzamora", notes=True)) == []
    assert office.read(lambda tx: tx.execute(select(conversation.c.preview)).scalars().all()) == ["¿Cuánto cuesta?"]


def test_what_was_put_right_twice_is_read_as_it_is_now_and_never_as_it_was_in_between(office: Office):
    ana, marta = LiveShopper(office), office.at_work("marta@loza.example")
    chat = ana.opens("¿Cuánto cuesta?")
    with ana.line() as hers, agent_line(marta) as martas:
        martas.says(chat, "Cuesta diez.")
        seq = hers.hears(chat, "Cuesta diez.")["seq"]
        for text in ("Cuesta zarzamora.", "Cuesta nueve."):
            mends(martas, chat, seq, text)
            reads_otherwise(hers, chat, seq, text)
    with ana.line() as hers:
        hers.hears(chat, "Cuesta nueve.")
        while hers.frame("event")["event"].get("body") != {"seq": seq, "text": "Cuesta nueve."}:
            pass
        assert "zarzamora" not in str(hers.taken)
    assert "zarzamora" not in str(office.read(lambda tx: tx.execute(select(event.c.body)).all()))


def test_a_shopper_in_quarantine_is_not_told_so_by_what_can_be_taken_back(office: Office):
    eve = LiveShopper(office)
    chat = eve.opens(website="https://spam.example")
    with eve.line() as hers:
        hers.says(chat, "Compre barato.")
        seq = hers.hears(chat, "Compre barato.")["seq"]
        mends(hers, chat, seq, "Compre caro.")
        reads_otherwise(hers, chat, seq, "Compre caro.")
        hers.sends("unsend", conversation=chat, seq=seq)
        is_told(hers, chat, seq)


def test_a_correction_counts_as_a_message(office: Office):
    ana = LiveShopper(office)
    chat = ana.opens()
    with ana.line() as hers:
        hers.says(chat, "Una cosa.")
        seq = hers.hears(chat, "Una cosa.")["seq"]
        for _ in range(AN_HOUR):
            office.run(office.desk.tally.count([f"chat {office.shop} {ana.id}"], office.now()))
        mends(hers, chat, seq, "Otra cosa.")
        assert hers.frame("error")["code"] == "too_many"


def test_the_list_of_chats_drops_what_was_taken_back(office: Office):
    ana, marta = LiveShopper(office), office.at_work("marta@loza.example")
    chat = ana.opens("¿Queda alguna?")
    with agent_line(marta) as martas:
        martas.sends("join", conversation=chat)
        martas.sends("watch", conversation=chat)
        martas.says(chat, "La clave es zarzamora.")
        seq = martas.hears(chat, "La clave es zarzamora.")["seq"]
        martas.sends("unsend", conversation=chat, seq=seq)
        is_told(martas, chat, seq)
        while martas.frame("board")["mine"][0]["preview"] != "¿Queda alguna?":
            pass


def test_a_correction_is_looked_at_like_any_answer(office: Office):
    ana, marta = LiveShopper(office), office.at_work("marta@loza.example")
    chat = ana.opens()
    with ana.line() as hers, agent_line(marta) as martas:
        martas.sends("watch", conversation=chat)
        martas.says(chat, "Buenos días.")
        seq = hers.hears(chat, "Buenos días.")["seq"]
        for text, code in (
            ("YA NO QUEDA NINGUNA", "held_capitals"),
            ("Llega {?cuándo}", "field_unfilled"),
            (" ", "message_empty"),
            ("x" * 10_001, "message_too_long"),
        ):
            mends(martas, chat, seq, text)
            assert martas.frame("error")["code"] == code
        mends(martas, chat, seq, "YA NO QUEDA NINGUNA", anyway=True)
        reads_otherwise(hers, chat, seq, "YA NO QUEDA NINGUNA")
    with ana.line() as hers, agent_line(marta) as martas:
        martas.sends("watch", conversation=chat)
        assert martas.hears(chat, "YA NO QUEDA NINGUNA")["body"] == {"mended": True, "anyway": "held_capitals"}
        assert hers.hears(chat, "YA NO QUEDA NINGUNA")["body"] == {"mended": True}


def test_nobody_puts_right_what_somebody_else_said_or_what_was_said_a_minute_ago(office: Office):
    ana, eve = LiveShopper(office), LiveShopper(office)
    marta, bo = office.at_work("marta@loza.example"), office.at_work("bo@loza.example")
    stranger = office.at_work("eve@bombillas.example", shop=office.other_shop)
    chat = ana.opens()
    with ana.line() as hers, agent_line(marta) as martas, agent_line(bo) as bos:
        martas.says(chat, "Buenos días.")
        seq = hers.hears(chat, "Buenos días.")["seq"]
        with eve.line() as eves, agent_line(stranger) as strangers:
            for line, named in ((hers, seq), (bos, seq), (eves, seq), (strangers, seq), (hers, 1), (hers, 99)):
                mends(line, chat, named, "Malos días.")
                assert line.frame("error")["code"] == "not_found"
        office.moves(timedelta(seconds=61))
        mends(martas, chat, seq, "Malos días.")
        assert martas.frame("error")["code"] == "too_late"
    with ana.line() as hers:
        hers.hears(chat, "Buenos días.")
