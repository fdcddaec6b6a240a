"""A chat's log stays the truth when words are taken back and put right: folding it again gives what the tables say."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from folding import agrees
from mostrador.actions import agent_chats, chats, unsending
from mostrador.domain import conversation as talk
from mostrador.domain.conversation import Conversation
from mostrador.domain.speaker import Speaker
from mostrador.errors import Refusal
from mostrador.storage import conversations, participants
from mostrador.storage.conversations import Opening
from owning import hired
from shopping import Counter

SAYINGS = ("ana says", "bo says")
DOINGS = (*SAYINGS, "take back the last", "take back the one before", "mend the last", "a minute passes", "end")
DEPTH = {"take back the last": -1, "take back the one before": -2}


class Chat:
    """One that Ana opened, and Bo, who answers."""

    def __init__(self, counter: Counter, bo: Speaker) -> None:
        self.counter, self.desk, self.bo = counter, counter.desk, bo
        shopper = counter.shopper("ana")
        self.ana = Speaker(counter.shop, "visitor", shopper.id, "Ana", shopper.proof)
        self.id, self.code = counter.desk.new("cnv"), counter.desk.code()
        self.said: list[tuple[Speaker, int]] = []
        self.number = 0
        counter.run(counter.desk.db.write(self._begin))

    def _begin(self, tx: Connection) -> None:
        empty, at = Conversation(self.id, self.counter.shop), self.counter.clock.now()
        events = talk.opened(
            empty, self.ana, {"text": "¿Hay alguien?"}, at=at, key="first", quarantine=False, by="chat"
        )
        opening = Opening(self.id, self.code, "chat", "", "es", self.ana.id, "first", None, "Ana", "")
        conversations.open(tx, self.counter.shop, opening, empty.after(events), events)
        participants.join(tx, self.counter.shop, self.id, self.ana.id)

    def does(self, doing: str) -> None:
        self.number += 1
        with suppress(Refusal, IndexError):  # what cannot be done now leaves no trace
            self._does(doing)

    def _does(self, doing: str) -> None:
        run, desk, key = self.counter.run, self.desk, f"key-{self.number}"
        match doing:
            case "ana says":
                self.said.append((self.ana, run(chats.say(desk, self.ana, self.id, "¿Y en azul?", key))))
            case "bo says":
                self.said.append((self.bo, run(agent_chats.say(desk, self.bo, self.id, "Sí, quedan tres.", key))))
            case "mend the last":
                speaker, seq = self.said[-1]
                run(unsending.mend(desk, speaker, self.id, seq, f"No, {self.number}."))
            case "a minute passes":
                self.counter.moves(timedelta(seconds=61))
            case "end":
                run(chats.end(desk, self.ana, self.id))
            case _:
                speaker, seq = self.said[DEPTH[doing]]
                run(unsending.unsend(desk, speaker, self.id, seq))

    def now(self) -> Conversation:
        found = self.counter.run(self.desk.db.read(lambda tx: conversations.find(tx, self.counter.shop, self.id)))
        assert found is not None
        return found


@pytest.fixture
def counter(migrated_url: str, tmp_path: Path) -> Iterator[Counter]:
    counter = Counter(migrated_url, tmp_path)
    yield counter
    counter.closes()


@pytest.fixture
def bo(counter: Counter) -> Speaker:
    return counter.run(hired(counter.desk, counter.shop, "Bo", "agent"))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(doings=st.lists(st.sampled_from(DOINGS), max_size=12))
def test_folding_a_chat_again_gives_the_tables_whatever_was_taken_back(
    counter: Counter, bo: Speaker, doings: list[str]
) -> None:
    chat = Chat(counter, bo)
    for doing in doings:
        chat.does(doing)
    counter.run(counter.desk.db.read(lambda tx: agrees(tx, counter.shop, chat.id)))


def test_a_shopper_whose_only_answer_was_taken_back_waits_since_they_asked(counter: Counter, bo: Speaker) -> None:
    chat = Chat(counter, bo)
    asked = chat.now().waiting_since
    assert asked is not None
    chat.does("bo says")
    assert chat.now().waiting_since is None
    chat.does("ana says")
    chat.does("take back the one before")
    assert chat.now().waiting_since == asked
    counter.run(counter.desk.db.read(lambda tx: agrees(tx, counter.shop, chat.id)))
