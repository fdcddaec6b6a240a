"""The rules by which a shop's owner has shoppers invited to chat. They live in the shop's profile."""

import msgspec
from sqlalchemy import Connection

from mostrador.actions import ownership
from mostrador.desk import Desk
from mostrador.domain.inviting import MOST, Draft
from mostrador.domain.profile_rules import checked
from mostrador.domain.shop import Invitation, Shop
from mostrador.domain.speaker import Speaker
from mostrador.errors import Conflict, NotFound
from mostrador.storage import shops


async def add(desk: Desk, speaker: Speaker, version: int, draft: Draft) -> str:
    """Add a rule after the others and return its id. Raises `FormInvalid`, and `Conflict` where there are enough."""
    new = desk.new("rul")

    def work(tx: Connection, shop: Shop, record: ownership.Record) -> str:
        rules = shop.profile.chat.invitations
        if len(rules) >= MOST:
            raise Conflict(f"A shop has at most {MOST} invitations.", code="too_many_invitations")
        _keep(tx, shop, (*rules, draft.checked(new, shop.profile.languages)))
        record("chat_invitation.added", new)
        return new

    return await ownership.change(desk, speaker, version, work)


async def change(desk: Desk, speaker: Speaker, version: int, id: str, draft: Draft) -> None:
    """Put a rule otherwise, or switch it on or off. Raises `FormInvalid`."""

    def work(tx: Connection, shop: Shop, record: ownership.Record) -> None:
        before = _found(shop, id)
        after = draft.checked(id, shop.profile.languages)
        _keep(tx, shop, tuple(after if each.id == id else each for each in shop.profile.chat.invitations))
        names = ("on", "page", "seconds", "items", "every", "texts")
        record("chat_invitation.changed", id, [each for each in names if getattr(before, each) != getattr(after, each)])

    await ownership.change(desk, speaker, version, work)


async def remove(desk: Desk, speaker: Speaker, version: int, id: str) -> None:
    """Take a rule away; chats that came by it still say so."""

    def work(tx: Connection, shop: Shop, record: ownership.Record) -> None:
        _found(shop, id)
        _keep(tx, shop, tuple(each for each in shop.profile.chat.invitations if each.id != id))
        record("chat_invitation.removed", id)

    await ownership.change(desk, speaker, version, work)


def _found(shop: Shop, id: str) -> Invitation:
    for rule in shop.profile.chat.invitations:
        if rule.id == id:
            return rule
    raise NotFound("There is no such invitation.")


def _keep(tx: Connection, shop: Shop, rules: tuple[Invitation, ...]) -> None:
    chat = msgspec.structs.replace(shop.profile.chat, invitations=rules)
    shops.change(tx, shop.id, shop.name, checked(msgspec.structs.replace(shop.profile, chat=chat)))
