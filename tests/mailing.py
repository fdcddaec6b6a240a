"""Bo's answers, the mails they leave by, and the link that Ana opens."""

import re
from typing import Any

from sqlalchemy import Connection

from mostrador.actions import correspondence
from mostrador.actions.correspondence import Reader, Said
from mostrador.domain import conversation as talk
from mostrador.domain import proof
from mostrador.domain.speaker import Speaker
from mostrador.storage import conversations, due, members
from mostrador.worker import Worker
from services.mail_server import MailServer, text
from shopping import Counter

BO = "agt_bobobobobobobobo"


def bo_joins(counter: Counter) -> None:
    now = counter.clock.now()
    counter.run(
        counter.desk.db.write(
            lambda tx: members.add_agent(
                tx, BO, email="bo@loza.example.com", name="Bo Lind", language="es", password_hash=None, at=now
            )
        )
    )


def bo_answers(counter: Counter, conversation: str, text: str, key: str = "answer-1") -> int:
    """Bo's answer as it stands once it is no longer held: an event, and a mail that is due."""
    now, row = counter.clock.now(), counter.desk.new("due")
    bo = Speaker(counter.shop, "agent", BO, "Bo Lind")

    def work(tx: Connection) -> int:
        current = conversations.lock(tx, counter.shop, conversation)
        assert current is not None
        events = talk.say(current, bo, text, at=now, key=key)
        conversations.append(tx, current, events)
        due.add(tx, due.Due(row, counter.shop, "mail", conversation, now, {"seq": events[-1].seq}), at=now)
        return events[-1].seq

    return counter.run(counter.desk.db.write(work))


def works(counter: Counter) -> None:
    """The worker does all that is due now."""

    async def rounds() -> None:
        while await Worker(counter.desk).round():
            pass

    counter.run(rounds())


def link(post: MailServer) -> str:
    found = re.search(r"/c/#(\S+)", text(post.answers()[-1]))
    assert found, "the mail holds no link"
    return found[1]


def kinds(counter: Counter, conversation: str) -> list[str]:
    events = counter.run(
        counter.desk.db.read(
            lambda tx: conversations.events_after(tx, counter.shop, conversation, 0, conversations.AGENTS)
        )
    )
    return [event.kind for event in events]


def opens(counter: Counter, token: str) -> Reader:
    return counter.run(correspondence.open_link(counter.desk, token))[0]


def reads(counter: Counter, reader: Reader) -> list[Said]:
    return counter.run(correspondence.read(counter.desk, reader, 0))


def paid(counter: Counter, reader: Reader) -> dict[str, str]:
    issued = counter.run(correspondence.open_token(counter.desk, reader, "192.0.2.1", None))
    return {"token": issued.token, "proof": proof.solve(counter.desk.keyring.proof, issued.challenge)}


def writes(counter: Counter, reader: Reader, text: str, **means: Any) -> int:
    sent = correspondence.Sent(key=means.pop("key", "reply-1234"), text=text, **(means or paid(counter, reader)))
    return counter.run(correspondence.say(counter.desk, reader, sent))
