"""A call by which a shop's server has somebody asked: what it names, and whether the same call came before."""

from sqlalchemy import Connection

from mostrador.domain.form import take_line
from mostrador.domain.shop_contact import LONGEST_KEY
from mostrador.errors import Conflict, FieldError, FormInvalid
from mostrador.storage import survey_invitations, survey_orders
from mostrador.storage.survey_invitations import Invitation


def check(*, order: str, survey: str) -> None:
    """Raises `FormInvalid` for names that no order or survey has, and no database takes."""
    fields: dict[str, FieldError] = {}
    take_line("survey", survey, LONGEST_KEY, fields)
    if not take_line("order", order, LONGEST_KEY, fields) and "order" not in fields:
        fields["order"] = FieldError("order_missing", "Say which order it is about.")
    if fields:
        raise FormInvalid("Some fields need another look.", fields=fields)


def earlier(tx: Connection, shop: str, key: str, *, order: str, survey: str, by_page: bool) -> Invitation | None:
    """
    What the same call made before. Without a `survey` it is the same whichever that was.

    Raises `Conflict` where the key came with another order, survey or way of asking.
    """
    found = survey_invitations.by_key(tx, shop, key)
    if found is None:
        return None
    if found.is_of_page != by_page or survey not in {"", found.survey} or order not in _names(tx, found):
        raise Conflict("This key was used for something else.", code="key_used")
    return found


def _names(tx: Connection, invitation: Invitation) -> set[str | None]:
    """What its order can be called by: our id, and the shop's own."""
    order = survey_orders.find(tx, invitation.shop, invitation.order) if invitation.order else None
    return {invitation.order, invitation.order_key, order.key if order else None}
