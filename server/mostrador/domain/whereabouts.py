"""What a browser tells of a shopper: where they are, where they came from, what is in the cart. Proves nothing."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from mostrador.domain.form import LONGEST_PAGE, take_page

LONGEST_TOTAL = 40  # characters


class Cart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the shop's page says of the cart; `total` as the page shows it, with its currency."""

    items: Annotated[int, Meta(ge=0, le=9999)]
    total: Annotated[str, Meta(max_length=LONGEST_TOTAL)] = ""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    page: str = ""
    referrer: str = ""
    cart: Cart | None = None

    def told(self) -> dict[str, str]:
        """As it is kept; what nobody could open or read is dropped, not refused."""
        cart = {"items": str(self.cart.items), "total": _line(self.cart.total)} if self.cart else {}
        facts = {"page": _address(self.page), "referrer": _address(self.referrer), **cart}
        return {name: fact for name, fact in facts.items() if fact}


def _address(told: str) -> str:
    """Without what follows the path: there are searches, tokens and names in it. None with somebody's password."""
    page = take_page(told[: LONGEST_PAGE + 1].partition("#")[0].partition("?")[0])
    return page if page and "@" not in urlsplit(page).netloc else ""


def _line(told: str) -> str:
    """On one line, with plain spaces: browsers write amounts with narrow and unbreakable ones."""
    line = " ".join(told.split())
    return line if line.isprintable() else ""
