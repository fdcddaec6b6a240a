"""Amounts as people read them."""

from babel.numbers import format_currency

from mostrador_sdk.money import major


def said(amount: int, currency: str, language: str) -> str:
    """Minor units of a currency in somebody's language: 11980 EUR is "119,80 €"."""
    return format_currency(major(amount, currency), currency, locale=language)
