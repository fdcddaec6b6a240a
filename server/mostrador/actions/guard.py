"""The second look before an agent's words reach a shopper: what is known to judge them by."""

from collections.abc import Collection

from sqlalchemy import Connection

from mostrador.actions import intake
from mostrador.desk import Desk
from mostrador.domain import netiquette
from mostrador.domain.conversation import Conversation
from mostrador.domain.netiquette import Code, Known
from mostrador.domain.speaker import Speaker
from mostrador.storage import conversations, order_numbers


async def hosts(desk: Desk, shop: str) -> Collection[str]:
    """The shop's own, read before the transaction that judges."""
    return intake.own_hosts(await desk.shop(shop))


def look(tx: Connection, agent: Speaker, current: Conversation, text: str, hosts: Collection[str]) -> Code | None:
    """Why the text had better be looked at again, if it had."""
    return netiquette.held(text, _known(tx, agent, current, text, hosts))


def _known(tx: Connection, agent: Speaker, current: Conversation, text: str, hosts: Collection[str]) -> Known:
    """Most texts hold neither an address nor a number nor a greeting, and little is asked for them."""
    others = order_numbers.elsewhere(tx, current.shop, current.id, netiquette.numbers(text))
    if others:
        others -= netiquette.numbers(order_numbers.told_in(tx, current.shop, current.id))
    people = conversations.contacts_beside(tx, current.shop, current.id, agent.id) if netiquette.may_name(text) else []
    if not people and "@" not in text:
        return Known(hosts=hosts, orders_of_others=others)
    card = conversations.card(tx, current.shop, current.id)
    return Known(card.contact_email, hosts, others, card.contact_name, people)
