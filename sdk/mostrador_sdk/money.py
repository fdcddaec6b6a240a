"""Money in minor units, by each currency's own exponent (ISO 4217)."""

from decimal import Decimal

from mostrador_sdk.errors import InvalidMoney

# ISO 4217, list one, amendment 177: every currency whose exponent is not 2.
EXPONENTS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW"), 0),
    **dict.fromkeys(("PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}


def exponent(currency: str) -> int:
    """How many decimals a currency has: EUR 2, JPY 0, KWD 3."""
    if len(currency) != 3 or not currency.isascii() or not currency.isupper():
        raise InvalidMoney(f"A currency is three capital letters of ISO 4217, like EUR; it was {currency!r}.")
    return EXPONENTS.get(currency, 2)


def minor(amount: Decimal | int | str, currency: str) -> int:
    """
    An amount in minor units: `minor(Decimal("119.80"), "EUR")` is 11980, `minor(500, "JPY")` is 500.

    Raises `InvalidMoney` for a float, which cannot hold most amounts, and for more decimals than the currency has:
    round by your own rule first.
    """
    if isinstance(amount, bool) or not isinstance(amount, (Decimal, int, str)):
        raise InvalidMoney(f"An amount is a Decimal, a whole number or text; it was of type {type(amount).__name__}.")
    value = _decimal(amount).scaleb(exponent(currency))
    if value != value.to_integral_value():
        raise InvalidMoney(f"{amount} has more decimals than {currency}, which has {exponent(currency)}.")
    return int(value)


def major(amount: int, currency: str) -> Decimal:
    """The amount that people read: `major(11980, "EUR")` is Decimal("119.80")."""
    if isinstance(amount, bool) or not isinstance(amount, int):
        raise InvalidMoney(f"Minor units are a whole number; this was of type {type(amount).__name__}.")
    return Decimal(amount).scaleb(-exponent(currency))


def _decimal(amount: Decimal | int | str) -> Decimal:
    try:
        value = Decimal(amount)
    except ArithmeticError:
        raise InvalidMoney(f"{amount!r} is no amount, like 119.80.") from None
    if not value.is_finite() or abs(value.adjusted()) > 20:
        raise InvalidMoney(f"{amount!r} is no amount that anybody could pay.")
    return value
