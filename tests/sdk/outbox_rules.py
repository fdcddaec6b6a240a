"""What every outbox in a shop's database keeps to. Also run in processes where Django is."""

from mostrador_sdk.outbox import Outbox, Waiting
from telling import letter


def claim(outbox: Outbox, owner: str = "ana", now: float = 100, **more: object) -> list[Waiting]:
    how = {"limit": 100, "most": 1 << 20, "until": now + 60, "early": False, **more}
    return outbox.claim(owner, now=now, **how)


def subjects(rows: list) -> list[str]:
    return [row.letter.subject for row in rows]


def letters_come_out_whole_and_in_order(outbox: Outbox) -> None:
    assert [outbox.put(letter(id, note="Ñandú") if id == 3 else letter(id)) for id in (3, 1, 2)] == [True] * 3
    claimed = claim(outbox)
    assert [one.letter for one in claimed] == [letter(3, note="Ñandú"), letter(1), letter(2)]
    assert outbox.counts().size == sum(len(one.letter.body) for one in claimed)
    outbox.forget([one.position for one in claimed])
    assert (claim(outbox), outbox.counts().waiting, outbox.counts().size) == ([], 0, 0)


def a_lease_is_one_persons_until_it_runs_out(outbox: Outbox) -> None:
    for id in (1, 2):
        outbox.put(letter(id))
    (mine,) = claim(outbox, "ana", now=100, limit=1)
    assert subjects(claim(outbox, "bo", now=159)) == ["2"]
    assert subjects(claim(outbox, "cy", now=160)) == ["1"]
    outbox.release("ana", [mine.position], due_at=999)
    outbox.kill("ana", {mine.position: "No."}, at=1)
    assert (claim(outbox, "ana", now=161), outbox.counts().dead) == ([], 0)


def what_was_given_back_waits_and_counts_its_attempts(outbox: Outbox) -> None:
    outbox.put(letter(1))
    (one,) = claim(outbox, now=100)
    outbox.release("ana", [one.position], due_at=200)
    assert claim(outbox, now=199) == []
    assert [one.attempts for one in claim(outbox, now=199, early=True)] == [1]
    outbox.release("ana", [one.position], due_at=10**9)
    assert [one.attempts for one in claim(outbox, now=300)] == [2], "a clock that went back holds nothing up"


def a_batch_fits(outbox: Outbox) -> None:
    for id in range(5):
        outbox.put(letter(id, note="x" * 1000))
    assert subjects(claim(outbox, most=3500)) == ["0", "1"]


def what_is_dead_can_be_revived(outbox: Outbox) -> None:
    for id in (1, 2):
        outbox.put(letter(id))
    first = claim(outbox)[0].position
    outbox.kill("ana", {first: "The server refused it."}, at=100)
    (dead,) = outbox.dead(10)
    assert (dead.letter, dead.reason, dead.died_at, dead.attempts) == (letter(1), "The server refused it.", 100, 1)
    assert (subjects(outbox.waiting(10)), outbox.counts().dead) == (["2"], 1)
    assert outbox.revive([dead.position, 77], now=100) == 1
    assert (subjects(outbox.waiting(10)), outbox.dead(10)) == (["2", "1"], [])


def the_dead_are_forgotten_in_time(outbox: Outbox) -> None:
    outbox.bury(letter(1), "No.", at=100)
    outbox.bury(letter(2), "No.", at=200)
    outbox.tend(now=150 + 30 * 86400)
    assert subjects(outbox.dead(10)) == ["2"]


def there_is_an_end_to_it(bounded: Outbox) -> None:
    """For an outbox of two letters, and two dead ones."""
    assert [bounded.put(letter(id)) for id in range(4)] == [True, True, False, False]
    assert (bounded.counts().waiting, bounded.counts().dropped) == (2, 2)
    for id in range(4):
        bounded.bury(letter(id), "No.", at=100 + id)
    assert subjects(bounded.dead(10)) == ["2", "3"]


def what_a_killed_process_held_is_free(outbox: Outbox, owner: str) -> None:
    outbox.put(letter(1))
    assert subjects(claim(outbox, owner, now=100)) == ["1"]
    assert subjects(claim(outbox, "bo", now=101)) == ["1"]


RULES = [
    letters_come_out_whole_and_in_order,
    a_lease_is_one_persons_until_it_runs_out,
    what_was_given_back_waits_and_counts_its_attempts,
    a_batch_fits,
    what_is_dead_can_be_revived,
    the_dead_are_forgotten_in_time,
]
