"""`/api/v1/customers`: the shop's server asks for a customer, says what changed, and takes out what is kept of them."""

from typing import Any

import msgspec

from mostrador.actions import customer_exports, erasure, shop_customers
from mostrador.storage.customers import Customer
from mostrador.web import api_shapes as shapes
from mostrador.web.api_conversations import log
from mostrador.web.api_operation import Call, Operation

CUSTOMER = "/customers/{customer}"


async def read(call: Call[None]) -> tuple[int, shapes.KnownCustomer]:
    return 200, customer(await shop_customers.read(call.desk, call.caller, call.path["customer"]))


async def change(call: Call[shapes.Changes]) -> tuple[int, shapes.KnownCustomer | None]:
    """What is known of them is only for a key that may read it."""
    sent = call.body
    changes = shop_customers.Changes(sent.name, sent.email, sent.email_verified, sent.language)
    known = await shop_customers.change(call.desk, call.caller, call.path["customer"], changes)
    return (200, customer(known)) if "customers:read" in call.caller.scopes else (204, None)


async def export(call: Call[None]) -> tuple[int, shapes.Export]:
    return 200, _told(await customer_exports.export(call.desk, call.caller, call.path["customer"]))


async def erase(call: Call[None]) -> tuple[int, None]:
    await erasure.erase(call.desk, call.caller, call.path["customer"])
    return 204, None


async def export_guest(call: Call[shapes.Guest]) -> tuple[int, shapes.Export]:
    return 200, _told(await customer_exports.export_guest(call.desk, call.caller, call.body.email))


async def erase_guest(call: Call[shapes.Guest]) -> tuple[int, shapes.Erased]:
    return 200, shapes.Erased(customers=await erasure.erase_guest(call.desk, call.caller, call.body.email))


def customer(known: Customer) -> shapes.KnownCustomer:
    return msgspec.convert(shop_customers.told(known), shapes.KnownCustomer)


def _told(found: customer_exports.Export) -> shapes.Export:
    return shapes.Export(
        customer=customer(found.customer) if found.customer else None,
        conversations=[log(each) for each in found.conversations],
        orders=[_plain(each, without=("shop_id", "version", "erased_at")) for each in found.orders],
        parcels=[_plain(each) for each in found.parcels],
        returns=[_plain(each) for each in found.returns],
        surveys=[_plain(each) for each in found.surveys],
        exported_at=found.at,
    )


def _plain(value: Any, without: tuple[str, ...] = ()) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(value)
    return {name: field for name, field in told.items() if name not in without}


OPERATIONS = (
    Operation(
        method="GET",
        path=CUSTOMER,
        name="readCustomer",
        says="A customer, by the shop's own id.",
        scope="customers:read",
        do=read,
        answers={200: shapes.KnownCustomer},
        refuses=(404,),
    ),
    Operation(
        method="PATCH",
        path=CUSTOMER,
        name="changeCustomer",
        says="Say what changed of a customer, as the event customer.updated does.",
        scope="events:write",
        takes=shapes.Changes,
        do=change,
        answers={200: shapes.KnownCustomer, 204: None},
        refuses=(404, 409),
    ),
    Operation(
        method="DELETE",
        path=CUSTOMER,
        name="eraseCustomer",
        says="Forget a customer: words, names, addresses, parcels, returns. No backup brings them back.",
        scope="customers:erase",
        do=erase,
        answers={204: None},
        refuses=(404,),
    ),
    Operation(
        method="GET",
        path=f"{CUSTOMER}/export",
        name="exportCustomer",
        says="Everything personal that is kept of a customer. Each export stands in the shop's journal.",
        scope="customers:read",
        do=export,
        answers={200: shapes.Export},
        refuses=(404,),
    ),
    Operation(
        method="POST",
        path="/guests/export",
        name="exportGuest",
        says="Everything personal that is kept of somebody whom the shop knows by an address alone.",
        scope="customers:read",
        takes=shapes.Guest,
        do=export_guest,
        answers={200: shapes.Export},
        refuses=(404, 409),
    ),
    Operation(
        method="POST",
        path="/guests/erase",
        name="eraseGuest",
        says="Forget somebody whom the shop knows by an address alone, as `eraseCustomer` does by an id.",
        scope="customers:erase",
        takes=shapes.Guest,
        do=erase_guest,
        answers={200: shapes.Erased},
        refuses=(404, 409),
    ),
)
