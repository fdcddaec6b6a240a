"""Whose conversation it is, and where its answers go."""

from sqlalchemy import Connection, bindparam, update

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


def set_customer(tx: Connection, shop: str, id: str, customer: str) -> None:
    tx.execute(SET_CUSTOMER, {"shop": shop, "conversation_key": id, "new_customer": customer})


def set_contact(tx: Connection, shop: str, id: str, name: str, email: str) -> None:
    """Write down who the shopper says to be, and where the answer goes."""
    tx.execute(SET_CONTACT, {"shop": shop, "conversation_key": id, "new_name": name, "new_email": email})
