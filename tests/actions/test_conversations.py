"""What agents do with a conversation, on both databases: authorised, once, and told in the log."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from console_agent import works
from mostrador.actions import answers, blocking, conversations, reading
from mostrador.actions.answers import Answer
from mostrador.domain.event import Event
from mostrador.domain.speaker import Speaker
from mostrador.errors import AnsweredMeanwhile, Conflict, ConversationClosed, Forbidden, NotFound, Unauthenticated
from mostrador.storage import audit, customers, due, members
from mostrador.storage import conversations as log
from owning import hired
from services.mail_server import MailServer, mail_server
from shopping import Counter, Shopper

UNDO = timedelta(seconds=9)


@pytest.fixture
def post() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def counter(migrated_url: str, tmp_path: Path, post: MailServer) -> Iterator[Counter]:
    counter = Counter(migrated_url, tmp_path, smtp_port=post.port)
    yield counter
    counter.closes()


@pytest.fixture
def ana(counter: Counter) -> Shopper:
    return counter.shopper("ana")


@pytest.fixture
def bo(counter: Counter) -> Speaker:
    return counter.run(hired(counter.desk, counter.shop, "Bo", "agent"))


@pytest.fixture
def cid(counter: Counter) -> Speaker:
    return counter.run(hired(counter.desk, counter.shop, "Cid", "supervisor"))


def events(counter: Counter, conversation: str) -> list[Event]:
    return counter.run(counter.desk.db.read(lambda tx: log.events_after(tx, counter.shop, conversation, 0, log.AGENTS)))


def kinds(counter: Counter, conversation: str) -> list[str]:
    return [event.kind for event in events(counter, conversation)]


def answers_with(
    counter: Counter, agent: Speaker, conversation: str, text: str, key: str = "k1", **more: object
) -> str:
    given = Answer(text, key, **{"seen": 99, **more})  # type: ignore[arg-type]
    return counter.run(answers.answer(counter.desk, agent, conversation, given))


def test_an_answer_sent_twice_leaves_once_and_so_does_its_mail(
    counter: Counter, ana: Shopper, bo: Speaker, post: MailServer
) -> None:
    opened = ana.sends()
    works(counter)
    before = len(post.taken)
    assert answers_with(counter, bo, opened.conversation, "It left today.") == "held"
    assert answers_with(counter, bo, opened.conversation, "It left today.") == "held"
    counter.moves(UNDO)
    works(counter)
    assert answers_with(counter, bo, opened.conversation, "It left today.") == "left"
    works(counter)
    assert kinds(counter, opened.conversation).count("message") == 1
    assert len(post.taken) == before + 1


def test_two_workers_that_take_the_same_answer_say_it_once(counter: Counter, ana: Shopper, bo: Speaker) -> None:
    opened = ana.sends()
    answers_with(counter, bo, opened.conversation, "It left today.")
    (row,) = counter.run(counter.desk.db.read(lambda tx: due.about(tx, opened.conversation, ["answer"])))
    counter.moves(UNDO)

    async def both() -> None:
        await asyncio.gather(*(answers.leave(counter.desk, row) for _ in range(4)))

    counter.run(both())
    assert kinds(counter, opened.conversation).count("message") == 1
    mails = counter.run(counter.desk.db.read(lambda tx: due.about(tx, opened.conversation, ["mail"])))
    assert len(mails) == 1


def test_what_is_taken_back_never_leaves_and_the_same_key_says_so(counter: Counter, ana: Shopper, bo: Speaker) -> None:
    opened = ana.sends()
    answers_with(counter, bo, opened.conversation, "Oops.")
    held = counter.run(counter.desk.db.read(lambda tx: answers.held(tx, opened.conversation)))
    assert counter.run(answers.take_back(counter.desk, bo, opened.conversation, held[0].id)) == "Oops."
    counter.moves(UNDO)
    works(counter)
    assert "message" not in kinds(counter, opened.conversation)
    assert answers_with(counter, bo, opened.conversation, "Oops.") == "taken_back"
    works(counter)
    assert "message" not in kinds(counter, opened.conversation)


def test_nobody_takes_back_what_another_wrote(counter: Counter, ana: Shopper, bo: Speaker, cid: Speaker) -> None:
    opened = ana.sends()
    answers_with(counter, bo, opened.conversation, "It left today.")
    held = counter.run(counter.desk.db.read(lambda tx: answers.held(tx, opened.conversation)))
    with pytest.raises(NotFound):
        counter.run(answers.take_back(counter.desk, cid, opened.conversation, held[0].id))


def test_an_answer_that_is_held_leaves_though_somebody_resolves_meanwhile(
    counter: Counter, ana: Shopper, bo: Speaker, cid: Speaker
) -> None:
    opened = ana.sends()
    works(counter)
    answers_with(counter, bo, opened.conversation, "It left today.")
    counter.run(conversations.resolve(counter.desk, cid, opened.conversation))
    counter.moves(UNDO)
    works(counter)
    assert kinds(counter, opened.conversation)[-3:] == ["resolved", "message", "mailed"]
    assert counter.run(reading.open(counter.desk, bo, opened.conversation)).conversation.status == "resolved"


def test_answering_together_is_asked_about_first(counter: Counter, ana: Shopper, bo: Speaker, cid: Speaker) -> None:
    opened = ana.sends()
    seen = len(events(counter, opened.conversation))
    answers_with(counter, bo, opened.conversation, "It left today.", seen=seen)
    with pytest.raises(AnsweredMeanwhile):
        answers_with(counter, cid, opened.conversation, "Soon.", seen=seen)
    counter.moves(UNDO)
    works(counter)
    with pytest.raises(AnsweredMeanwhile):
        answers_with(counter, cid, opened.conversation, "Soon.", seen=seen)
    assert answers_with(counter, cid, opened.conversation, "Soon.", seen=len(events(counter, opened.conversation)))


def test_quarantine_holds_every_answer_back(counter: Counter, ana: Shopper, bo: Speaker, cid: Speaker) -> None:
    opened = ana.sends()
    answers_with(counter, bo, opened.conversation, "It left today.")
    counter.run(conversations.quarantine(counter.desk, cid, opened.conversation))
    counter.moves(UNDO)
    works(counter)
    assert "message" not in kinds(counter, opened.conversation)
    with pytest.raises(Conflict):
        answers_with(counter, bo, opened.conversation, "Again.", key="k2")


def test_nobody_answers_a_resolved_conversation_without_reopening_it(
    counter: Counter, ana: Shopper, bo: Speaker
) -> None:
    opened = ana.sends()
    counter.run(conversations.resolve(counter.desk, bo, opened.conversation))
    with pytest.raises(ConversationClosed):
        answers_with(counter, bo, opened.conversation, "One more thing.")


def test_an_agent_who_left_within_the_seconds_says_nothing_to_the_customer(
    counter: Counter, ana: Shopper, bo: Speaker
) -> None:
    opened = ana.sends()
    answers_with(counter, bo, opened.conversation, "Goodbye.")

    def leave(tx: Connection) -> None:
        member = members.find(tx, counter.shop, bo.id)
        assert member is not None
        members.remove_member(tx, member, at=counter.clock.now())

    counter.run(counter.desk.db.write(leave))
    counter.moves(UNDO)
    works(counter)
    assert "message" not in kinds(counter, opened.conversation)
    assert "Goodbye." in [event.words for event in events(counter, opened.conversation) if event.kind == "note"]
    with pytest.raises(Unauthenticated):
        counter.run(reading.open(counter.desk, bo, opened.conversation))


def test_release_sends_the_receipt_that_was_held_back_once(counter: Counter, bo: Speaker, post: MailServer) -> None:
    eve = counter.shopper("eve")
    opened = eve.sends(website="https://spam.example")  # the field that nobody sees
    works(counter)
    assert not post.taken
    for _ in range(2):
        counter.run(conversations.release(counter.desk, bo, opened.conversation))
        works(counter)
        counter.moves(timedelta(hours=2))
        counter.run(conversations.quarantine(counter.desk, bo, opened.conversation))
    assert len(post.taken) == 1
    assert opened.code in post.text()


def test_what_was_put_into_quarantine_by_hand_gets_no_second_receipt(
    counter: Counter, ana: Shopper, bo: Speaker, post: MailServer
) -> None:
    opened = ana.sends()
    works(counter)
    counter.moves(timedelta(hours=2))
    counter.run(conversations.quarantine(counter.desk, bo, opened.conversation))
    counter.run(conversations.release(counter.desk, bo, opened.conversation))
    works(counter)
    assert len(post.taken) == 1


def test_a_blocked_sender_lands_in_quarantine(counter: Counter, ana: Shopper, bo: Speaker, cid: Speaker) -> None:
    opened = ana.sends()
    with pytest.raises(Forbidden):
        counter.run(blocking.block(counter.desk, bo, opened.conversation))
    counter.run(blocking.block(counter.desk, cid, opened.conversation))
    again = counter.shopper("ana").sends(message="It is me again, with the same question as before, please.")
    assert counter.run(reading.open(counter.desk, bo, again.conversation)).conversation.quarantined
    counter.run(blocking.unblock(counter.desk, cid, opened.conversation))
    assert "unblocked" in kinds(counter, opened.conversation)


def test_an_older_snooze_does_not_wake_a_newer_one(counter: Counter, ana: Shopper, bo: Speaker) -> None:
    opened = ana.sends()
    now = counter.clock.now()
    for hours in (1, 5):
        counter.run(conversations.snooze(counter.desk, bo, opened.conversation, now + timedelta(hours=hours)))
    counter.moves(timedelta(hours=2))
    works(counter)
    assert counter.run(reading.open(counter.desk, bo, opened.conversation)).conversation.status == "snoozed"
    counter.moves(timedelta(hours=4))
    works(counter)
    assert counter.run(reading.open(counter.desk, bo, opened.conversation)).conversation.status == "open"


def test_conversations_go_only_to_the_shops_own_agents_and_departments(
    counter: Counter, ana: Shopper, bo: Speaker
) -> None:
    opened = ana.sends()
    other = counter.run(hired(counter.desk, counter.opens_shop("Otra"), "Dan", "agent"))
    with pytest.raises(NotFound):
        counter.run(conversations.assign(counter.desk, bo, opened.conversation, other.id))
    with pytest.raises(NotFound):
        counter.run(conversations.move(counter.desk, bo, opened.conversation, "dep_elsewhere"))
    for attempt in (
        reading.open(counter.desk, other, opened.conversation),
        conversations.resolve(counter.desk, other, opened.conversation),
        conversations.note(counter.desk, other, opened.conversation, "Hm.", "k1"),
    ):
        with pytest.raises(NotFound):
            counter.run(attempt)


def test_a_claim_shows_nothing_of_whoever_proved_the_address_until_an_agent_looks(
    counter: Counter, bo: Speaker
) -> None:
    real, now = counter.desk.new("cus"), counter.clock.now()
    counter.run(
        counter.desk.db.write(
            lambda tx: customers.add(
                tx, counter.shop, real, name="Ana Real", language="es", at=now, email="ana@example.com"
            )
        )
    )
    opened = counter.shopper("ana").sends()
    seen = counter.run(reading.open(counter.desk, bo, opened.conversation))
    assert seen.customer is not None
    assert not seen.customer.is_proven
    assert seen.match is not None
    assert seen.match.name is None
    assert seen.others == ()
    assert counter.run(reading.look(counter.desk, bo, opened.conversation)) == "Ana Real"
    entries = counter.run(counter.desk.db.read(lambda tx: tx.execute(audit.ALL).all()))
    assert [(row.actor, row.action, row.subject) for row in entries][-1] == (
        bo.id,
        "customer.match_seen",
        opened.conversation,
    )
