"""The shop's side of Mostrador."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from mostrador_sdk.errors import (
    InvalidArgument,
    InvalidEvent,
    InvalidIdentity,
    InvalidMoney,
    InvalidSignature,
    InvalidWebhook,
    MostradorError,
    NotAllowed,
    NotFound,
    NotInstalled,
    OutboxTrouble,
    Refused,
    ServerTrouble,
    TooManyRequests,
    Unreachable,
    WeakSecret,
)
from mostrador_sdk.events import Event
from mostrador_sdk.identity import identity_token
from mostrador_sdk.values import Address, Customer, Item, Order, Return, Shipment

if TYPE_CHECKING:
    from mostrador_sdk.aio import AsyncMostrador
    from mostrador_sdk.client import Mostrador

__version__ = "0.1.0"

CLIENTS = {"Mostrador": "mostrador_sdk.client", "AsyncMostrador": "mostrador_sdk.aio"}

__all__ = [
    "Address",
    "AsyncMostrador",
    "Customer",
    "Event",
    "InvalidArgument",
    "InvalidEvent",
    "InvalidIdentity",
    "InvalidMoney",
    "InvalidSignature",
    "InvalidWebhook",
    "Item",
    "Mostrador",
    "MostradorError",
    "NotAllowed",
    "NotFound",
    "NotInstalled",
    "Order",
    "OutboxTrouble",
    "Refused",
    "Return",
    "ServerTrouble",
    "Shipment",
    "TooManyRequests",
    "Unreachable",
    "WeakSecret",
    "identity_token",
]


def __getattr__(name: str) -> Any:
    """The clients bring an HTTP client along, which whoever reads events alone does not need."""
    if name not in CLIENTS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = getattr(import_module(CLIENTS[name]), name)
    return globals()[name]
