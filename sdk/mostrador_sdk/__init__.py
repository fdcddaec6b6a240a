"""The shop's side of Mostrador."""

from mostrador_sdk.errors import (
    InvalidEvent,
    InvalidIdentity,
    InvalidMoney,
    InvalidSignature,
    InvalidWebhook,
    MostradorError,
    NotAllowed,
    NotFound,
    NotInstalled,
    Refused,
    ServerTrouble,
    TooManyRequests,
    Unreachable,
    WeakSecret,
)
from mostrador_sdk.events import Event
from mostrador_sdk.identity import identity_token
from mostrador_sdk.values import Address, Customer, Item, Order, Return, Shipment

__version__ = "0.1.0"

__all__ = [
    "Address",
    "Customer",
    "Event",
    "InvalidEvent",
    "InvalidIdentity",
    "InvalidMoney",
    "InvalidSignature",
    "InvalidWebhook",
    "Item",
    "MostradorError",
    "NotAllowed",
    "NotFound",
    "NotInstalled",
    "Order",
    "Refused",
    "Return",
    "ServerTrouble",
    "Shipment",
    "TooManyRequests",
    "Unreachable",
    "WeakSecret",
    "identity_token",
]
