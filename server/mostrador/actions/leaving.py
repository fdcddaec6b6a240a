"""A shopper has left a chat without a word: it goes on by mail where there is an address, else it ends."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import Connection

from mostrador.domain import conversation as talk
from mostrador.domain.conversation import Conversation
from mostrador.domain.speaker import system
from mostrador.storage import conversations, due, offers
from mostrador.storage.due import Due

UNREAD = timedelta(minutes=3)  # after which an answer that nobody reads goes by mail
ABANDONED = timedelta(minutes=30)  # of silence on both sides


def is_due(tx: Connection, shop: str, *, at: datetime) -> bool:
    return bool(offers.unread(tx, shop, before=at - UNREAD) or offers.abandoned(tx, shop, before=at - ABANDONED))


def follow_up(tx: Connection, shop: str, mails: Iterable[str], *, at: datetime) -> set[str]:
    """Send on what nobody reads, and end what nobody is in; `mails` are new ids. Returns the chats that changed."""
    changed = set()
    ids = iter(mails)
    for chat, unread in groupby(offers.unread(tx, shop, before=at - UNREAD), key=lambda each: each[0]):
        if current := conversations.lock(tx, shop, chat):
            _goes_by_mail(tx, current, at=at)
            changed.add(chat)
            for (_, seq), id in zip(unread, ids, strict=False):
                row = Due(id, shop, "mail", chat, at, {"seq": seq})
                due.add(tx, row, at=at, unique_key=f"mail:{chat}:{seq}")
    for chat in offers.abandoned(tx, shop, before=at - ABANDONED):
        if current := conversations.lock(tx, shop, chat):
            if not _goes_by_mail(tx, current, at=at):
                conversations.append(tx, current, talk.end(current, system(shop), at=at))
            changed.add(chat)
    return changed


def _goes_by_mail(tx: Connection, current: Conversation, *, at: datetime) -> bool:
    card = conversations.card(tx, current.shop, current.id)
    if not card.contact_email:
        return False
    by = system(current.shop)
    conversations.append(tx, current, talk.leave_address(current, by, card.contact_email, card.contact_name, at=at))
    return True
