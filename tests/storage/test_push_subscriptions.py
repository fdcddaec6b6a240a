"""The browsers that tell an agent of chats: ten at most, and each as long as its session."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from console_agent import ConsoleAgent, console
from mostrador.actions.sweeping import sweep
from mostrador.domain.session import digest
from mostrador.storage import members, push_subscriptions
from mostrador.storage.push_subscriptions import MOST, Subscription
from mostrador.storage.schema import push_subscription
from shopping import Counter

HOUR = timedelta(hours=1)


@pytest.fixture
def counter(migrated_url: str, tmp_path: Path) -> Iterator[Counter]:
    counter = Counter(migrated_url, tmp_path)
    yield counter
    counter.closes()


@pytest.fixture
def marta(counter: Counter) -> Iterator[ConsoleAgent]:
    with ConsoleAgent(counter, console(counter), "Marta") as marta:
        yield marta


def logs_in(counter: Counter, agent: ConsoleAgent, session: str, *, hours: int = 720) -> bytes:
    mark, now = digest(session), counter.clock.now()
    until = now + timedelta(hours=hours)
    counter.run(
        counter.desk.db.write(
            lambda tx: members.add_session(tx, mark, agent_id=agent.id, shop=agent.shop, at=now, expires_at=until)
        )
    )
    return mark


def subscribes(counter: Counter, agent: ConsoleAgent, mark: bytes, endpoint: str) -> None:
    new = Subscription(counter.desk.new("psh"), agent.shop, agent.id, endpoint, b"point", b"auth")
    now = counter.clock.now()
    counter.run(counter.desk.db.write(lambda tx: push_subscriptions.put(tx, new, mark, at=now)))


def told(counter: Counter, agent: ConsoleAgent) -> list[str]:
    now = counter.clock.now()

    def work(tx: Connection) -> list[str]:
        found = push_subscriptions.of_agent(tx, agent.shop, agent.id, at=now)
        assert push_subscriptions.has_any(tx, agent.shop, agent.id, at=now) == bool(found)
        return [each.endpoint for each in found]

    return counter.run(counter.desk.db.read(work))


def kept(counter: Counter) -> int:
    return counter.run(
        counter.desk.db.read(lambda tx: tx.execute(select(func.count()).select_from(push_subscription)).scalar_one())
    )


def test_the_oldest_browser_makes_room_for_the_eleventh(counter: Counter, marta: ConsoleAgent):
    for number in range(MOST + 1):
        counter.moves(timedelta(minutes=1))
        subscribes(counter, marta, logs_in(counter, marta, f"session {number}"), f"https://push.example/{number}")
    assert told(counter, marta) == [f"https://push.example/{number}" for number in range(MOST, 0, -1)]
    assert kept(counter) == MOST


def test_a_session_has_one_browser_and_a_browser_one_session(counter: Counter, marta: ConsoleAgent):
    for endpoint in ("https://push.example/old", "https://push.example/new"):
        subscribes(counter, marta, marta.proof, endpoint)
    assert told(counter, marta) == ["https://push.example/new"]
    subscribes(counter, marta, logs_in(counter, marta, "another"), "https://push.example/new")
    assert told(counter, marta) == ["https://push.example/new"]
    assert kept(counter) == 1


def test_the_longest_endpoint_has_room_in_the_index_that_keeps_it_apart(counter: Counter, marta: ConsoleAgent):
    longest = "https://push.example/" + counter.desk.random(1024).hex()[: 2048 - 21]
    subscribes(counter, marta, marta.proof, longest)
    assert told(counter, marta) == [longest]


def test_a_browser_whose_session_ran_out_is_told_nothing_and_swept_up_with_it(counter: Counter, marta: ConsoleAgent):
    subscribes(counter, marta, logs_in(counter, marta, "short", hours=1), "https://push.example/x")
    counter.moves(2 * HOUR)
    assert told(counter, marta) == []
    counter.moves(31 * 24 * HOUR)
    counter.run(sweep(counter.desk))
    assert kept(counter) == 0
