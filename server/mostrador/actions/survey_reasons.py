"""What speaks against asking somebody now, read in the transaction that would ask."""

from datetime import datetime

from sqlalchemy import Connection

from mostrador.domain import surveying
from mostrador.domain.surveying import Facts, Reason
from mostrador.storage import conversations, opt_outs, senders, survey_invitations, survey_orders
from mostrador.storage.survey_invitations import Invitation
from mostrador.storage.survey_orders import AskedOrder
from mostrador.storage.surveys import Survey


def against(
    tx: Connection, invitation: Invitation, survey: Survey | None, *, at: datetime, again: bool = False
) -> tuple[Reason, ...]:
    """Every reason not to ask; `again`: it is the reminder, or another try of a mail that did not leave."""
    order = survey_orders.find(tx, invitation.shop, invitation.order) if invitation.order else None
    email = invitation.email
    facts = Facts(
        is_live=survey is not None and survey.settings.state == "live",
        is_known=order is not None or _talked(tx, invitation) is not None,
        is_cancelled=order is not None and order.is_cancelled,
        email=email,
        opted_out=opt_outs.has(tx, invitation.shop, email),
        in_trouble=senders.is_in_trouble(tx, invitation.shop, email),
        asked_at=None if again else survey_invitations.last_asked(tx, invitation),
        conversation_open=_talks(tx, invitation, order),
        return_open=order is not None and survey_orders.has_open_return(tx, order),
    )
    rest = survey.settings.rest_days if survey else 0
    return surveying.reasons(facts, rest, at=at, since=invitation.due_at)


def _talks(tx: Connection, invitation: Invitation, order: AskedOrder | None) -> bool:
    if order is not None and survey_orders.has_open_conversation(tx, order):
        return True
    return _talked(tx, invitation) not in (None, "resolved")


def _talked(tx: Connection, invitation: Invitation) -> str | None:
    """The folder of the conversation that it is about."""
    found = conversations.find(tx, invitation.shop, invitation.conversation) if invitation.conversation else None
    return found.folder if found else None
