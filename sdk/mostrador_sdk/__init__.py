"""The shop's side of Mostrador."""

from mostrador_sdk.errors import InvalidEvent, InvalidIdentity, MostradorError, WeakSecret
from mostrador_sdk.events import Event
from mostrador_sdk.identity import identity_token

__version__ = "0.1.0"

__all__ = ["Event", "InvalidEvent", "InvalidIdentity", "MostradorError", "WeakSecret", "identity_token"]
