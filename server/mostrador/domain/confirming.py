"""
What a person confirms on a survey's page is held for a moment before it counts.

Mail scanners follow every link, and some press every button behind them. What gives them away is that one invitation is
answered in several visits to the page within seconds, with different scores. None of these counts then; the link stays
good for the person whom it was sent to.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mostrador.domain.shop import Strict

HOLD = timedelta(seconds=15)  # a scanner is through all links of a mail in less
LINGER = timedelta(minutes=30)  # after which somebody who has not finished will not


class Draft(Strict, frozen=True):
    """
    What was confirmed in one visit to the page, whose own key is `key`.

    `given` is by question; `first` is what the visit said to the first one; `at` the time of its last word.
    """

    key: str
    given: dict[str, Any]
    first: Any
    at: datetime
    finished: bool

    @property
    def ready_at(self) -> datetime:
        """When it counts, if nothing speaks against it until then."""
        return self.at + (HOLD if self.finished else LINGER)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """`draft` is what is held now; `doubted`: too many voices at once, none of which counts."""

    draft: Draft | None
    doubted: bool


def confirm(held: Draft | None, doubted_at: datetime | None, new: Draft) -> Confirmed:
    """
    Take what a visit to the page says, beside what is held of an earlier one.

    The same visit may say it anew, and a later one may change its mind. Two visits that differ within `HOLD` are both
    dropped, and so is whatever else comes until it has been silent for as long.
    """
    if doubted_at is not None and new.at - doubted_at < HOLD:
        return Confirmed(None, doubted=True)
    if held is not None and held.key != new.key and held.first != new.first and new.at - held.at < HOLD:
        return Confirmed(None, doubted=True)
    if held is not None and held.key == new.key and held.finished and not new.finished:
        return Confirmed(held, doubted=False)  # a slow network brings an earlier word late
    return Confirmed(new, doubted=False)
