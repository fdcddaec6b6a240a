"""
What a shop tells of itself: customers, orders, parcels, returns.

The constructors only hold what they are given; `mostrador_sdk.events.check` says whether it can be told. Ids are the
shop's own, as text (a number is written as one). Money is in the currency's minor units, as whole numbers:
`mostrador_sdk.money.minor` makes them from a `Decimal`. Times have a zone. What we have no field for goes into
`metadata`, and what a newer or another sender tells beside our fields is found there again.
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

Id = Annotated[str, Meta(min_length=1, max_length=200)]
Line = Annotated[str, Meta(max_length=300)]
Words = Annotated[str, Meta(max_length=2000)]
Link = Annotated[str, Meta(max_length=2000, pattern=r"^(https?://\S+)?$(?!\n)")]
Email = Annotated[str, Meta(max_length=254, pattern=r"^([^@\s]+@[^@\s]+)?$(?!\n)")]
Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}$(?!\n)")]
Country = Annotated[str, Meta(pattern=r"^([A-Z]{2})?$(?!\n)")]
Language = Annotated[str, Meta(pattern=r"^([a-z]{2,3}(-[A-Za-z0-9]{2,8})*)?$(?!\n)")]
Moment = Annotated[datetime, Meta(tz=True)]
Money = Annotated[int, Meta(ge=-(2**53), le=2**53)]
"""Minor units: cents of a euro, whole yen, thousandths of a Kuwaiti dinar (ISO 4217)."""
Amount = Annotated[int, Meta(ge=0, le=2**53)]
Quantity = Annotated[int, Meta(ge=0, le=10**9)]
Version = Annotated[int, Meta(ge=0, le=2**62)] | Moment
"""Grows with each change of an order: a number, or when the shop last changed it. Keep to one of the two."""

OrderStatus = Literal["placed", "confirmed", "paid", "payment_failed", "cancelled", "refunded", "completed"]
"""How far an order is, in the words of its events."""


class _Value(Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    metadata: dict[str, Any] = {}


class Customer(_Value):
    """
    A person of the shop. `id` is the shop's own id for them, and empty for a guest.

    An `email` here is the order's or the account's address. It opens nothing to anybody by itself: say
    `email_verified` only of one that the shop has had confirmed.
    """

    id: Annotated[str, Meta(max_length=200)] = ""
    email: Email = ""
    email_verified: bool = False
    name: Line = ""
    phone: Line = ""
    language: Language = ""


class Item(_Value):
    """A line of an order. `price` is of one, `total` of all of them, both in minor units of the order's currency."""

    name: Line
    quantity: Quantity = 1
    total: Money | None = None
    price: Money | None = None
    sku: Line = ""
    product: Line = ""
    url: Link = ""
    image: Link = ""


class Address(_Value):
    """Where the parcel goes. `country` by ISO 3166-1: ES, FR."""

    name: Line = ""
    lines: Annotated[list[Line], Meta(max_length=5)] = []
    postcode: Line = ""
    city: Line = ""
    region: Line = ""
    country: Country = ""


class Order(_Value):
    """
    A whole order, as it is now: each event of an order carries it anew, and the highest `version` wins.

    `id` is the shop's own; `number` is what people read, if that is another. `total`, `shipping`, `discount`, `tax` and
    `refunded` are minor units of `currency` (ISO 4217). `status` need not be given: an event's type says it.
    `expected_on` is the day by which the shop promised delivery.
    """

    id: Id
    version: Version
    currency: Currency
    total: Amount
    customer: Customer
    items: Annotated[list[Item], Meta(max_length=500)] = []
    number: Line = ""
    status: OrderStatus | None = None
    placed_at: Moment | None = None
    shipping: Money | None = None
    discount: Money | None = None
    tax: Money | None = None
    refunded: Amount = 0
    address: Address | None = None
    payment: Line = ""
    delivery: Line = ""
    expected_on: date | None = None
    language: Language = ""
    url: Link = ""


class Shipment(_Value):
    """
    A parcel of an order. It may be told before its order is.

    (`order`, `number`) names it. `url` is where the carrier says where it is; `note` what went wrong, or what there is
    to say; `expected_on` the day on which the carrier means to deliver it.
    """

    order: Id
    number: Id
    carrier: Line = ""
    url: Link = ""
    note: Words = ""
    expected_on: date | None = None
    items: Annotated[list[Item], Meta(max_length=500)] = []


class Return(_Value):
    """What a customer sends back. (`order`, `number`) names it; it may be told before its order is."""

    order: Id
    number: Id
    reason: Words = ""
    items: Annotated[list[Item], Meta(max_length=500)] = []
