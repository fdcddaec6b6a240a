"""Mostrador: a customer-service counter for any online shop."""

from mostrador.app import create_app, lifespan
from mostrador.settings import Settings

__version__ = "0.1.0"
__all__ = ["Settings", "__version__", "create_app", "lifespan"]
