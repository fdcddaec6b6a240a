"""What marketing tells agents beforehand: what runs, from when to when, and for which products."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from mostrador.domain import names
from mostrador.domain.conversation import written
from mostrador.errors import FieldError, FormInvalid

LONGEST_TITLE = 80  # characters
LONGEST_TEXT = 2_000
MOST_PRODUCTS = 50
LONGEST_PRODUCT = 100  # characters


@dataclass(frozen=True, slots=True)
class Campaign:
    """
    A notice to agents, from `from_at` until before `until_at`.

    `products` are numbers or names of products, as orders and pages have them; with none it is about all.
    """

    id: str
    title: str
    text: str
    from_at: datetime
    until_at: datetime
    products: tuple[str, ...] = ()

    def runs(self, now: datetime) -> bool:
        return self.from_at <= now < self.until_at

    def is_about(self, seen: Collection[str]) -> bool:
        """Whether one of its products is among the names, numbers and addresses of pages that were `seen`, folded."""
        return any(names.fold(product) in text for product in self.products for text in seen)


def check(draft: Campaign) -> Campaign:
    """Return it as it is kept. Raises `FormInvalid`, which names each field that needs another look."""
    problems: dict[str, FieldError] = {}
    title = " ".join(draft.title.split())
    text = written(draft.text, required=False)
    products = tuple(dict.fromkeys(filter(None, (" ".join(each.split()) for each in draft.products))))
    if not title or len(title) > LONGEST_TITLE or not title.isprintable():
        problems["title"] = FieldError(
            "name_invalid", f"A campaign needs a title of at most {LONGEST_TITLE} characters."
        )
    if len(text) > LONGEST_TEXT:
        problems["text"] = FieldError("too_long", f"At most {LONGEST_TEXT} characters.")
    if draft.until_at <= draft.from_at:
        problems["until_at"] = FieldError("ends_before", "It ends after it begins.")
    if len(products) > MOST_PRODUCTS or any(len(each) > LONGEST_PRODUCT for each in products):
        problems["products"] = FieldError("too_many_products", f"At most {MOST_PRODUCTS} products, one on each line.")
    if problems:
        raise FormInvalid("The campaign cannot be taken as it is.", fields=problems)
    return Campaign(draft.id, title, text, draft.from_at, draft.until_at, products)


def seen_in(items: Sequence[dict[str, object]], pages: Collection[str]) -> frozenset[str]:
    """What a campaign's products are looked for in: what orders hold, and the pages that somebody was on."""
    told = (str(item.get(name) or "") for item in items for name in ("name", "sku", "product"))
    return frozenset(names.fold(each) for each in (*told, *pages) if each)
