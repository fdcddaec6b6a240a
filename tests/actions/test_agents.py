"""Agents as the command line and the worker see them: added, given passwords, let go, handed over."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pyotp import TOTP
from sqlalchemy import select

from mostrador.actions import agents, login, offboarding, second_factor, sessions
from mostrador.actions.login import HalfWay, Knock, LoggedIn
from mostrador.domain.speaker import Speaker, system
from mostrador.errors import Conflict, Forbidden, Invalid, NotFound, TokenInvalid
from mostrador.storage import agents as people
from mostrador.storage import due, members
from mostrador.storage.due import Due
from mostrador.storage.schema import conversation, event
from owning import hired
from shopping import Counter

BO = "bo@loza.example"
DOOR = Knock("198.51.100.7", "Firefox, Linux")


@pytest.fixture
def counter(migrated_url: str, tmp_path: Path) -> Iterator[Counter]:
    counter = Counter(migrated_url, tmp_path)
    yield counter
    counter.closes()


@pytest.fixture
def machine(counter: Counter) -> Speaker:
    return system(counter.shop)


def adds(counter: Counter, machine: Speaker, email: str = BO, role: str = "agent") -> agents.Added:
    return counter.run(agents.add(counter.desk, machine, email=email, name="Bo Lind", role=role))


def enters(counter: Counter, password: str, email: str = BO) -> LoggedIn | HalfWay:
    return counter.run(login.with_password(counter.desk, DOOR, email, password))


def holds(counter: Counter, agent: str, how_many: int) -> list[str]:
    """Conversations that came in and are the agent's."""
    ids = [counter.shopper(f"ana{number}").sends().conversation for number in range(how_many)]
    for each in ids:
        counter.run(offboarding.hand_over_some(counter.desk, counter.shop, [each], agent))
    return ids


def assignees(counter: Counter) -> list[str | None]:
    return list(
        counter.run(counter.desk.db.read(lambda tx: tx.execute(select(conversation.c.assignee_id)).scalars().all()))
    )


def test_whoever_is_added_logs_in_with_the_password_that_was_shown(counter: Counter, machine: Speaker) -> None:
    added = adds(counter, machine)
    assert isinstance(enters(counter, added.password), LoggedIn)
    with pytest.raises(Invalid):
        adds(counter, machine)


def test_whoever_works_for_another_shop_keeps_their_password(counter: Counter, machine: Speaker) -> None:
    first = adds(counter, machine)
    second = adds(counter, system(counter.opens_shop("Bombillas")))
    assert second.id == first.id
    assert second.password == ""
    assert isinstance(enters(counter, first.password), LoggedIn)


def test_a_given_password_ends_what_was_open(counter: Counter, machine: Speaker) -> None:
    added = adds(counter, machine)
    enters(counter, added.password)
    new = counter.run(agents.give_password(counter.desk, machine, added.id))
    with pytest.raises(Invalid):
        enters(counter, added.password)
    bo = Speaker(counter.shop, "agent", added.id, "Bo", b"")
    assert not counter.run(sessions.still_signed_in(counter.desk, bo))
    assert isinstance(enters(counter, new), LoggedIn)


def test_only_the_machine_gives_passwords(counter: Counter) -> None:
    ana = counter.run(hired(counter.desk, counter.shop, "Ana"))
    with pytest.raises(Forbidden):
        counter.run(agents.give_password(counter.desk, ana, ana.id))
    with pytest.raises(Forbidden):
        counter.run(agents.add(counter.desk, ana, email=BO, name="Bo"))


def test_an_agent_is_found_by_address_in_their_own_shop_alone(counter: Counter, machine: Speaker) -> None:
    added = adds(counter, machine)
    assert counter.run(agents.by_email(counter.desk, machine, "BO@loza.example")).id == added.id
    with pytest.raises(NotFound):
        counter.run(agents.by_email(counter.desk, system(counter.opens_shop("Bombillas")), BO))


def test_two_administrators_cannot_remove_each_other_at_once(counter: Counter) -> None:
    ana, bea = (counter.run(hired(counter.desk, counter.shop, name)) for name in ("Ana", "Bea"))

    async def both() -> list[Any]:
        return await asyncio.gather(
            agents.remove(counter.desk, ana, bea.id),
            agents.remove(counter.desk, bea, ana.id),
            return_exceptions=True,
        )

    outcomes = counter.run(both())
    assert sum(outcome is None for outcome in outcomes) == 1
    left = counter.run(counter.desk.db.read(lambda tx: members.of_shop(tx, counter.shop)))
    assert len(left) == 1
    with pytest.raises(Conflict):
        counter.run(agents.remove(counter.desk, system(counter.shop), left[0].id))


def test_a_successor_gets_what_somebody_had_whatever_dies_in_between(counter: Counter, machine: Speaker) -> None:
    bo, eva = adds(counter, machine), adds(counter, machine, "eva@loza.example")
    ids = holds(counter, bo.id, 3)
    counter.run(agents.remove(counter.desk, machine, bo.id, eva.id))
    counter.run(offboarding.hand_over_some(counter.desk, counter.shop, ids[:1], eva.id))  # and here the server died
    counter.moves(timedelta(minutes=3))
    now = counter.clock.now()
    rows: list[Due] = counter.run(
        counter.desk.db.write(lambda tx: due.lease(tx, now=now, until=now + timedelta(minutes=2), most=50))
    )
    for row in [each for each in rows if each.kind == agents.OFFBOARDING]:
        counter.run(offboarding.hand_over(counter.desk, row))
    assert assignees(counter) == [eva.id] * 3
    given = select(event.c.conversation_id).where(event.c.kind == "assigned", event.c.author == "system")
    handed = counter.run(counter.desk.db.read(lambda tx: tx.execute(given).scalars().all()))
    assert sorted(handed) == sorted(ids * 2), "once to Bo, and once to Eva"


def test_one_code_of_the_app_in_two_requests_at_once_lets_one_in(counter: Counter, machine: Speaker) -> None:
    added = adds(counter, machine)
    agent = counter.run(counter.desk.db.read(lambda tx: people.find(tx, added.id)))
    assert agent
    offer = second_factor.offer(counter.desk, agent)
    now = counter.clock.now()
    code = TOTP(offer.secret).at(now)
    codes = second_factor.new_codes(counter.desk)
    counter.run(
        counter.desk.db.write(lambda tx: second_factor.take(tx, counter.desk, agent, offer.token, code, codes, now))
    )
    counter.moves(timedelta(seconds=30))
    half = [enters(counter, added.password) for _ in range(2)]
    later = TOTP(offer.secret).at(counter.clock.now())

    async def both() -> list[Any]:
        tokens = [each.token for each in half if isinstance(each, HalfWay)]
        return await asyncio.gather(
            *(login.with_code(counter.desk, DOOR, token, later) for token in tokens), return_exceptions=True
        )

    outcomes = counter.run(both())
    assert sum(isinstance(outcome, LoggedIn) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, Invalid) for outcome in outcomes) == 1


def test_a_password_that_changed_meanwhile_ends_the_half_way(counter: Counter, machine: Speaker) -> None:
    added = adds(counter, machine)
    agent = counter.run(counter.desk.db.read(lambda tx: people.find(tx, added.id)))
    assert agent
    counter.run(
        counter.desk.db.write(
            lambda tx: people.set_second_factor(tx, added.id, counter.desk.keyring.seal(b"A" * 32, added.id), 0)
        )
    )
    half = enters(counter, added.password)
    assert isinstance(half, HalfWay)
    counter.run(agents.give_password(counter.desk, machine, added.id))
    with pytest.raises(TokenInvalid):
        counter.run(login.with_code(counter.desk, DOOR, half.token, "000000"))
