"""The mail about an answer as the customer would get it, before it is sent; nothing is written."""

from sqlalchemy import Connection

from mostrador.actions import authority, mails
from mostrador.desk import Desk
from mostrador.domain import conversation as talk
from mostrador.domain.event import Event
from mostrador.domain.speaker import Speaker
from mostrador.errors import NotFound
from mostrador.storage import conversations, shops
from mostrador.storage.links import Link


async def preview(desk: Desk, speaker: Speaker, conversation: str, text: str) -> str:
    """Return the mail's HTML. Its link is made up: it opens nothing."""
    now = desk.clock.now()
    nowhere = Link(desk.new("lnk"), speaker.shop, "conversation", conversation, {}, 1, now, None)

    def work(tx: Connection) -> mails.Answer:
        agent = authority.require(tx, speaker, "answer", at=now)
        current = conversations.find(tx, agent.shop, conversation)
        shop = shops.find(tx, agent.shop)
        if current is None or shop is None:
            raise NotFound("There is no such conversation.")
        card = conversations.card(tx, agent.shop, conversation)
        answer = Event(current.id, current.last_seq + 1, "message", agent.id, now, {"text": talk.written(text)})
        return mails.Answer(shop, card, answer, agent.name, nowhere, mails.quoted(tx, card, answer))

    answer = await desk.db.read(work)
    return desk.letters.html(mails.letter_of(desk, answer, "preview", at=now))
