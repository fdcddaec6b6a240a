"""An unhappy answer opens a conversation, so that somebody looks at it and can write back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from mostrador.domain import conversation as talk
from mostrador.domain.conversation import Conversation
from mostrador.domain.shop import Shop
from mostrador.domain.speaker import Speaker
from mostrador.domain.survey import Answer
from mostrador.storage import conversations, customers, participants, shops
from mostrador.storage.conversations import Opening
from mostrador.storage.customers import Customer
from mostrador.storage.survey_invitations import Invitation


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What somebody said. `survey` is its name, `department` where it is to be looked at."""

    invitation: Invitation
    survey: str
    department: str | None
    answers: tuple[Answer, ...]
    order_number: str
    name: str


@dataclass(frozen=True, slots=True)
class Fresh:
    """Ids for what opens; `customer` is for somebody whom we do not know."""

    conversation: str
    customer: str


def open(tx: Connection, shop: Shop, heard: Heard, fresh: Fresh, code: str, *, at: datetime) -> None:
    """Write the conversation, with the answers as its first event. `at` is when it is opened."""
    invitation, id = heard.invitation, fresh.conversation
    customer = _whose(tx, heard, fresh.customer, at=at)
    known = {each.id for each in shops.departments(tx, shop.id)}
    new = Conversation(id, shop.id, department=heard.department if heard.department in known else None)
    author = Speaker(shop.id, "customer", customer.id if customer else invitation.id, heard.name)
    events = talk.opened(new, author, _body(shop, heard), at=at, key=invitation.id, quarantine=False, by="survey")
    opening = Opening(
        id=id,
        code=code,
        channel="survey",
        subject=heard.survey,
        language=invitation.language,
        visitor=None,
        key=invitation.id,
        customer=customer.id if customer else None,
        contact_name=heard.name,
        contact_email=invitation.email,
        order_number=heard.order_number or None,
    )
    conversations.open(tx, shop.id, opening, Conversation(id, shop.id).after(events), events)
    if customer and customer.is_proven:
        participants.admit(tx, shop.id, id, customer.id)


def _whose(tx: Connection, heard: Heard, fresh: str, *, at: datetime) -> Customer | None:
    """
    Who has said it. Whoever reads the mail has the mailbox, and is the customer who proved its address.

    A page is read by whoever ordered, and the order's address was only typed: they are the customer whom the shop means
    by its own id, else somebody who says to be that address.
    """
    invitation = heard.invitation
    if not invitation.is_of_page:
        return customers.by_email(tx, invitation.shop, invitation.email) if invitation.email else None
    key = invitation.customer_key or None
    if key and (known := customers.by_external_id(tx, invitation.shop, key)):
        return known
    customers.add(
        tx,
        invitation.shop,
        fresh,
        name=heard.name,
        language=invitation.language,
        at=at,
        claimed_email=invitation.email,
        external_id=key,
    )
    return customers.find(tx, invitation.shop, fresh)


def _body(shop: Shop, heard: Heard) -> dict[str, object]:
    """The answers as an agent reads them, in the customer's language; `answers` has each with its question."""
    language, otherwise = heard.invitation.language, shop.language
    said = [
        {
            "question": answer.question.text(language, otherwise),
            "answer": answer.read(language, otherwise),
            "unhappy": answer.is_unhappy,
        }
        for answer in heard.answers
    ]
    return {
        "text": "\n".join(f"{each['question']} {each['answer']}" for each in said),
        "answers": said,
        "survey": heard.survey,
        "name": heard.name,
        "email": heard.invitation.email,
        "order": heard.order_number,
    }
