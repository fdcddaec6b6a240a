"""Who was asked by which survey, by what right, and how far they came."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Executable, bindparam, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from mostrador.domain.confirming import Draft
from mostrador.storage.schema import survey_invitation
from mostrador.storage.survey_orders import AskedOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """
    `email` is empty where there is none to write back to; `key` is the sender's own.

    `order_key` is the shop's own id of the order about which its page asks: `order` is None until it is told.
    """

    id: str
    shop: str
    survey: str
    version: int
    moment: str
    order: str | None
    conversation: str | None
    customer_key: str
    email: str
    language: str
    channel: str
    basis: str
    key: str | None
    token_version: int
    made_at: datetime
    due_at: datetime
    expires_at: datetime
    sent_at: datetime | None = None
    reminded_at: datetime | None = None
    opened_at: datetime | None = None
    started_at: datetime | None = None
    answered_at: datetime | None = None
    dropped_at: datetime | None = None
    dropped: str | None = None
    draft: Draft | None = None
    answer_key: str | None = None
    doubted_at: datetime | None = None
    opened: str | None = None  # the conversation that the answer opened
    order_key: str | None = None

    @property
    def awaits_order(self) -> bool:
        return self.order is None and self.order_key is not None

    @property
    def is_of_page(self) -> bool:
        """Whether a page asks it about an order: nobody has proven there to be whoever ordered."""
        return self.order_key is not None

    @property
    def said_by(self) -> str | None:
        """The visit whose answer this is, or is to be."""
        return self.draft.key if self.draft else self.answer_key

    def is_settled(self, at: datetime) -> bool:
        """Whether its answer counts, or would if it did not wait for the order."""
        return self.answered_at is not None or (self.draft is not None and self.draft.ready_at <= at)

    def as_told(self, order: AskedOrder | None) -> "Invitation":
        """With the buyer as the order has them now. What was mailed stays with the address that it was mailed to."""
        if order is None or not self.is_of_page:
            return self
        return replace(self, customer_key=order.customer_key, email=order.email)


OWN = (survey_invitation.c.shop_id == bindparam("shop"), survey_invitation.c.id == bindparam("key_of"))
INSERTS: dict[str, Executable] = {
    "sqlite": insert_sqlite(survey_invitation).on_conflict_do_nothing().returning(survey_invitation.c.id),
    "postgresql": insert_postgresql(survey_invitation).on_conflict_do_nothing().returning(survey_invitation.c.id),
}
FIND = select(survey_invitation).where(*OWN)
LOCK = FIND.with_for_update()
BY_KEY = select(survey_invitation).where(
    survey_invitation.c.shop_id == bindparam("shop"), survey_invitation.c.key == bindparam("own_key")
)
BY_ORDER = select(survey_invitation).where(
    survey_invitation.c.shop_id == bindparam("shop"),
    survey_invitation.c.order_id == bindparam("order"),
    survey_invitation.c.moment == bindparam("moment"),
)
BY_CONVERSATION = select(survey_invitation).where(
    survey_invitation.c.shop_id == bindparam("shop"),
    survey_invitation.c.conversation_id == bindparam("conversation"),
    survey_invitation.c.survey_id == bindparam("survey"),
)
LAST_ASKED = select(func.max(survey_invitation.c.sent_at)).where(
    survey_invitation.c.shop_id == bindparam("shop"),
    survey_invitation.c.id != bindparam("but"),
    survey_invitation.c.sent_at.is_not(None),
    survey_invitation.c.dropped_at.is_(None),
    or_(
        (survey_invitation.c.email != "") & (survey_invitation.c.email == bindparam("email")),
        (survey_invitation.c.customer_key != "") & (survey_invitation.c.customer_key == bindparam("customer")),
    ),
)
ALONE = text("SELECT pg_advisory_xact_lock(hashtext(:about))")
DROP = (
    update(survey_invitation)
    .where(*OWN, survey_invitation.c.dropped_at.is_(None))
    .values(dropped_at=bindparam("at"), dropped=bindparam("reason"))
)
AWAITED = select(survey_invitation.c.order_key).where(
    survey_invitation.c.shop_id == bindparam("shop"),
    survey_invitation.c.order_key.in_(bindparam("keys", expanding=True)),
    survey_invitation.c.order_id.is_(None),
)
TIE = (
    update(survey_invitation)
    .where(
        survey_invitation.c.shop_id == bindparam("shop"),
        survey_invitation.c.order_key == bindparam("of_key"),
        survey_invitation.c.order_id.is_(None),
    )
    .values(order_id=bindparam("order"), customer_key=bindparam("customer"), email=bindparam("address"))
    .returning(survey_invitation.c.id)
)
FORGET_CONVERSATION = (
    update(survey_invitation)
    .where(survey_invitation.c.shop_id == bindparam("shop"), survey_invitation.c.opened_id == bindparam("of"))
    .values(opened_id=None),
    update(survey_invitation)
    .where(survey_invitation.c.shop_id == bindparam("shop"), survey_invitation.c.conversation_id == bindparam("of"))
    .values(conversation_id=None),
)


def add(tx: Connection, new: Invitation) -> bool:
    """Write it; False where this order was asked after this moment before, or its sender's key came before."""
    return tx.execute(INSERTS[tx.dialect.name], _row(new)).one_or_none() is not None


def find(tx: Connection, shop: str, id: str) -> Invitation | None:
    row = tx.execute(FIND, {"shop": shop, "key_of": id}).one_or_none()
    return None if row is None else _invitation(row)


def lock(tx: Connection, shop: str, id: str) -> Invitation | None:
    """Find it and keep others from changing it until the transaction ends."""
    row = tx.execute(LOCK, {"shop": shop, "key_of": id}).one_or_none()
    return None if row is None else _invitation(row)


def by_key(tx: Connection, shop: str, key: str) -> Invitation | None:
    row = tx.execute(BY_KEY, {"shop": shop, "own_key": key}).one_or_none()
    return None if row is None else _invitation(row)


def by_order(tx: Connection, shop: str, order: str, moment: str) -> Invitation | None:
    row = tx.execute(BY_ORDER, {"shop": shop, "order": order, "moment": moment}).one_or_none()
    return None if row is None else _invitation(row)


def by_conversation(tx: Connection, shop: str, conversation: str, survey: str) -> Invitation | None:
    row = tx.execute(BY_CONVERSATION, {"shop": shop, "conversation": conversation, "survey": survey}).one_or_none()
    return None if row is None else _invitation(row)


def last_asked(tx: Connection, invitation: Invitation) -> datetime | None:
    """When the same address or customer was asked last, by any other invitation of the shop."""
    values = {"email": invitation.email, "customer": invitation.customer_key, "but": invitation.id}
    found: datetime | None = tx.execute(LAST_ASKED, {"shop": invitation.shop, **values}).scalar_one()
    return found


def alone(tx: Connection, invitation: Invitation) -> None:
    """Let nobody else judge whether this customer may be asked, until the transaction ends: two would both say yes."""
    if tx.dialect.name == "postgresql":  # SQLite has one writer
        for about in sorted(filter(None, (invitation.email, invitation.customer_key))):
            tx.execute(ALONE, {"about": f"{invitation.shop} {about}"})


def drop(tx: Connection, shop: str, id: str, reason: str, *, at: datetime) -> bool:
    """Write down why nobody is asked; False where that was said before."""
    return tx.execute(DROP, {"shop": shop, "key_of": id, "reason": reason, "at": at}).rowcount == 1


def mark(tx: Connection, shop: str, id: str, **changes: Any) -> None:
    """Set columns by their names, moments and whatever else may change; `draft` as it is, or None."""
    if isinstance(draft := changes.get("draft"), Draft):
        changes["draft"] = msgspec.to_builtins(draft)
    statement = update(survey_invitation).where(*OWN).values({name: bindparam(f"new_{name}") for name in changes})
    tx.execute(statement, {"shop": shop, "key_of": id, **{f"new_{name}": value for name, value in changes.items()}})


def awaited(tx: Connection, shop: str, keys: Collection[str]) -> set[str]:
    """Those of these orders, by the shop's own ids, that a page has asked about before they were told."""
    return set(tx.execute(AWAITED, {"shop": shop, "keys": list(keys)}).scalars()) if keys else set()


def tie(tx: Connection, shop: str, key: str, *, order: str, customer_key: str, email: str) -> list[str]:
    """Give what was asked about an order before it was told what is known now; the ids of these invitations."""
    values = {"shop": shop, "of_key": key, "order": order, "customer": customer_key, "address": email}
    return list(tx.execute(TIE, values).scalars())


def forget_conversation(tx: Connection, shop: str, conversation: str) -> None:
    """Point to a conversation no more that is about to be erased."""
    for statement in FORGET_CONVERSATION:
        tx.execute(statement, {"shop": shop, "of": conversation})


def _row(new: Invitation) -> dict[str, Any]:
    return {
        "id": new.id,
        "shop_id": new.shop,
        "survey_id": new.survey,
        "version": new.version,
        "moment": new.moment,
        "order_id": new.order,
        "order_key": new.order_key,
        "conversation_id": new.conversation,
        "customer_key": new.customer_key,
        "email": new.email,
        "language": new.language,
        "channel": new.channel,
        "basis": new.basis,
        "key": new.key,
        "token_version": new.token_version,
        "made_at": new.made_at,
        "due_at": new.due_at,
        "expires_at": new.expires_at,
    }


def _invitation(row: Any) -> Invitation:
    return Invitation(
        id=row.id,
        shop=row.shop_id,
        survey=row.survey_id,
        version=row.version,
        moment=row.moment,
        order=row.order_id,
        conversation=row.conversation_id,
        customer_key=row.customer_key,
        email=row.email,
        language=row.language,
        channel=row.channel,
        basis=row.basis,
        key=row.key,
        token_version=row.token_version,
        made_at=row.made_at,
        due_at=row.due_at,
        expires_at=row.expires_at,
        sent_at=row.sent_at,
        reminded_at=row.reminded_at,
        opened_at=row.opened_at,
        started_at=row.started_at,
        answered_at=row.answered_at,
        dropped_at=row.dropped_at,
        dropped=row.dropped,
        draft=msgspec.convert(row.draft, Draft) if row.draft else None,
        answer_key=row.answer_key,
        doubted_at=row.doubted_at,
        opened=row.opened_id,
        order_key=row.order_key,
    )
