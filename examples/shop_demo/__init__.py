"""Zapatería Lola: a small shoe shop that carries the help widget."""

from examples.shop_demo.settings import Help, ShopSettings
from examples.shop_demo.shop import create_shop

__all__ = ["Help", "ShopSettings", "create_shop"]
