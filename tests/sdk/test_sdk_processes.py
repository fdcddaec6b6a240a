"""Processes that fork, end, or are killed: what they told arrives all the same, once."""

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from mostrador_sdk.pace import Pace
from mostrador_sdk.sqlite_outbox import SqliteOutbox
from services.ports import free_port
from services.processes import running
from telling import letter, order, shop, subjects

TESTS = Path(__file__).parents[1]
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path])}


@contextmanager
def shop_process(what, counter, outbox, *ids):
    command = [sys.executable, "-W", "error", "-m", "shop_process", what, counter.url, str(outbox), *map(str, ids)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def there(counter, *ids):
    assert counter.wait_for(lambda: len(counter.events) >= len(ids), timeout=20), subjects(counter)
    assert sorted(subjects(counter)) == sorted(map(str, ids))


def test_a_process_that_ends_has_sent_what_it_told(counter, outbox):
    with shop_process("tell", counter, outbox, *range(50)) as process:
        out, err = process.communicate(timeout=20)
        assert (process.returncode, out, err) == (0, "told\n", "")
    there(counter, *range(50))
    assert SqliteOutbox(outbox).counts().waiting == 0


def test_a_process_that_ends_does_not_wait_for_a_counter_that_is_away(counter, outbox):
    counter.down()
    with shop_process("tell", counter, outbox, 1) as process:
        assert process.communicate(timeout=20)[0] == "told\n"
        assert process.returncode == 0
    assert SqliteOutbox(outbox).counts().waiting == 1


def test_a_process_that_ends_waits_only_so_long_for_a_counter_that_answers_nobody(counter, outbox, monkeypatch):
    counter.hold()
    monkeypatch.setitem(ENVIRONMENT, "EXIT_TIMEOUT", "0.1")
    with shop_process("tell", counter, outbox, 1) as process:
        assert process.communicate(timeout=20) == ("told\n", ""), "it would never end if it waited for an answer"
        assert process.returncode == 0
    assert (counter.events, SqliteOutbox(outbox).counts().waiting) == ([], 1)


def test_what_a_killed_process_told_is_sent_by_the_next(counter, outbox):
    counter.down()
    with shop_process("tell_and_stay", counter, outbox, *range(30)) as process:
        assert process.stdout.readline() == "told\n"
        process.kill()
        process.wait()
    counter.up()
    with shop(counter, outbox) as support:
        support.orders.placed(order(30))
        there(counter, *range(31))
    assert subjects(counter) == [str(id) for id in range(31)]


def test_what_a_process_was_sending_when_it_was_killed_is_sent_by_the_next(counter, outbox):
    counter.hold()
    with shop_process("tell_and_stay", counter, outbox, 1) as process:
        assert counter.wait_for(lambda: counter.requests == 1)
        process.kill()
        process.wait()
    with shop(counter, outbox) as support:
        support.wake()
        assert counter.wait_for(lambda: counter.requests == 2), "it waits for no lease of a process that is gone"
        counter.release()
        there(counter, 1)
        assert support.flush() == 0


def test_what_a_process_is_sending_no_other_sends_while_it_lives(counter, outbox):
    counter.hold()
    with shop_process("tell_and_stay", counter, outbox, 1):
        assert counter.wait_for(lambda: counter.requests == 1)
        with shop(counter, outbox) as support:
            assert support.flush() == 1
            assert counter.requests == 1
        counter.release()
        there(counter, 1)


def test_children_of_a_process_that_has_told_something_tell_on_their_own(counter, outbox):
    with shop_process("fork", counter, outbox, *range(1, 9)) as process:
        out, err = process.communicate(timeout=30)
        assert (process.returncode, err) == (0, "")
        assert out.count("told") == 2
    there(counter, 0, "parent", *range(1, 9))
    assert (counter.repeats, SqliteOutbox(outbox).counts().waiting) == (0, 0)


def test_a_fork_in_the_middle_of_much_telling_disturbs_nobody(counter, outbox):
    support = shop(counter, outbox)
    with ThreadPoolExecutor(4) as tellers:
        told = [tellers.submit(support.orders.placed, order(id)) for id in range(300)]
        for id in range(300, 310):
            if (child := os.fork()) == 0:
                support.orders.placed(order(id))
                os._exit(support.dropped)
            assert os.waitpid(child, 0)[1] == 0
        for one in told:
            one.result()
    there(counter, *range(310))
    support.flush()
    assert (support.dropped, SqliteOutbox(outbox).counts().waiting) == (0, 0)
    support.close()


def test_a_fork_at_the_moment_when_a_thread_begins_to_send_hangs_on_nothing(counter, outbox):
    support = shop(counter, outbox)
    with support._sender._lock:  # as the thread has it that was faster, and that the child does not have
        if (child := os.fork()) == 0:
            signal.alarm(10)
            support.orders.placed(order(1))
            os._exit(support.flush() + support.dropped)
    assert os.waitpid(child, 0)[1] == 0
    there(counter, 1)


def test_a_fork_while_somebody_writes_for_long_hangs_on_nothing(counter, outbox):
    kept = SqliteOutbox(outbox)
    support = shop(counter, kept)
    writing, done = threading.Event(), threading.Event()
    long = threading.Thread(target=lambda: kept._file.write(lambda tx: writing.set() or done.wait()))
    long.start()
    writing.wait()
    if (child := os.fork()) == 0:
        signal.alarm(10)
        support.orders.placed(order(1))  # the file is locked by the parent: it is dropped, and counted
        os._exit(support.dropped)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1
    done.set()
    long.join()
    support.orders.placed(order(2))
    there(counter, 2)
    support.close()


def test_two_processes_on_one_outbox_send_each_event_once(counter, outbox):
    kept = SqliteOutbox(outbox)
    for id in range(500):
        kept.put(letter(id))
    with shop_process("tell", counter, outbox, "a") as one, shop_process("tell", counter, outbox, "b") as another:
        for process in (one, another):
            assert process.communicate(timeout=30)[1] == ""
    with shop(counter, outbox) as support:
        support.flush()
    there(counter, "a", "b", *range(500))
    assert counter.repeats == 0


def test_gunicorns_workers_tell_what_is_ordered_from_them(counter, outbox, tmp_path):
    port = free_port()
    gunicorn = [sys.executable, "-m", "gunicorn", "--preload", "-w", "3", "-b", f"127.0.0.1:{port}"]
    environment = {**ENVIRONMENT, "SHOP_COUNTER": counter.url, "SHOP_OUTBOX": str(outbox)}
    log = tmp_path / "gunicorn.log"
    with (
        running(
            [*gunicorn, "shop_process:app"],
            log=log,
            answers=lambda: "Booting" in log.read_text(),
            environment=environment,
        ),
        httpx.Client(base_url=f"http://127.0.0.1:{port}", transport=httpx.HTTPTransport(retries=5)) as shopper,
    ):
        workers = {shopper.post(f"/{id}", headers={"Connection": "close"}).text for id in range(40)}
        there(counter, "preloaded", *range(40))
    assert len(workers) > 1
    assert (counter.repeats, "Traceback" in log.read_text()) == (0, False)


@pytest.mark.parametrize("module", ["mostrador_sdk", "mostrador_sdk.events", "mostrador_sdk.values"])
def test_who_reads_events_alone_loads_no_http_client_and_no_database(module):
    code = f"import sys, {module}; print({{'httpx', 'sqlite3', 'pytest', 'jwt'}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, env=ENVIRONMENT)
    assert done.stdout.strip() == "set()"


def test_a_lease_is_longer_than_a_request_may_take():
    pace = Pace()
    assert pace.lease > 3 * pace.timeout, "else a slow request's events would be sent by another process meanwhile"
