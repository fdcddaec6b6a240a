"""What may be added to a conversation, and what its events add up to."""

from datetime import UTC, datetime, timedelta

import pytest

from mostrador.domain import conversation as talk
from mostrador.domain.conversation import Conversation
from mostrador.domain.speaker import Speaker
from mostrador.errors import ConversationClosed, EmptyMessage, Invalid

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANA = Speaker("shop_loza", "visitor", "vis_ana", "Ana")
BO = Speaker("shop_loza", "agent", "agt_bo", "Bo")
NEW = Conversation("cnv_one", "shop_loza")
OPEN = NEW.after(talk.opened(NEW, ANA, {"text": "Where is it?"}, at=NOON, key="k0", quarantine=False))
RESOLVED = OPEN.after(talk.resolve(OPEN, BO, at=NOON))


def test_a_customer_who_writes_again_reopens_the_conversation() -> None:
    events = talk.say(RESOLVED, ANA, "It broke again.", at=NOON, key="k1")
    assert [(event.seq, event.kind) for event in events] == [(3, "reopened"), (4, "message")]
    assert RESOLVED.after(events).status == "open"


def test_an_agent_has_to_reopen_before_replying() -> None:
    with pytest.raises(ConversationClosed):
        talk.say(RESOLVED, BO, "One more thing.", at=NOON, key="k1")


def test_a_snoozed_conversation_comes_back_when_its_customer_writes() -> None:
    snoozed = OPEN.after(talk.snooze(OPEN, BO, NOON + timedelta(days=1), at=NOON))
    assert snoozed.folder == "waiting"
    back = snoozed.after(talk.say(snoozed, ANA, "Any news?", at=NOON, key="k2"))
    assert (back.folder, back.snoozed_until) == ("open", None)


def test_nobody_snoozes_into_the_past() -> None:
    with pytest.raises(Invalid):
        talk.snooze(OPEN, BO, NOON, at=NOON)


def test_an_answer_ends_the_waiting_and_a_note_does_not() -> None:
    assert OPEN.waiting_since == NOON
    assert OPEN.after(talk.note(OPEN, BO, "Called her.", at=NOON, key="k3")).waiting_since == NOON
    assert OPEN.after(talk.say(OPEN, BO, "It left today.", at=NOON, key="k3")).waiting_since is None


def test_a_second_message_does_not_shorten_the_waiting() -> None:
    later = OPEN.after(talk.say(OPEN, ANA, "Hello?", at=NOON + timedelta(hours=2), key="k4"))
    assert later.waiting_since == NOON


def test_what_changes_nothing_is_no_event() -> None:
    assert talk.reopen(OPEN, BO, at=NOON) == []
    assert talk.assign(OPEN, BO, None, at=NOON) == []
    assert talk.prioritise(OPEN, BO, "normal", at=NOON) == []
    assert talk.untag(OPEN, BO, "vip", at=NOON) == []
    assert talk.release(OPEN, BO, at=NOON) == []
    assert talk.tag(OPEN, BO, "  ", at=NOON) == []


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 10_001])
def test_a_message_has_text_and_an_end(text: str) -> None:
    with pytest.raises((EmptyMessage, Invalid)):
        talk.say(OPEN, ANA, text, at=NOON, key="k5")


def test_notes_and_what_agents_do_are_not_for_customers() -> None:
    for events in (talk.note(OPEN, BO, "Hm.", at=NOON, key="k6"), talk.assign(OPEN, BO, BO.id, at=NOON)):
        assert {event.audience for event in events} == {"agents"}
    assert {event.audience for event in talk.resolve(OPEN, BO, at=NOON)} == {"everyone"}


def test_an_event_cannot_jump_the_queue() -> None:
    ahead = talk.note(RESOLVED, BO, "Later.", at=NOON, key="k7")
    with pytest.raises(ValueError, match="cannot follow"):
        OPEN.after(ahead)


def test_quarantine_hides_whatever_the_status() -> None:
    aside = OPEN.after(talk.quarantine(OPEN, BO, at=NOON))
    assert aside.folder == "quarantine"
    assert aside.after(talk.release(aside, BO, at=NOON)).folder == "open"
