"""Shoppers by the hundred, each on a line of their own: they write, dial again when it breaks, and send again."""

import asyncio
import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from bench.sockets import Socket, dial, frame
from house import House
from sqlalchemy import Connection

from mostrador.actions import visitors
from mostrador.domain import conversation as talk
from mostrador.domain.conversation import Conversation
from mostrador.domain.speaker import Speaker
from mostrador.storage import conversations, participants
from mostrador.storage.conversations import Opening
from mostrador.web.live_wire import PROTOCOL


@dataclass
class Chatter:
    """One shopper. `shown` is what they see, in order; `unsent` what nobody has confirmed yet, by key."""

    token: str
    id: str
    chat: str
    shown: list[dict[str, Any]] = field(default_factory=list)
    unsent: dict[str, str] = field(default_factory=dict)
    epoch: str = ""
    line: Socket | None = None
    goodbye: float | None = None  # after how many seconds the server asked to come back

    def heard(self, payload: bytes) -> None:
        said = json.loads(payload)
        if said["type"] == "welcome":
            self.epoch = said["epoch"]
        if said["type"] == "leave":
            self.goodbye = said["after"]
        if said["type"] == "event":
            self.shown.append(said["event"])
            self.unsent.pop(said["event"].get("key", ""), None)

    async def dials(self, house: House) -> None:
        """Come back, say up to where one has seen, and send again what nobody has confirmed."""
        after = {self.chat: self.shown[-1]["seq"]} if self.shown else {}
        self.line = await dial(house.port, "/live", self.heard, protocol=PROTOCOL)
        self.line.send(frame(type="hello", token=self.token, epoch=self.epoch, after=after))
        for key, text in list(self.unsent.items()):
            self._send(key, text)

    def says(self, text: str) -> None:
        key = str(uuid.uuid4())
        self.unsent[key] = text
        self._send(key, text)

    def hangs_up(self) -> None:
        if self.line:
            self.line.close()
            self.line = None

    def _send(self, key: str, text: str) -> None:
        if self.line:
            self.line.send(frame(type="say", conversation=self.chat, key=key, text=text))


def come_in(house: House, count: int) -> list[Chatter]:
    """So many shoppers, each with a chat that is open already."""

    async def one(number: int) -> Chatter:
        desk = house.desk
        token = (await visitors.admit(desk, visitors.boot(desk, house.shop))).token
        who = (await visitors.known(desk, visitors.digest(token))).id
        chat, now = desk.new("cnv"), house.clock.now()

        def work(tx: Connection) -> None:
            blank = Conversation(chat, house.shop)
            body = {"text": f"Hola, soy {number}", "name": "", "email": ""}
            me = Speaker(house.shop, "visitor", who)
            events = talk.opened(blank, me, body, at=now, key=f"opening-{number}", quarantine=False, by="chat")
            opening = Opening(chat, desk.code(), "chat", "", "es", who, f"opening-{number}", None, "", "")
            conversations.open(tx, house.shop, opening, blank.after(events), events)
            participants.admit(tx, house.shop, chat, who)

        await desk.db.write(work)
        return Chatter(token, who, chat)

    async def all_of_them() -> list[Chatter]:
        return list(await asyncio.gather(*map(one, range(count))))

    return house.run(all_of_them())
