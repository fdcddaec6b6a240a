"""What an address asks of a survey's results, and the address that asks for something else."""

from collections.abc import Mapping
from urllib.parse import urlencode

from mostrador.actions.results import Asked
from mostrador.domain.period import GRAINS, Grain, Period
from mostrador.storage.results import DIMENSIONS, EVERYTHING, Dimension, Slice

LONGEST_VALUE = 300  # characters of a product, a carrier …


def asked(query: Mapping[str, str]) -> Asked:
    """Read it; what is not on the page's lists is left as usual."""
    return Asked(
        first=query.get("from", ""),
        last=query.get("to", ""),
        grain=_grain(query.get("grain", "")),
        question=query.get("question", ""),
        by=_dimension(query.get("by", "")) or "product",
        of=_slice(query.get("dimension", ""), query.get("value", "")),
    )


def kept(asked: Asked, period: Period) -> dict[str, str]:
    """The fields that ask for the same again."""
    query = {
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "grain": asked.grain or "",
        "question": asked.question,
        "by": asked.by,
        **({"dimension": asked.of.dimension, "value": asked.of.value} if asked.of != EVERYTHING else {}),
    }
    return {name: text for name, text in query.items() if text}


def address(asked: Asked, period: Period, **changes: str) -> str:
    """The query that asks for the same with something changed; what is empty is left out."""
    query = {**kept(asked, period), **changes}
    return "?" + urlencode({name: text for name, text in query.items() if text})


def _slice(dimension: str, value: str) -> Slice:
    found = _dimension(dimension)
    return Slice(found, value[:LONGEST_VALUE]) if found and value else EVERYTHING


def _dimension(said: str) -> Dimension | None:
    return next((each for each in DIMENSIONS if each == said), None)


def _grain(said: str) -> Grain | None:
    return next((each for each in GRAINS if each == said), None)
