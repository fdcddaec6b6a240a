"""The shop's verbs for what has happened: `support.orders.placed(order)`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypedDict, TypeVar

from mostrador_sdk.capture import Capture, Occurrence
from mostrador_sdk.values import Customer, Item, Order, Return, Shipment

if TYPE_CHECKING:
    from typing_extensions import Unpack

N = TypeVar("N", bound="Noun")
P = ParamSpec("P")


class Noun:
    """What a shop has, and what happens to it."""

    def __init__(self, capture: Capture) -> None:
        self._capture = capture


def tells(type: str) -> Callable[[Callable[Concatenate[N, P], Occurrence]], Callable[Concatenate[N, P], None]]:
    """Make a verb that says what has happened into one that has it told. Even a wrong argument raises nothing."""

    def decorate(say: Callable[Concatenate[N, P], Occurrence]) -> Callable[Concatenate[N, P], None]:
        @wraps(say)
        def tell(noun: N, /, *given: P.args, **named: P.kwargs) -> None:
            noun._capture.tell(type, lambda: say(noun, *given, **named), {"given": given, **named})

        return tell

    return decorate


class ParcelFields(TypedDict, total=False):
    """What else can be said of a parcel; see `Shipment`. `time` is when it happened: now, unless it is given."""

    carrier: str
    url: str
    note: str
    expected_on: date | None
    items: list[Item]
    metadata: dict[str, Any]
    time: datetime


class ReturnFields(TypedDict, total=False):
    """What else can be said of a return; see `Return`. `time` is when it happened: now, unless it is given."""

    reason: str
    items: list[Item]
    metadata: dict[str, Any]
    time: datetime


class Orders(Noun):
    """Orders, told whole each time. The highest `version` wins, so that a repeat or a late one is harmless."""

    @tells("order.placed")
    def placed(self, order: Order, *, time: datetime | None = None) -> Occurrence:
        """The customer has ordered."""
        return Occurrence(value=order, time=time)

    @tells("order.confirmed")
    def confirmed(self, order: Order, *, time: datetime | None = None) -> Occurrence:
        """The shop has taken the order on."""
        return Occurrence(value=order, time=time)

    @tells("order.paid")
    def paid(self, order: Order, *, time: datetime | None = None) -> Occurrence:
        """The money is there."""
        return Occurrence(value=order, time=time)

    @tells("order.payment_failed")
    def payment_failed(self, order: Order, *, time: datetime | None = None) -> Occurrence:
        """The money did not come."""
        return Occurrence(value=order, time=time)

    @tells("order.updated")
    def updated(self, order: Order, *, time: datetime | None = None) -> Occurrence:
        """Something of the order is otherwise now."""
        return Occurrence(value=order, time=time)

    @tells("order.cancelled")
    def cancelled(self, order: Order, *, time: datetime | None = None) -> Occurrence:
        """The order will not be delivered."""
        return Occurrence(value=order, time=time)

    @tells("order.refunded")
    def refunded(self, order: Order, *, time: datetime | None = None) -> Occurrence:
        """Money went back; `order.refunded` says how much in all."""
        return Occurrence(value=order, time=time)

    @tells("order.completed")
    def completed(self, order: Order, *, time: datetime | None = None) -> Occurrence:
        """Nothing more is to be done."""
        return Occurrence(value=order, time=time)


class Shipments(Noun):
    """Parcels, by their order's id and their own number. They may be told before their order is."""

    @tells("shipment.created")
    def created(self, order: str, *, number: str, **more: Unpack[ParcelFields]) -> Occurrence:
        """A parcel is on its way, or soon will be."""
        return _parcel(order, number, **more)

    @tells("shipment.updated")
    def updated(self, order: str, *, number: str, **more: Unpack[ParcelFields]) -> Occurrence:
        """There is news of the parcel: in `note`, or when it is expected."""
        return _parcel(order, number, **more)

    @tells("shipment.delivered")
    def delivered(self, order: str, *, number: str, **more: Unpack[ParcelFields]) -> Occurrence:
        """The customer has it."""
        return _parcel(order, number, **more)

    @tells("shipment.failed")
    def failed(self, order: str, *, number: str, **more: Unpack[ParcelFields]) -> Occurrence:
        """It could not be delivered; `note` says why."""
        return _parcel(order, number, **more)


class Returns(Noun):
    """What customers send back, by the order's id and the return's own number."""

    @tells("return.requested")
    def requested(self, order: str, *, number: str, **more: Unpack[ReturnFields]) -> Occurrence:
        """The customer wants to send something back."""
        return _return(order, number, **more)

    @tells("return.received")
    def received(self, order: str, *, number: str, **more: Unpack[ReturnFields]) -> Occurrence:
        """It has come back."""
        return _return(order, number, **more)


class CustomerTellings(Noun):
    """People of the shop, by the shop's own ids for them."""

    @tells("customer.created")
    def created(self, customer: Customer, *, time: datetime | None = None) -> Occurrence:
        """Somebody has an account now."""
        return Occurrence(value=customer, time=time)

    @tells("customer.updated")
    def updated(self, customer: Customer, *, time: datetime | None = None) -> Occurrence:
        """Something of the account is otherwise now."""
        return Occurrence(value=customer, time=time)

    @tells("customer.erased")
    def erased(self, id: str, *, time: datetime | None = None) -> Occurrence:
        """The shop has erased this customer, and the counter shall too."""
        return Occurrence(value=Customer(id=id), time=time)


def _parcel(order: str, number: str, *, time: datetime | None = None, **more: Any) -> Occurrence:
    return Occurrence(value=Shipment(order=order, number=number, **more), time=time)


def _return(order: str, number: str, *, time: datetime | None = None, **more: Any) -> Occurrence:
    return Occurrence(value=Return(order=order, number=number, **more), time=time)
