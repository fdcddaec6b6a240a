"""The platforms whose own webhooks we take, and what each needs from an owner before it can be believed."""

import base64
from typing import Literal, get_args
from urllib.parse import urlsplit

from mostrador.errors import FieldError, FormInvalid

Platform = Literal["woocommerce", "shopify", "saleor", "prestashop"]
PLATFORMS: tuple[Platform, ...] = get_args(Platform)
PATH_BYTES = 16  # 128 bits
SECRET_BYTES = 32
SHORTEST_SECRET, LONGEST_SECRET = 16, 200  # characters of one that a platform made
OWN: frozenset[str] = frozenset({"woocommerce", "prestashop"})  # take a secret of our making
KEY_SET = "/.well-known/jwks.json"  # where Saleor publishes its keys


def path(entropy: bytes) -> str:
    """The part of an address that nobody guesses."""
    if len(entropy) != PATH_BYTES:
        raise ValueError(f"An address needs {PATH_BYTES} random bytes, not {len(entropy)}.")
    return base64.urlsafe_b64encode(entropy).rstrip(b"=").decode()


def secret(platform: Platform, entropy: bytes) -> str:
    """A secret as the platform writes it: PrestaShop's module signs as Standard Webhooks says."""
    text = base64.b64encode(entropy).decode()
    return f"whsec_{text}" if platform == "prestashop" else text.translate(str.maketrans("+/", "-_")).rstrip("=")


def typed_secret(typed: str) -> str:
    """A secret that the platform made. Raises `FormInvalid`."""
    typed = typed.strip()
    if not SHORTEST_SECRET <= len(typed) <= LONGEST_SECRET or not typed.isascii() or not typed.isprintable():
        detail = f"Paste the secret that the platform shows: {SHORTEST_SECRET} characters or more."
        raise FormInvalid(detail, fields={"secret": FieldError("secret_invalid", detail)})
    return typed


def site(typed: str) -> str:
    """Where the shop's server answers, without a slash at the end. Raises `FormInvalid`."""
    typed = typed.strip().rstrip("/")
    try:
        parts = urlsplit(typed)
        fits = parts.scheme in {"https", "http"} and bool(parts.hostname) and not parts.query and not parts.fragment
    except ValueError:
        fits = False
    if not fits or len(typed) > LONGEST_SECRET or not typed.isprintable():
        detail = "Write the address of the shop's API, like https://shop.example."
        raise FormInvalid(detail, fields={"site": FieldError("site_invalid", detail)})
    return typed
