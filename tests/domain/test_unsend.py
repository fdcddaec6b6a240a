"""Unsending: one's own message, within a minute, while the chat is one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mostrador.domain.conversation import Conversation
from mostrador.domain.event import Event
from mostrador.domain.speaker import Speaker
from mostrador.domain.unsending import unsend
from mostrador.errors import Conflict

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
MINUTE = timedelta(seconds=60)
ANA = Speaker("shop_a", "visitor", "vis_a", "")
CHAT = Conversation("cnv_a", "shop_a", live=True, last_seq=2)
SAID = Event("cnv_a", 2, "message", "vis_a", NOON, {"text": "Hola"}, "key", "everyone")


def test_the_sixtieth_second_is_in_time_and_everybody_is_told():
    (gone,) = unsend(CHAT, ANA, SAID, at=NOON + MINUTE)
    assert (gone.seq, gone.kind, gone.body, gone.audience) == (3, "redacted", {"seq": 2}, "everyone")
    with pytest.raises(Conflict) as refused:
        unsend(CHAT, ANA, SAID, at=NOON + MINUTE + timedelta(milliseconds=1))
    assert refused.value.code == "too_late"


def test_what_is_gone_already_is_gone_however_late():
    assert unsend(CHAT, ANA, replace(SAID, body={"redacted": True}), at=NOON + 2 * MINUTE) == []


def test_a_chat_that_goes_on_by_mail_keeps_its_words_and_an_ended_one_does_not():
    with pytest.raises(Conflict) as refused:
        unsend(replace(CHAT, live=False), ANA, SAID, at=NOON)
    assert refused.value.code == "chat_not_live"
    assert unsend(replace(CHAT, live=False, ended=True), ANA, SAID, at=NOON)
