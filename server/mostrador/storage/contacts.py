"""Whose conversation it is, where its answers go, and what a browser tells of the shopper."""

from collections.abc import Mapping

from sqlalchemy import Connection, bindparam, select, update

from mostrador.storage.schema import conversation

SET_CUSTOMER = (
    update(conversation)
    .where(conversation.c.shop_id == bindparam("shop"), conversation.c.id == bindparam("conversation_key"))
    .values(customer_id=bindparam("new_customer"))
)
SET_CONTACT = (
    update(conversation)
    .where(conversation.c.shop_id == bindparam("shop"), conversation.c.id == bindparam("conversation_key"))
    .values(contact_name=bindparam("new_name"), contact_email=bindparam("new_email"))
)
LIVE_TOLD = (
    select(conversation.c.told_by_browser)
    .where(
        conversation.c.shop_id == bindparam("shop"),
        conversation.c.id == bindparam("conversation_key"),
        conversation.c.live,
    )
    .with_for_update()
)
TELL = (
    update(conversation)
    .where(conversation.c.shop_id == bindparam("shop"), conversation.c.id == bindparam("conversation_key"))
    .values(told_by_browser=bindparam("new_told"))
)


def set_customer(tx: Connection, shop: str, id: str, customer: str) -> None:
    tx.execute(SET_CUSTOMER, {"shop": shop, "conversation_key": id, "new_customer": customer})


def set_contact(tx: Connection, shop: str, id: str, name: str, email: str) -> None:
    """Write down who the shopper says to be, and where the answer goes."""
    tx.execute(SET_CONTACT, {"shop": shop, "conversation_key": id, "new_name": name, "new_email": email})


def tell(tx: Connection, shop: str, id: str, told: Mapping[str, str]) -> bool:
    """Keep what the browser of a live chat tells now; how it came stays. False where that is nothing new."""
    row = tx.execute(LIVE_TOLD, {"shop": shop, "conversation_key": id}).one_or_none()
    if row is None:
        return False
    came = {name: row.told_by_browser[name] for name in ("device", "invitation") if name in row.told_by_browser}
    new = {**told, **came}
    if new == row.told_by_browser:
        return False
    tx.execute(TELL, {"shop": shop, "conversation_key": id, "new_told": new})
    return True
