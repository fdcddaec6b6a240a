"""What a piece of work wakes once it is committed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wake:
    """
    A bell without a message: somebody who looks at these should look again.

    `conversation` wakes its watchers, `shop` the inboxes of its agents (unless what changed stands in none of them),
    `who` those for whom there is one more to watch, `due` the worker.
    """

    shop: str
    conversation: str | None = None
    due: bool = False
    who: tuple[str, ...] = ()
    inbox: bool = True
