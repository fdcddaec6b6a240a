"""The shoppers and agents of an installation, and their live lines."""

import asyncio
import os
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from bench.counter import Installation
from bench.sockets import Heard, Socket, dial, frame
from mostrador.actions import visitors
from mostrador.desk import Desk
from mostrador.domain import conversation as talk
from mostrador.domain.conversation import Conversation
from mostrador.domain.session import digest
from mostrador.domain.speaker import Speaker
from mostrador.storage import conversations, members, participants
from mostrador.storage.conversations import Opening
from mostrador.web import cookies
from mostrador.web.live_wire import PROTOCOL
from mostrador.web.sessions import csrf_token

BEAT = frame(type="beat")


@dataclass(frozen=True, slots=True)
class Agent:
    """Somebody who is logged in."""

    session: str
    csrf: str


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat that is open, and the token of its shopper."""

    id: str
    token: str


async def hire(installation: Installation, desk: Desk, number: int) -> Agent:
    session, now = f"session-{number}-{os.urandom(8).hex()}", desk.clock.now()
    agent, mark = desk.new("agt"), digest(session)

    def work(tx: Connection) -> None:
        members.add_agent(
            tx, agent, email=f"{number}@loza.example", name="Marta", language="es", password_hash=None, at=now
        )
        members.set_member(tx, installation.shop, agent, "agent", at=now)
        members.add_session(
            tx, mark, agent_id=agent, shop=installation.shop, at=now, expires_at=now + timedelta(days=1)
        )

    await desk.db.write(work)
    return Agent(session, csrf_token(desk, mark))


async def open_chat(installation: Installation, desk: Desk) -> Chat:
    """A chat with a shopper of its own, to which nobody has come yet."""
    admitted = await visitors.admit(desk, visitors.boot(desk, installation.shop))
    visitor = (await visitors.known(desk, visitors.digest(admitted.token))).id
    chat, now = desk.new("cnv"), desk.clock.now()
    shopper = Speaker(installation.shop, "visitor", visitor)

    def work(tx: Connection) -> None:
        blank = Conversation(chat, installation.shop)
        body = {"text": "Hola", "name": "", "email": ""}
        events = talk.opened(blank, shopper, body, at=now, key="opening-key", quarantine=False, by="chat")
        opening = Opening(chat, desk.code(), "chat", "", "es", visitor, "opening-key", None, "", "")
        conversations.open(tx, installation.shop, opening, blank.after(events), events)
        participants.admit(tx, installation.shop, chat, visitor)

    await desk.db.write(work)
    return Chat(chat, admitted.token)


async def shopper_line(installation: Installation, chat: Chat, heard: Heard) -> Socket:
    """The shopper's line, welcomed; it answers the server's beats."""
    return await _line(installation, heard, {}, frame(type="hello", token=chat.token))


async def agent_line(installation: Installation, agent: Agent, heard: Heard) -> Socket:
    """The agent's line, welcomed, which looks at nothing yet; it answers the server's beats."""
    cookie = f"{cookies.name(installation.settings, cookies.SESSION)}={agent.session}"
    headers = {"Cookie": cookie, "Origin": installation.settings.public_url}
    return await _line(installation, heard, headers, frame(type="hello", csrf=agent.csrf))


async def _line(installation: Installation, heard: Heard, headers: dict[str, str], hello: bytes) -> Socket:
    welcomed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def hear(payload: bytes) -> None:
        if payload == b'{"type":"beat"}':
            line.send(BEAT)
            return
        if not welcomed.done() and b'"welcome"' in payload:
            welcomed.set_result(None)
        heard(payload)

    line = await dial(installation.port, "/live", hear, protocol=PROTOCOL, headers=headers)
    line.send(hello)
    await welcomed
    return line
