"""The outbox: an SQLite file that keeps what is to be told."""

import os
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mostrador_sdk.errors import InvalidArgument, OutboxTrouble
from mostrador_sdk.outbox import Waiting, fitting
from mostrador_sdk.owner import is_gone, owner_name
from mostrador_sdk.sqlite_outbox import DEAD_KEPT, SqliteOutbox
from telling import letter


def claim(outbox: SqliteOutbox, owner: str = "ana", now: float = 100, **more: object) -> list[Waiting]:
    how = {"limit": 100, "most": 1 << 20, "until": now + 60, "early": False, **more}
    return outbox.claim(owner, now=now, **how)


def ids(letters: list[Waiting]) -> list[str]:
    return [one.letter.subject for one in letters]


def filled(path: Path, *orders: int) -> SqliteOutbox:
    outbox = SqliteOutbox(path)
    for id in orders:
        assert outbox.put(letter(id))
    return outbox


def test_letters_come_out_whole_and_in_the_order_in_which_they_went_in(outbox):
    kept = filled(outbox, 3, 1, 2)
    claimed = claim(kept)
    assert [one.letter for one in claimed] == [letter(3), letter(1), letter(2)]
    kept.forget([one.position for one in claimed])
    assert (claim(kept), kept.counts().waiting, kept.counts().size) == ([], 0, 0)


def test_what_one_has_claimed_nobody_else_gets_until_the_lease_runs_out(outbox):
    kept = filled(outbox, 1, 2)
    assert ids(claim(kept, "ana", now=100, limit=1)) == ["1"]
    another = SqliteOutbox(outbox)
    assert ids(claim(another, "bo", now=159)) == ["2"]
    assert ids(claim(another, "cy", now=160)) == ["1"]
    kept.release("ana", [1], due_at=999)
    assert claim(kept, "ana", now=161) == [], "ana gave back what was no longer hers, and it is still cy's"


def test_what_was_given_back_is_put_off_and_its_attempts_are_counted(outbox):
    kept = filled(outbox, 1)
    claim(kept, now=100)
    kept.release("ana", [1], due_at=200)
    assert claim(kept, now=199) == []
    assert [one.attempts for one in claim(kept, now=199, early=True)] == [1]
    kept.release("ana", [1], due_at=300)
    assert [one.attempts for one in claim(kept, now=300)] == [2]


def test_a_clock_that_goes_back_a_year_holds_nothing_up(outbox):
    kept = filled(outbox, 1, 2)
    year = 365 * 86400
    claim(kept, now=year, limit=1)
    claim(kept, "bo", now=year)
    kept.release("bo", [2], due_at=year + 10)
    assert ids(claim(kept, "cy", now=100)) == ["1", "2"]


def test_a_batch_is_as_large_as_fits_and_holds_one_letter_at_least(outbox):
    assert fitting([(1, 50), (2, 48), (3, 1)], 100) == [1, 2]
    assert fitting([(1, 500), (2, 1)], 100) == [1]
    assert fitting([], 100) == []
    kept = SqliteOutbox(outbox)
    for id in range(5):
        kept.put(letter(id, note="x" * 1000))
    assert ids(claim(kept, most=3500)) == ["0", "1"]


def test_what_does_not_fit_into_the_outbox_is_dropped_and_counted(outbox):
    kept = SqliteOutbox(outbox, most_rows=2)
    assert [kept.put(letter(id)) for id in range(4)] == [True, True, False, False]
    assert (kept.counts().waiting, kept.counts().dropped) == (2, 2)
    kept.forget([1])
    assert kept.put(letter(9)), "there is room again"
    assert ids(kept.waiting(10)) == ["1", "9"]


def test_the_outbox_is_bounded_in_bytes_too(outbox):
    size = len(letter(1).body)
    kept = SqliteOutbox(outbox, most_bytes=2 * size)
    assert [kept.put(letter(id)) for id in range(3)] == [True, True, False]
    assert kept.counts().size == 2 * size


def test_what_is_dead_waits_no_longer_until_somebody_revives_it(outbox):
    kept = filled(outbox, 1, 2)
    claim(kept)
    kept.kill("ana", {1: "The server refused it."}, at=100)
    (dead,) = kept.dead(10)
    assert (dead.letter, dead.reason, dead.died_at, dead.attempts) == (letter(1), "The server refused it.", 100, 1)
    assert (ids(kept.waiting(10)), kept.counts().dead) == (["2"], 1)
    assert kept.revive([dead.position, 77], now=100) == 1
    assert (ids(kept.waiting(10)), kept.dead(10), kept.counts().dead) == (["2", "1"], [], 0)


def test_dead_letters_do_not_fill_the_disk_nor_lie_there_for_ever(outbox):
    kept = SqliteOutbox(outbox, most_dead=2)
    for id in range(4):
        kept.bury(letter(id), "No.", at=100 + id)
    assert [dead.letter.subject for dead in kept.dead(10)] == ["2", "3"]
    kept.tend(now=103 + DEAD_KEPT)
    assert [dead.letter.subject for dead in kept.dead(10)] == ["3"]


def test_dead_letters_are_bounded_in_bytes_too(outbox):
    kept = SqliteOutbox(outbox, most_bytes=2 * len(letter(1).body))
    for id in range(4):
        kept.bury(letter(id), "No.", at=100)
    assert [dead.letter.subject for dead in kept.dead(10)] == ["2", "3"]
    assert kept.counts().dropped == 2


def test_who_is_gone_is_seen_by_those_of_the_same_machine_alone():
    name = owner_name()
    assert not is_gone(name)
    assert owner_name() != name
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    assert is_gone(name.replace(f" {os.getpid()} ", f" {process.pid} "))
    assert not is_gone("another " + name.replace(f" {os.getpid()} ", f" {process.pid} "))
    assert not is_gone(name.replace(f" {os.getpid()} ", " 1 "))
    assert not any(is_gone(owner) for owner in ("", "ana", "host space -1 x", "host space x y"))


def test_only_the_shops_own_account_may_read_what_waits(outbox):
    kept = filled(outbox, 1)  # open, so that its journal lies beside it
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in outbox.parent.iterdir()}
    assert set(modes) >= {outbox.name, f"{outbox.name}-wal"}
    assert set(modes.values()) == {0o600}
    kept.close()


def test_what_was_sent_leaves_no_trace_in_the_file(outbox):
    kept = SqliteOutbox(outbox)
    kept.put(letter(1, note="the secret gift"))
    kept.tend(now=100)
    assert b"the secret gift" in outbox.read_bytes()
    kept.forget([1])
    kept.tend(now=100)
    assert b"the secret gift" not in outbox.read_bytes()


@pytest.mark.parametrize("damage", [b"this is no database" * 100, b"\0" * 8192])
def test_a_damaged_outbox_is_set_aside_and_a_new_one_is_begun(outbox, damage, caplog):
    outbox.write_bytes(damage)
    kept = filled(outbox, 1)
    assert ids(kept.waiting(10)) == ["1"]
    (aside,) = outbox.parent.glob("*.damaged-*")
    assert aside.read_bytes() == damage, "what can be saved is saved by hand"
    assert aside.name in caplog.text


def test_an_outbox_that_is_damaged_while_it_is_used_is_set_aside_too(outbox):
    kept = filled(outbox, *range(200))
    kept.close()
    with outbox.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (outbox.stat().st_size - 4096))
    assert kept.put(letter(9))
    assert ids(SqliteOutbox(outbox).waiting(10)) == ["9"]


def test_an_outbox_that_somebody_removed_is_made_anew(outbox):
    kept = filled(outbox, 1)
    for path in outbox.parent.iterdir():
        path.unlink()
    assert kept.put(letter(2))
    assert ids(SqliteOutbox(outbox).waiting(10)) == ["2"]


def test_another_programs_database_is_left_alone(outbox):
    theirs = sqlite3.connect(outbox)
    theirs.execute("create table orders (id)")
    theirs.close()
    with pytest.raises(OutboxTrouble, match=r"another program's database\. Give it one of its own"):
        SqliteOutbox(outbox).put(letter(1))
    assert sqlite3.connect(outbox).execute("select name from sqlite_master").fetchall() == [("orders",)]
    assert list(outbox.parent.glob("*.damaged-*")) == []


def test_a_newer_outbox_is_left_alone(outbox):
    filled(outbox, 1).close()
    newer = sqlite3.connect(outbox)
    newer.execute("pragma user_version=2")
    newer.close()
    with pytest.raises(OutboxTrouble, match="its version is 2, this SDK knows version 1"):
        SqliteOutbox(outbox).put(letter(2))


@pytest.mark.parametrize("path", ["", ":memory:"])
def test_an_outbox_that_would_not_outlive_the_process_is_refused(path):
    with pytest.raises(InvalidArgument, match="a file that outlives the process"):
        SqliteOutbox(path)


def test_an_outbox_where_no_file_can_be_says_so(tmp_path):
    with pytest.raises(OutboxTrouble, match="nowhere"):
        SqliteOutbox(tmp_path / "nowhere" / "outbox.sqlite3").put(letter(1))


def test_many_who_begin_one_outbox_at_once_all_get_their_letters_in(outbox):
    with ThreadPoolExecutor(8) as people:
        done = list(people.map(lambda one: SqliteOutbox(outbox).put(letter(one)), range(40)))
    assert (all(done), SqliteOutbox(outbox).counts().waiting) == (True, 40)


def test_a_letter_is_in_the_file_before_anybody_is_told_so(outbox):
    filled(outbox, 1)
    reader = sqlite3.connect(f"file:{outbox}?mode=ro", uri=True)
    assert reader.execute("select subject from waiting").fetchall() == [("1",)]
    reader.close()
