"""Customers whose words go straight into the log, for tests that need many of them."""

from datetime import timedelta

from sqlalchemy import Connection

from mostrador.domain import conversation as talk
from mostrador.domain.conversation import Conversation
from mostrador.domain.speaker import Speaker
from mostrador.storage import conversations as log
from mostrador.storage.conversations import Opening
from shopping import Counter


def writes(counter: Counter, *messages: str, shop: str | None = None, name: str = "Ana") -> list[str]:
    """Conversations with these words, a minute apart, the first the oldest."""
    shop, begin = shop or counter.shop, counter.clock.now() - timedelta(days=1)
    ids = [counter.desk.new("cnv") for _ in messages]
    codes = [counter.desk.code() for _ in messages]

    def work(tx: Connection) -> None:
        for number, (name_of, code, message) in enumerate(zip(ids, codes, messages, strict=True)):
            new = Conversation(name_of, shop)
            body = {"text": message, "name": name, "email": f"{name.lower()}@example.com"}
            speaker = Speaker(shop, "customer", f"cus_{name.lower()}", name)
            at = begin + timedelta(minutes=number // 3)  # some at the very same time
            events = talk.opened(new, speaker, body, at=at, key=f"k{name_of}", quarantine=False)
            opening = Opening(name_of, code, "form", "Pedidos", "es", None, f"k{name_of}", None, name, body["email"])
            log.open(tx, shop, opening, new.after(events), events)

    counter.run(counter.desk.db.write(work))
    return ids
