"""Whatever the counter does, a checkout goes on, and in the end every event is there once."""

import logging
import threading
import time
from email.utils import formatdate

import pytest

from mostrador_sdk.fake import FakeMostrador
from mostrador_sdk.pace import Pace
from mostrador_sdk.sqlite_outbox import SqliteOutbox
from telling import letter, order, shop, subjects

ALL = [str(id) for id in range(25)]


def check_out(support, ids=ALL):
    """A checkout's last line, once for each order."""
    for id in ids:
        support.orders.placed(order(id))


def all_there(counter, ids=ALL):
    assert counter.wait_for(lambda: len(counter.events) >= len(ids)), subjects(counter)
    assert sorted(subjects(counter), key=int) == sorted(ids, key=int)


def test_what_a_shop_tells_arrives_in_the_order_in_which_it_happened(counter, outbox):
    with shop(counter, outbox, source="https://shop.example") as support:
        check_out(support)
        all_there(counter)
        assert subjects(counter) == ALL
        assert {event.source for event in counter.events} == {"https://shop.example"}
        assert support.flush() == 0


def test_a_checkout_is_over_while_the_counter_still_has_not_answered(counter, outbox):
    counter.hold()
    support = shop(counter, outbox)
    check_out(support)  # would never come back if it waited: the counter answers nobody
    assert counter.wait_for(lambda: counter.requests > 0)
    assert (counter.events, SqliteOutbox(outbox).counts().waiting) == ([], len(ALL))
    counter.release()
    all_there(counter)
    support.close()


def test_a_counter_that_answers_too_late_gets_nothing_twice(counter, outbox):
    counter.hold()
    support = shop(counter, outbox, pace=Pace(timeout=0.1, first_pause=0.01, longest_pause=0.01, look_again=0.05))
    check_out(support)
    assert counter.wait_for(lambda: counter.requests > 3), "it asks again when its patience is over"
    counter.release()
    all_there(counter)
    assert support.flush() == 0
    assert len(counter.events) == len(ALL)
    support.close()


@pytest.mark.parametrize("status", [500, 502, 503, 429, 404, 301])
def test_what_a_counter_in_trouble_does_not_take_waits_until_it_does(counter, outbox, status, caplog):
    counter.status = status
    with shop(counter, outbox) as support:
        check_out(support)
        assert counter.wait_for(lambda: counter.requests > 3)
        assert SqliteOutbox(outbox).counts().waiting == len(ALL)
        counter.status = 202
        all_there(counter)
    assert SqliteOutbox(outbox).counts().dead == 0
    told = [record for record in caplog.records if str(status) in record.getMessage()]
    assert len([record for record in told if record.name == "mostrador_sdk"]) == 1, "said once, not each time"


def test_a_counter_that_is_down_and_comes_back_has_missed_nothing(counter, outbox):
    counter.down()
    with shop(counter, outbox) as support:
        check_out(support, ALL[:10])
        assert support.flush(timeout=5) == 10
        counter.up()
        check_out(support, ALL[10:])
        all_there(counter)


def test_a_counter_that_falls_over_between_taking_and_answering_gets_nothing_twice(outbox):
    with FakeMostrador() as counter:
        counter.hold()
        with shop(counter, outbox) as support:
            check_out(support)
            assert counter.wait_for(lambda: counter.requests > 0)
            counter.down()  # cuts the line; what was held is taken all the same
            counter.release()
            counter.up()
            all_there(counter)
            assert support.flush() == 0
        assert len(counter.events) == len(ALL)


def test_an_api_key_that_is_not_known_costs_no_event_and_is_told_once(counter, outbox, caplog):
    counter.api_key = "new-key"
    with shop(counter, outbox, api_key="old-key") as support:
        check_out(support)
        assert counter.wait_for(lambda: counter.requests > 4)
        counter.api_key = "old-key"
        all_there(counter)
    (told,) = [record.getMessage() for record in caplog.records if "API key" in record.getMessage()]
    assert "401 unknown_key" in told
    assert "old-key" not in caplog.text, "a key has no place in a log"


def test_what_the_counter_refuses_is_a_dead_letter_and_holds_nothing_up(counter, outbox):
    dead = []
    counter.refuses = lambda event: "No such currency." if event.subject in ("3", "7") else None
    with shop(counter, outbox, on_dead=lambda event, reason: dead.append((event.data.id, reason))) as support:
        check_out(support)
        all_there(counter, [id for id in ALL if id not in ("3", "7")])
        assert support.flush() == 0
    assert dead == [("3", "No such currency. (told_to)"), ("7", "No such currency. (told_to)")]
    kept = SqliteOutbox(outbox).dead(10)
    assert [(one.letter.subject, one.reason) for one in kept] == dead


def test_an_on_dead_that_fails_does_not_end_the_sending(counter, outbox, caplog):
    counter.refuses = lambda event: "No." if event.subject == "0" else None
    with shop(counter, outbox, on_dead=lambda event, reason: 1 / 0) as support:
        check_out(support)
        all_there(counter, ALL[1:])
    assert "on_dead failed" in caplog.text


@pytest.mark.parametrize("status", [400, 413, 422])
def test_of_a_batch_that_is_refused_as_a_whole_only_the_one_to_blame_dies(counter, outbox, status):
    kept = SqliteOutbox(outbox)
    for id in ALL:
        kept.put(letter(id, note="poison" if id == "7" else ""))
    counter.fails_on = (b"poison", status)
    with shop(counter, outbox) as support:
        all_there_but_7(counter, support)
    (dead,) = kept.dead(10)
    assert (dead.letter.subject, dead.reason) == ("7", f"The server refused it: {status} told_to.")


def test_an_event_that_the_counter_chokes_on_lets_the_others_pass(counter, outbox):
    kept = SqliteOutbox(outbox)
    for id in ALL:
        kept.put(letter(id, note="poison" if id == "0" else ""))
    counter.fails_on = (b"poison", 500)
    with shop(counter, outbox) as support:
        support.wake()
        all_there(counter, ALL[1:])
        counter.fails_on = None
        all_there(counter)
        support.flush()
    assert (kept.counts().waiting, kept.counts().dead) == (0, 0)


def all_there_but_7(counter, support):
    support.wake()
    all_there(counter, [id for id in ALL if id != "7"])
    assert support.flush() == 0


def test_no_batch_is_larger_than_the_counter_takes(counter, outbox):
    kept = SqliteOutbox(outbox)
    for id in range(250):
        kept.put(letter(id, note="x" * (12_000 if id < 200 else 1)))
    with shop(counter, outbox) as support:
        assert support.flush() == 0
    assert len(counter.events) == 250, "nothing was lost for its size"
    assert counter.requests == 3


@pytest.mark.parametrize("when", ["3600", "date"])
def test_a_counter_that_wants_to_be_asked_in_an_hour_is_not_asked_before(counter, outbox, when):
    counter.status = 503
    counter.retry_after = formatdate(time.time() + 3600, usegmt=True) if when == "date" else when
    with shop(counter, outbox) as support:
        check_out(support, ["1"])
        assert counter.wait_for(lambda: counter.requests > 0)
        assert support.flush() == 1
        check_out(support, ["2"])
        assert support.flush() == 2
    assert counter.requests == 1


@pytest.mark.parametrize(
    "answer", [b"<html>", b"[]", b'{"results": []}', b'{"results": [{"id": "x", "result": "accepted"}]}']
)
def test_a_page_that_is_no_answer_of_the_counters_is_not_taken_for_one(counter, outbox, answer):
    counter.says = answer
    with shop(counter, outbox) as support:
        check_out(support, ["1"])
        assert support.flush() == 1
        counter.says = None
        all_there(counter, ["1"])


def test_two_clients_on_one_outbox_never_send_the_same(counter, outbox):
    kept = SqliteOutbox(outbox)
    for id in range(1000):
        kept.put(letter(id))
    with shop(counter, outbox) as one, shop(counter, outbox) as another:
        flushes = [threading.Thread(target=support.flush) for support in (one, another)]
        for flush in flushes:
            flush.start()
        for flush in flushes:
            flush.join()
        assert counter.wait_for(lambda: len(counter.events) == 1000)
        assert (counter.repeats, kept.counts().waiting) == (0, 0)


def test_threads_that_tell_at_once_are_all_heard(counter, outbox):
    with shop(counter, outbox) as support:
        tellers = [threading.Thread(target=check_out, args=(support, range(n, 200, 8))) for n in range(8)]
        for teller in tellers:
            teller.start()
        for teller in tellers:
            teller.join()
        all_there(counter, [str(id) for id in range(200)])
        assert support.dropped == 0
    assert counter.repeats == 0


def test_a_worker_that_tells_in_sync_has_told_when_it_goes_on(counter, outbox):
    with shop(counter, outbox, sync=True) as support:
        support.orders.placed(order("1"))
        assert subjects(counter) == ["1"]


def test_a_worker_that_tells_in_sync_does_not_wait_for_long(counter, outbox):
    counter.hold()
    support = shop(counter, outbox, sync=True, pace=Pace(sync_timeout=0.05, exit_timeout=0.05))
    support.orders.placed(order("1"))  # would never come back
    assert counter.events == []
    assert SqliteOutbox(outbox).counts().waiting == 1
    counter.release()
    all_there(counter, ["1"])
    support.close()


def test_the_log_names_no_person(counter, outbox, caplog):
    caplog.set_level(logging.DEBUG)
    counter.refuses = lambda event: "ana@example.com is not welcome."
    with shop(counter, outbox) as support:
        check_out(support)
        support.orders.placed(order("1", customer=None))
        support.customers.created(order("1"))
        support.flush()
    assert "dead letter" in caplog.text
    for secret in ("ana@", "García", "Bearer"):
        assert secret not in caplog.text
