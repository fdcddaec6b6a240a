"""Who has just said something takes it back: nobody reads it any more, in the chat, a list, a search or a mail."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select

from live_callers import Line, LiveShopper, agent_line
from mostrador.actions.chats import AN_HOUR
from mostrador.storage import offers, search
from mostrador.storage.schema import conversation, event
from office import Browser, Office

ASKED = "¿Cuánto cuesta?"


@dataclass(frozen=True, slots=True)
class Told:
    """A chat in which Ana has just been told something by Marta; the lines of both, who follow it."""

    chat: str
    seq: int
    ana: LiveShopper
    marta: Browser
    hers: Line
    martas: Line


@contextmanager
def told(office: Office, words: str, **opening: str) -> Iterator[Told]:
    ana, marta = LiveShopper(office), office.at_work("marta@loza.example")
    chat = ana.opens(ASKED, **opening)
    with ana.line() as hers, follows(marta, chat) as martas:
        martas.says(chat, words)
        yield Told(chat, hers.hears(chat, words)["seq"], ana, marta, hers, martas)


@contextmanager
def follows(agent: Browser, chat: str) -> Iterator[Line]:
    with agent_line(agent) as line:
        line.sends("watch", conversation=chat)
        yield line


def is_gone(line: Line, chat: str, seq: int) -> None:
    """Wait for the event that says it."""
    while (frame := line.frame("event"))["event"]["kind"] != "redacted":
        pass
    assert (frame["conversation"], frame["event"]["body"]) == (chat, {"seq": seq})


def reads_otherwise(line: Line, chat: str, seq: int, text: str) -> None:
    """Wait for the event that says it."""
    while (frame := line.frame("event"))["event"]["kind"] != "mended":
        pass
    assert (frame["conversation"], frame["event"]["body"]) == (chat, {"seq": seq, "text": text})


def is_nowhere(office: Office, word: str) -> None:
    """Neither in the log nor in the search."""
    assert word not in str(office.read(lambda tx: tx.execute(select(event.c.body)).all()))
    assert found(office, word) == []


def found(office: Office, word: str) -> list[search.Hit]:
    return office.read(lambda tx: search.find(tx, office.shop, word, notes=True))  # type: ignore[no-any-return]


def previews(office: Office) -> list[str]:
    return office.read(lambda tx: tx.execute(select(conversation.c.preview)).scalars().all())  # type: ignore[no-any-return]


def takes_back(line: Line, chat: str, seq: int) -> None:
    line.sends("unsend", conversation=chat, seq=seq)


def mends(line: Line, chat: str, seq: int, text: str, **fields: bool) -> None:
    line.sends("mend", conversation=chat, seq=seq, key=str(uuid.uuid4()), text=text, **fields)


def puts_right(line: Line, chat: str, seq: int) -> None:
    mends(line, chat, seq, "Otra cosa.")


Change = Callable[[Line, str, int], None]
CHANGES = [takes_back, puts_right]


def test_an_agents_message_is_gone_for_both_sides_and_whoever_comes_later(office: Office):
    with told(office, "La clave es zarzamora.") as it:
        office.moves(timedelta(seconds=30))
        for _ in range(2):  # again after a lost line: it is gone once
            takes_back(it.martas, it.chat, it.seq)
        for line in (it.hers, it.martas):
            is_gone(line, it.chat, it.seq)
        it.martas.says(it.chat, "Sí, quedan tres.")
        it.hers.hears(it.chat, "Sí, quedan tres.")
        assert [each["kind"] for each in it.hers.events[it.chat]].count("redacted") == 1
    with it.ana.line() as hers, follows(it.marta, it.chat) as martas:
        for line in (hers, martas):
            line.hears(it.chat, "Sí, quedan tres.")
            (gone,) = [each for each in line.events[it.chat] if each["seq"] == it.seq]
            assert gone["body"] == {"redacted": True}
            assert "zarzamora" not in str(line.taken)
    assert "zarzamora" not in it.ana.http.get(f"conversations/{it.chat}/events").text
    assert "zarzamora" not in it.marta.gets(f"/console/conversations/{it.chat}").text
    is_nowhere(office, "zarzamora")


def test_a_shoppers_message_leaves_the_search_and_the_lists(office: Office):
    with told(office, "Sí, quedan tres.") as it:
        it.hers.says(it.chat, "Mi clave es zarzamora.")
        seq = it.martas.hears(it.chat, "Mi clave es zarzamora.")["seq"]
        assert len(found(office, "zarzamora")) == 1
        takes_back(it.hers, it.chat, seq)
        is_gone(it.martas, it.chat, seq)
    is_nowhere(office, "zarzamora")
    assert len(found(office, "quedan")) == 1
    assert previews(office) == ["Sí, quedan tres."]


@pytest.mark.parametrize("change", CHANGES)
def test_nobody_changes_what_somebody_else_said_or_what_is_no_message(office: Office, change: Change):
    eve, bo = LiveShopper(office), office.at_work("bo@loza.example")
    stranger = office.at_work("eve@bombillas.example", shop=office.other_shop)
    with told(office, "Buenos días.") as it, agent_line(bo) as bos, eve.line() as eves, agent_line(stranger) as others:
        both = [(line, it.seq) for line in (it.hers, bos, eves, others)]
        for line, named in (*both, (it.hers, 1), (it.hers, 99)):
            change(line, it.chat, named)
            assert line.frame("error")["code"] == "not_found"
    with it.ana.line() as hers:
        hers.hears(it.chat, "Buenos días.")


@pytest.mark.parametrize("change", CHANGES)
def test_a_minute_later_it_stays_as_it_is(office: Office, change: Change):
    ana = LiveShopper(office)
    chat = ana.opens()
    with ana.line() as hers:
        hers.says(chat, "Una cosa más.")
        seq = hers.hears(chat, "Una cosa más.")["seq"]
    office.moves(timedelta(seconds=61))
    with ana.line() as hers:
        change(hers, chat, seq)
        assert hers.frame("error")["code"] == "too_late"
    with ana.line() as hers:
        hers.hears(chat, "Una cosa más.")


@pytest.mark.parametrize("change", CHANGES)
def test_a_chat_that_has_ended_keeps_what_was_said(office: Office, change: Change):
    with told(office, "Cuesta diez.") as it:
        it.hers.says(it.chat, "Gracias.")
        own = it.hers.hears(it.chat, "Gracias.")["seq"]
        it.hers.sends("end", conversation=it.chat)
        while not it.hers.states.get(it.chat, {}).get("ended"):
            it.hers.takes()
        for line, seq in ((it.hers, own), (it.martas, it.seq)):
            change(line, it.chat, seq)
            refused = line.frame("error")
            assert (refused["code"], "has ended" in refused["detail"]) == ("chat_ended", True)
    with it.ana.line() as hers:
        hers.hears(it.chat, "Cuesta diez.")
        hers.hears(it.chat, "Gracias.")


def test_what_was_taken_back_goes_in_no_mail(office: Office):
    with told(office, "La clave es zarzamora.", email="ana@example.com") as it:
        it.martas.says(it.chat, "Sí, quedan tres.")
        stays = it.hers.hears(it.chat, "Sí, quedan tres.")["seq"]
        takes_back(it.martas, it.chat, it.seq)
        is_gone(it.hers, it.chat, it.seq)
    later = office.now() + timedelta(minutes=10)
    assert office.read(lambda tx: offers.unread(tx, office.shop, before=later)) == [(it.chat, stays)]


def test_a_slip_is_put_right_for_both_sides_and_nobody_reads_what_it_was(office: Office):
    with told(office, "Cuesta zarzamora euros.") as it:
        office.moves(timedelta(seconds=30))
        for _ in range(2):  # again after a lost line
            mends(it.martas, it.chat, it.seq, "Cuesta noventa euros.")
        for line in (it.hers, it.martas):
            reads_otherwise(line, it.chat, it.seq, "Cuesta noventa euros.")
        it.martas.says(it.chat, "Envío incluido.")
        it.hers.hears(it.chat, "Envío incluido.")
        assert [each["kind"] for each in it.hers.events[it.chat]].count("mended") == 1
    with it.ana.line() as hers, follows(it.marta, it.chat) as martas:
        for line in (hers, martas):
            said = line.hears(it.chat, "Cuesta noventa euros.")
            assert (said["seq"], said["body"]) == (it.seq, {"mended": True})
            line.hears(it.chat, "Envío incluido.")
            assert "zarzamora" not in str(line.taken)
    page = it.marta.gets(f"/console/conversations/{it.chat}").text
    assert "zarzamora" not in page
    assert "Corrected" in page
    is_nowhere(office, "zarzamora")
    assert len(found(office, "noventa")) == 1


def test_what_was_put_right_and_then_taken_back_is_nowhere(office: Office):
    with told(office, "Cuesta diez.") as it:
        mends(it.martas, it.chat, it.seq, "Cuesta zarzamora.")
        reads_otherwise(it.hers, it.chat, it.seq, "Cuesta zarzamora.")
        takes_back(it.martas, it.chat, it.seq)
        is_gone(it.hers, it.chat, it.seq)
        mends(it.martas, it.chat, it.seq, "Cuesta zarzamora.")
        assert it.martas.frame("error")["code"] == "not_found"
    is_nowhere(office, "zarzamora")
    assert previews(office) == [ASKED]


def test_what_was_put_right_twice_is_read_as_it_is_now_and_never_as_it_was_in_between(office: Office):
    with told(office, "Cuesta diez.") as it:
        for text in ("Cuesta zarzamora.", "Cuesta nueve."):
            mends(it.martas, it.chat, it.seq, text)
            reads_otherwise(it.hers, it.chat, it.seq, text)
    with it.ana.line() as hers:
        hers.hears(it.chat, "Cuesta nueve.")
        while hers.frame("event")["event"].get("body") != {"seq": it.seq, "text": "Cuesta nueve."}:
            pass
        assert "zarzamora" not in str(hers.taken)
    is_nowhere(office, "zarzamora")


def test_a_shopper_in_quarantine_is_not_told_so_by_what_can_be_taken_back(office: Office):
    eve = LiveShopper(office)
    chat = eve.opens(website="https://spam.example")
    with eve.line() as hers:
        hers.says(chat, "Compre barato.")
        seq = hers.hears(chat, "Compre barato.")["seq"]
        mends(hers, chat, seq, "Compre caro.")
        reads_otherwise(hers, chat, seq, "Compre caro.")
        takes_back(hers, chat, seq)
        is_gone(hers, chat, seq)


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
    with told(office, "La clave es zarzamora.") as it:
        takes_back(it.martas, it.chat, it.seq)
        while not (mine := it.martas.frame("board")["mine"]) or mine[0]["preview"] != ASKED:
            pass


def test_a_shopper_whose_only_answer_was_taken_back_waits_again(office: Office):
    with told(office, "Eso es de otra persona.") as it:
        takes_back(it.martas, it.chat, it.seq)
        is_gone(it.hers, it.chat, it.seq)
        while not (mine := it.martas.frame("board")["mine"]) or not mine[0]["waiting_since"]:
            pass
        assert mine[0]["waiting_since"] == mine[0]["opened_at"]


def test_a_correction_is_looked_at_like_any_answer(office: Office):
    with told(office, "Buenos días.") as it:
        for text, code in (
            ("YA NO QUEDA NINGUNA", "held_capitals"),
            ("Llega {?cuándo}", "field_unfilled"),
            (" ", "message_empty"),
            ("x" * 10_001, "message_too_long"),
        ):
            mends(it.martas, it.chat, it.seq, text)
            assert it.martas.frame("error")["code"] == code
        mends(it.martas, it.chat, it.seq, "YA NO QUEDA NINGUNA", anyway=True)
        reads_otherwise(it.hers, it.chat, it.seq, "YA NO QUEDA NINGUNA")
    with it.ana.line() as hers, follows(it.marta, it.chat) as martas:
        assert martas.hears(it.chat, "YA NO QUEDA NINGUNA")["body"] == {"mended": True, "anyway": "held_capitals"}
        assert hers.hears(it.chat, "YA NO QUEDA NINGUNA")["body"] == {"mended": True}
