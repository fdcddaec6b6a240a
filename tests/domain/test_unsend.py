"""Unsending: one's own message, within a minute, while the chat is one; and who waits for whom then."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mostrador.domain import conversation as talk
from mostrador.domain.conversation import Conversation
from mostrador.domain.event import Event
from mostrador.domain.speaker import Speaker
from mostrador.domain.unsending import mend, unsend
from mostrador.errors import Conflict

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
MINUTE = timedelta(seconds=60)
ANA = Speaker("shop_a", "visitor", "vis_a", "")
BO = Speaker("shop_a", "agent", "agt_bo", "Bo")
CHAT = Conversation("cnv_a", "shop_a", live=True, last_seq=2)
SAID = Event("cnv_a", 2, "message", "vis_a", NOON, {"text": "Hola"}, "key", "everyone")


def test_the_sixtieth_second_is_in_time_and_everybody_is_told():
    (gone,) = unsend(CHAT, ANA, SAID, [], at=NOON + MINUTE)
    assert (gone.seq, gone.kind, gone.body, gone.audience) == (3, "redacted", {"seq": 2}, "everyone")
    with pytest.raises(Conflict) as refused:
        unsend(CHAT, ANA, SAID, [], at=NOON + MINUTE + timedelta(milliseconds=1))
    assert refused.value.code == "too_late"


def test_what_is_gone_already_is_gone_however_late():
    assert unsend(CHAT, ANA, replace(SAID, body={"redacted": True}), [], at=NOON + 2 * MINUTE) == []


@pytest.mark.parametrize(("over", "code"), [({}, "chat_not_live"), ({"ended": True}, "chat_ended")])
def test_a_chat_that_goes_on_by_mail_or_has_ended_keeps_its_words(over: dict[str, bool], code: str):
    chat = replace(CHAT, live=False, **over)
    with pytest.raises(Conflict) as refused:
        unsend(chat, ANA, SAID, [], at=NOON)
    assert refused.value.code == code
    with pytest.raises(Conflict) as refused:
        mend(chat, ANA, SAID, "Hola, Bo", at=NOON)
    assert refused.value.code == code


class Talk:
    """A chat that Ana opened at noon, a second for each thing that happens in it, and its log as it is kept."""

    def __init__(self) -> None:
        empty = Conversation("cnv_a", "shop_a")
        self.log = talk.opened(empty, ANA, {"text": "¿Hay alguien?"}, at=NOON, key="key", quarantine=False, by="chat")
        self.now = empty.after(self.log)

    @property
    def at(self) -> datetime:
        return NOON + timedelta(seconds=len(self.log))

    def happens(self, events: list[Event]) -> Event:
        self.log += events
        self.now = self.now.after(events)
        assert Conversation("cnv_a", "shop_a").after(self.log) == self.now
        return events[-1]

    def says(self, speaker: Speaker) -> Event:
        return self.happens(talk.say(self.now, speaker, "Hola", at=self.at, key=f"key {self.at}"))

    def takes_back(self, speaker: Speaker, said: Event) -> Event:
        gone = unsend(self.now, speaker, said, self.log, at=self.at)
        self.log[said.seq - 1] = replace(said, body={"redacted": True})
        return self.happens(gone)


def test_whoever_had_one_answer_that_was_taken_back_waits_since_they_wrote():
    chat = Talk()
    answer = chat.says(BO)
    assert chat.now.waiting_since is None
    chat.says(ANA)
    chat.takes_back(BO, answer)
    assert chat.now.waiting_since == NOON


def test_whoever_has_another_answer_does_not_wait():
    chat = Talk()
    answers = [chat.says(BO), chat.says(BO)]
    assert chat.takes_back(BO, answers[1]).body == {"seq": 3}
    assert chat.now.waiting_since is None
    chat.takes_back(BO, answers[0])
    assert chat.now.waiting_since == NOON


def test_whoever_takes_back_what_they_asked_waits_for_nothing_more():
    chat = Talk()
    chat.says(BO)
    asked, again = chat.says(ANA), chat.says(ANA)
    chat.takes_back(ANA, asked)
    assert chat.now.waiting_since == again.at
    chat.takes_back(ANA, again)
    assert chat.now.waiting_since is None
