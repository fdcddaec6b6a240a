"""
What oscar tells of an order, told on.

oscar sends `order_placed` by plain `send()`, when the order is committed already: a receiver that raises would show the
shopper an error for an order that they have, and they would order and pay again. So nothing that goes wrong here ever
leaves, and what it did to the database is undone in a savepoint of its own.
"""

import logging
import re
from collections.abc import Callable
from decimal import Decimal
from functools import partial, wraps
from typing import Any

from django.db import router, transaction
from django.db.models.signals import post_save
from oscar.apps.order.signals import order_placed, order_status_changed
from oscar.core.loading import get_model

from mostrador_sdk.integrations.django import support, tell
from mostrador_sdk.integrations.oscar.meanings import Meanings
from mostrador_sdk.integrations.oscar.orders import next_version, told

logger = logging.getLogger(__name__)

Receiver = Callable[..., None]
_NUMBER = re.compile(r"(?=.*[0-9])[A-Za-z0-9-]{4,60}")  # one word with a digit, as carriers' numbers are


def connect(meanings: Meanings) -> None:
    """Listen to oscar. Shipping and payment events have no signal of their own: they are heard as they are saved."""
    listen = {"weak": False}  # nobody else keeps them
    order_placed.connect(safely(partial(_placed, meanings)), dispatch_uid="mostrador.placed", **listen)
    order_status_changed.connect(safely(partial(_changed, meanings)), dispatch_uid="mostrador.changed", **listen)
    for name, receiver in (("ShippingEvent", _shipped), ("PaymentEvent", _paid)):
        model = get_model("order", name)
        uid = f"mostrador.{name}"
        post_save.connect(safely(partial(receiver, meanings)), sender=model, dispatch_uid=uid, **listen)


def safely(receiver: Receiver) -> Receiver:
    """The same receiver, but nothing that it raises leaves, and nothing that it did to the database spoils more."""

    @wraps(receiver.func if isinstance(receiver, partial) else receiver)
    def receive(sender: Any, **told: Any) -> None:
        about = told.get("order") or told.get("instance")
        try:
            with transaction.atomic(using=router.db_for_write(type(about), instance=about)):
                receiver(sender=sender, **told)
        except Exception as error:
            # Its kind alone: what a database says quotes the row, and that is about people.
            logger.error("Mostrador was not told of an order: %s.", type(error).__name__)

    return receive


def _placed(meanings: Meanings, *, order: Any, **_: Any) -> None:
    """Told as placed whatever the status is called: that is what happened."""
    tell(support().orders.placed, told(order, version=next_version(order), status="placed"))


def _changed(meanings: Meanings, *, order: Any, new_status: str, **_: Any) -> None:
    status = meanings.order(new_status)
    _tell(
        order,
        status,
        told(order, version=next_version(order, unsaved=1), status=status, refunded=_back(order, meanings)),
    )


def _paid(meanings: Meanings, *, instance: Any, created: bool, raw: bool = False, **_: Any) -> None:
    """A payment that was settled, or went back: in part, which changes the order, or in whole."""
    status = meanings.payment(instance.event_type.name)
    if not created or raw or status is None:
        return
    order, back = instance.order, _back(instance.order, meanings)
    if status == "refunded" and back < Decimal(order.total_incl_tax):
        status = None
    now = meanings.order(order.status) if status is None else status
    _tell(order, status, told(order, version=next_version(order), status=now, refunded=back))


def _tell(order: Any, status: str | None, value: Any) -> None:
    verbs = support().orders
    verb = verbs.updated if status is None else getattr(verbs, status)
    tell(verb, value)


def _back(order: Any, meanings: Meanings) -> Decimal:
    """What went back in all."""
    events = order.payment_events.select_related("event_type")
    amounts = [abs(event.amount) for event in events if meanings.payment(event.event_type.name) == "refunded"]
    return sum(amounts, Decimal(0))


def _shipped(meanings: Meanings, *, instance: Any, created: bool, raw: bool = False, **_: Any) -> None:
    what = meanings.parcel(instance.event_type.name)
    if not created or raw or what is None:
        return
    number = _number(instance, what, meanings)
    note = "" if _word(instance) else str(instance.notes or "")[:2000]
    verb = getattr(support().shipments, what)
    tell(verb, str(instance.order.number), number=number, note=note, time=instance.date_created)


def _number(event: Any, what: str, meanings: Meanings) -> str:
    """oscar has no field for it, but tells shops to put it into the notes. Else what is said is of the last parcel."""
    if word := _word(event):
        return word
    if what != "created":
        earlier = event.order.shipping_events.filter(pk__lt=event.pk).select_related("event_type").order_by("-pk")
        for one in earlier:
            if meanings.parcel(one.event_type.name) == "created":
                return _number(one, "created", meanings)
    return f"{event.order.number}-{event.pk}"


def _word(event: Any) -> str:
    found = _NUMBER.fullmatch(str(event.notes or "").strip())
    return found.group() if found else ""
