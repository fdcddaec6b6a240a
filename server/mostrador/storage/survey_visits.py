"""Surveys that were answered within the shop's own page, by a browser of which we may know whose it is."""

from sqlalchemy import BindParameter, ColumnElement, and_, exists, func

from mostrador.storage.schema import survey_invitation, visitor


def key_of(visitor: str, visit: str) -> str:
    """What names a visit's invitation: the visitor, and the visit's own key."""
    return f"{visitor} {visit}"


def in_browsers_of(customer: BindParameter[str]) -> ColumnElement[bool]:
    """Of invitations: answered within the page, in a browser of this customer's, by our id."""
    start = func.substr(survey_invitation.c.key, 1, func.length(visitor.c.id) + 1)
    hers = and_(
        visitor.c.shop_id == survey_invitation.c.shop_id,
        visitor.c.customer_id == customer,
        start == visitor.c.id + " ",
    )
    return and_(survey_invitation.c.channel == "page", exists().where(hers))
