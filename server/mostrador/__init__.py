"""Mostrador: a customer-service counter for any online shop."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mostrador.app import create_app, lifespan
    from mostrador.settings import Settings

__version__ = "0.1.0"
__all__ = ["Settings", "__version__", "create_app", "lifespan"]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """Import the server when it is asked for: a command that needs none of it does not wait a second for it."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module("mostrador.settings" if name == "Settings" else "mostrador.app"), name)
