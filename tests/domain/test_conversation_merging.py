"""Conversations that are merged, parted, linked: only events, and each can be undone."""

from datetime import UTC, datetime, timedelta

import pytest

from mostrador.domain import conversation as talk
from mostrador.domain import merging
from mostrador.domain.conversation import Conversation
from mostrador.domain.speaker import Speaker, system
from mostrador.errors import Conflict, Invalid

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANA = Speaker("shop_loza", "customer", "cus_ana", "Ana")
BO = Speaker("shop_loza", "agent", "agt_bo", "Bo")


def opened(name: str) -> Conversation:
    new = Conversation(name, "shop_loza")
    return new.after(talk.opened(new, ANA, {"text": "Hello"}, at=NOON, key="k0", quarantine=False))


FIRST, SECOND = opened("cnv_first"), opened("cnv_second")


def merged() -> tuple[Conversation, Conversation]:
    for_second, for_first = merging.merge(SECOND, FIRST, BO, at=NOON)
    return SECOND.after(for_second), FIRST.after(for_first)


def test_a_merged_conversation_leaves_the_inbox_and_comes_back_when_parted() -> None:
    second, first = merged()
    assert (second.folder, second.merged_into) == ("merged", FIRST.id)
    for_second, for_first = merging.unmerge(second, first, BO, at=NOON + timedelta(days=90))
    assert second.after(for_second).folder == "open"
    assert first.after(for_first).last_seq == first.last_seq + 1


def test_no_conversation_is_merged_twice_or_into_itself() -> None:
    second, first = merged()
    with pytest.raises(Conflict):
        merging.merge(second, opened("cnv_third"), BO, at=NOON)
    with pytest.raises(Conflict):
        merging.merge(first, second, BO, at=NOON)
    with pytest.raises(Invalid):
        merging.merge(FIRST, FIRST, BO, at=NOON)


def test_what_lies_in_quarantine_is_released_before_it_is_merged() -> None:
    aside = SECOND.after(talk.quarantine(SECOND, BO, at=NOON))
    with pytest.raises(Conflict):
        merging.merge(aside, FIRST, BO, at=NOON)


def test_only_what_is_merged_can_be_parted() -> None:
    with pytest.raises(Conflict):
        merging.unmerge(SECOND, FIRST, BO, at=NOON)


def test_a_resolved_conversation_comes_back_when_its_customer_writes_in_a_merged_one() -> None:
    second, first = merged()
    first = first.after(talk.resolve(first, BO, at=NOON))
    later = NOON + timedelta(hours=1)
    said = talk.say(second, ANA, "One more thing.", at=later, key="k1")[-1]
    back = first.after(merging.hear(first, said, system("shop_loza")))
    assert (back.status, back.last_at, back.waiting_since) == ("open", later, later)
