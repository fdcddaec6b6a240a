"""Conversations that came to their end, as surveys ask about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, exists, select

from mostrador.storage.schema import conversation, customer, survey_invitation
from mostrador.storage.survey_answers import Circumstances

UNASKED = (
    select(conversation.c.id, conversation.c.language, conversation.c.last_at, customer.c.email)
    .join(
        customer,
        (customer.c.shop_id == conversation.c.shop_id) & (customer.c.id == conversation.c.customer_id),
    )
    .where(
        conversation.c.shop_id == bindparam("shop"),
        conversation.c.folder == "resolved",
        conversation.c.last_at > bindparam("since"),
        conversation.c.channel != "survey",
        customer.c.email.is_not(None),
        ~exists().where(
            survey_invitation.c.shop_id == conversation.c.shop_id,
            survey_invitation.c.conversation_id == conversation.c.id,
            survey_invitation.c.survey_id == bindparam("survey"),
        ),
    )
    .order_by(conversation.c.last_at)
    .limit(bindparam("most"))
)
AROUND = select(conversation.c.department_id, conversation.c.assignee_id, conversation.c.contact_name).where(
    conversation.c.shop_id == bindparam("shop"), conversation.c.id == bindparam("id")
)


@dataclass(frozen=True, slots=True)
class Talk:
    """A resolved conversation with a customer whose address is proven; `ended_at` is when somebody wrote last."""

    id: str
    language: str
    ended_at: datetime
    email: str


def unasked(tx: Connection, shop: str, survey: str, *, since: datetime, most: int) -> Sequence[Talk]:
    """Those that this survey has not asked about, the oldest first."""
    values = {"shop": shop, "survey": survey, "since": since, "most": most}
    return [Talk(*row) for row in tx.execute(UNASKED, values)]


def circumstances(tx: Connection, shop: str, id: str) -> Circumstances:
    """Who talked with the customer."""
    row = tx.execute(AROUND, {"shop": shop, "id": id}).one_or_none()
    return Circumstances(department=row.department_id, agent=row.assignee_id) if row else Circumstances()


def name(tx: Connection, shop: str, id: str) -> str:
    """How the customer called themselves in it."""
    row = tx.execute(AROUND, {"shop": shop, "id": id}).one_or_none()
    return str(row.contact_name) if row else ""
