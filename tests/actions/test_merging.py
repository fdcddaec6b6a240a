"""Merging moves nothing: agents read two logs as one, each customer only what was theirs, and it can be undone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from mostrador.actions import conversations, merging, reading
from mostrador.domain import conversation as talk
from mostrador.domain.speaker import Speaker
from mostrador.errors import Conflict, Invalid, NotFound
from mostrador.storage import contacts, customers, participants
from mostrador.storage import conversations as log
from mostrador.storage.conversations import Audience
from owning import hired
from shopping import Counter

ANA = "cus_anaanaanaanaanaa"


@pytest.fixture
def counter(migrated_url: str, tmp_path: Path) -> Iterator[Counter]:
    counter = Counter(migrated_url, tmp_path)
    yield counter
    counter.closes()


@pytest.fixture
def bo(counter: Counter) -> Speaker:
    return counter.run(hired(counter.desk, counter.shop, "Bo", "agent"))


def proves(counter: Counter, conversation: str) -> None:
    """Ana proves her address: from now on the conversation is hers."""
    now = counter.clock.now()

    def work(tx: Connection) -> None:
        if customers.find(tx, counter.shop, ANA) is None:
            customers.add(
                tx,
                counter.shop,
                ANA,
                name="Ana",
                language="es",
                at=now,
                email="ana@example.com",
            )
        contacts.set_customer(tx, counter.shop, conversation, ANA)
        participants.join(tx, counter.shop, conversation, ANA)

    counter.run(counter.desk.db.write(work))


@pytest.fixture
def two(counter: Counter) -> tuple[str, str, str]:
    """Two conversations of Ana's, and the code of the first."""
    first = counter.shopper("ana").sends(message="Buenos días, la taza azul llegó con el asa rota esta mañana.")
    second = counter.shopper("ana").sends(message="Otra cosa: necesito la factura del pedido a nombre de mi empresa.")
    proves(counter, first.conversation)
    proves(counter, second.conversation)
    return first.conversation, second.conversation, first.code


def test_agents_read_both_in_order_of_time_and_ana_only_each(
    counter: Counter, bo: Speaker, two: tuple[str, str, str]
) -> None:
    first, second, code = two
    assert counter.run(merging.merge(counter.desk, bo, second, code)) == "merged"
    counter.run(conversations.note(counter.desk, bo, second, "Said there.", "k1"))
    counter.run(conversations.note(counter.desk, bo, first, "Said here.", "k1"))
    opened = counter.run(reading.open(counter.desk, bo, first))
    spoken = [(event.conversation, event.kind) for event in opened.log.events if event.words]
    assert spoken == [(first, "form"), (second, "form"), (second, "note"), (first, "note")]
    for one in (first, second):
        theirs = counter.run(
            counter.desk.db.read(lambda tx, one=one: log.events_after(tx, counter.shop, one, 0, Audience(ANA)))
        )
        assert {event.conversation for event in theirs} == {one}
        assert [event.kind for event in theirs] == ["form"]


def test_merging_is_undone_at_any_later_time(counter: Counter, bo: Speaker, two: tuple[str, str, str]) -> None:
    first, second, code = two
    counter.run(merging.merge(counter.desk, bo, second, code))
    assert counter.run(reading.open(counter.desk, bo, second)).conversation.folder == "merged"
    counter.run(merging.unmerge(counter.desk, bo, second))
    assert counter.run(reading.open(counter.desk, bo, second)).conversation.folder == "open"
    assert counter.run(reading.open(counter.desk, bo, first)).merged == ()
    with pytest.raises(NotFound):
        counter.run(merging.unmerge(counter.desk, bo, second))


def test_a_merged_conversation_cannot_be_merged_again(counter: Counter, bo: Speaker, two: tuple[str, str, str]) -> None:
    _, second, code = two
    counter.run(merging.merge(counter.desk, bo, second, code))
    with pytest.raises(Conflict):
        counter.run(merging.merge(counter.desk, bo, second, code))


def test_conversations_of_two_people_are_linked_instead(
    counter: Counter, bo: Speaker, two: tuple[str, str, str]
) -> None:
    first, _, code = two
    eve = counter.shopper("eve").sends(message="Hola, quería preguntar por los horarios de recogida en tienda.")
    assert counter.run(merging.merge(counter.desk, bo, eve.conversation, code)) == "linked"
    opened = counter.run(reading.open(counter.desk, bo, eve.conversation))
    assert opened.conversation.merged_into is None
    assert opened.linked == {first}
    counter.run(merging.unlink(counter.desk, bo, eve.conversation, first))
    assert counter.run(reading.open(counter.desk, bo, first)).linked == frozenset()


def test_a_claim_is_not_enough_to_merge(counter: Counter, bo: Speaker, two: tuple[str, str, str]) -> None:
    _, _, code = two
    claimed = counter.shopper("ana").sends(message="Soy Ana, decidme por favor qué hay en mi último pedido.")
    assert counter.run(merging.merge(counter.desk, bo, claimed.conversation, code)) == "linked"


def test_a_code_of_another_shop_is_unknown_here(counter: Counter, bo: Speaker, two: tuple[str, str, str]) -> None:
    first, _, _ = two
    elsewhere = counter.shopper("ana", shop=counter.opens_shop("Otra")).sends()
    for attempt in (merging.merge, merging.link):
        with pytest.raises(Invalid):
            counter.run(attempt(counter.desk, bo, first, elsewhere.code))
    with pytest.raises(NotFound):
        counter.run(merging.unlink(counter.desk, bo, first, elsewhere.conversation))


def test_what_ana_writes_in_a_merged_one_brings_the_other_back(
    counter: Counter, bo: Speaker, two: tuple[str, str, str]
) -> None:
    first, second, code = two
    counter.run(merging.merge(counter.desk, bo, second, code))
    counter.run(conversations.resolve(counter.desk, bo, first))
    later = counter.clock.now()

    def says(tx: Connection) -> None:
        current = log.lock(tx, counter.shop, second)
        assert current is not None
        said = talk.say(current, Speaker(counter.shop, "customer", ANA), "Una cosa más.", at=later, key="k9")
        log.append(tx, current, said)
        merging.pass_on(tx, current, said[-1])

    counter.run(counter.desk.db.write(says))
    opened = counter.run(reading.open(counter.desk, bo, first))
    assert opened.conversation.status == "open"
    assert opened.conversation.last_at == later
    assert "Una cosa más." in [event.words for event in opened.log.events]
