"""What somebody at a terminal does about an outbox."""

import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

from mostrador_sdk.cli import main
from mostrador_sdk.outbox import Letter
from mostrador_sdk.sqlite_outbox import SqliteOutbox
from telling import letter, shop, subjects


@pytest.fixture
def kept(outbox):
    """Two that wait, two that the counter refused, and one that never was an event."""
    kept = SqliteOutbox(outbox)
    for id in (1, 2):
        kept.put(letter(id))
    for id in (3, 4):
        kept.bury(letter(id), "No such currency. (bad_currency)", at=time.time())
    nonsense = Letter(source="shop", id="evt-5\x1b[31m", type="order.placed", subject="?", body=b"{}", captured_at=0)
    kept.bury(nonsense, "It was given a dict.", at=time.time())
    return kept


def test_a_list_shows_ids_and_reasons_and_no_person(kept, outbox, capsys):
    assert main(["outbox", "list", str(outbox)]) == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert head == f"2 waiting ({kept.counts().size:,} bytes), 3 dead, 0 dropped"
    assert lines[0] == "waiting  evt-1  order.placed  1  1970-01-01T00:00:00Z  0 attempts"
    assert (
        lines[2] == "dead  evt-3  order.placed  3  1970-01-01T00:00:00Z  0 attempts  No such currency. (bad_currency)"
    )
    assert "\x1b" not in lines[4], "what a shop calls an event must not paint the terminal"
    assert "ana@" not in "".join(lines)


def test_a_list_is_as_long_as_somebody_wants(kept, outbox, capsys):
    assert main(["outbox", "list", str(outbox), "--limit", "1"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_a_retry_has_dead_letters_wait_again_and_says_which_never_can(kept, outbox, capsys):
    assert main(["outbox", "retry", str(outbox)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "2 wait again.",
        "1 can never be sent, as they are no events: see their reasons in `outbox list`.",
    ]
    assert ([one.letter.subject for one in kept.waiting(9)], kept.counts().dead) == (["1", "2", "3", "4"], 1)


def test_a_retry_of_one_letter_leaves_the_others_dead(kept, outbox, capsys):
    assert main(["outbox", "retry", str(outbox), "evt-4"]) == 0
    assert [dead.letter.subject for dead in kept.dead(9)] == ["3", "?"]


def test_a_retry_of_what_is_not_there_says_so_and_changes_nothing(kept, outbox, capsys):
    assert main(["outbox", "retry", str(outbox), "evt-4", "evt-9"]) == 1
    assert "There is no dead letter evt-9" in capsys.readouterr().err
    assert kept.counts().dead == 3


def test_a_flush_sends_what_waits_and_says_how_much(counter, kept, outbox, capsys, monkeypatch):
    counter.refuses = lambda event: "No." if event.subject == "2" else None
    monkeypatch.setenv("MOSTRADOR_API_KEY", counter.api_key)
    monkeypatch.setenv("MOSTRADOR_URL", counter.url)
    assert main(["outbox", "flush", str(outbox)]) == 1
    assert capsys.readouterr().out == "1 sent, 1 refused, 0 left.\n"
    assert subjects(counter) == ["1"]
    assert main(["outbox", "flush", str(outbox), "--url", counter.url, "--api-key", counter.api_key]) == 0


def test_a_flush_to_a_counter_that_is_away_keeps_everything(counter, kept, outbox, capsys):
    counter.down()
    assert main(["outbox", "flush", str(outbox), "--url", counter.url, "--api-key", "key"]) == 1
    assert capsys.readouterr().out == "0 sent, 0 refused, 2 left.\n"


@pytest.mark.parametrize("given", [[], ["--url", "https://x.example"], ["--api-key", "key"]])
def test_a_flush_without_an_address_or_a_key_says_what_it_needs(kept, outbox, capsys, monkeypatch, given):
    monkeypatch.delenv("MOSTRADOR_URL", raising=False)
    monkeypatch.delenv("MOSTRADOR_API_KEY", raising=False)
    assert main(["outbox", "flush", str(outbox), *given]) == 1
    assert "flush needs the server's --url and an --api-key" in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["list", "retry", "flush"])
def test_a_file_that_is_not_there_is_not_made(outbox, capsys, verb):
    assert main(["outbox", verb, str(outbox)]) == 1
    assert f"There is no outbox at {outbox}" in capsys.readouterr().err
    assert not outbox.exists()


@pytest.mark.parametrize("verb", ["list", "retry", "flush"])
@pytest.mark.parametrize("holds", ["text", "nothing", "another program's tables"])
def test_a_mistyped_file_stays_where_and_as_it_is(tmp_path, capsys, verb, holds):
    mistyped = tmp_path / "invoices (2026)?.sqlite3"
    mistyped.write_text("not a database, really " * 100 if holds == "text" else "")
    if holds == "another program's tables":
        with closing(sqlite3.connect(mistyped)) as connection:
            connection.execute("create table invoice (id)")
    before = mistyped.read_bytes()
    assert main(["outbox", verb, str(mistyped)]) == 1
    assert f"{mistyped} is no outbox" in capsys.readouterr().err
    assert ([each.name for each in tmp_path.iterdir()], mistyped.read_bytes()) == ([mistyped.name], before)


def test_the_command_runs_by_its_name(counter, outbox):
    with shop(counter, outbox) as support:
        support.customers.erased("7")
    command = [sys.executable, "-m", "mostrador_sdk.cli", "outbox", "list", str(outbox)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "0 waiting (0 bytes), 0 dead, 0 dropped\n"
