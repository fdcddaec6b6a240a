"""What a piece of work wakes once it is committed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wake:
    """
    A bell without a message: somebody who looks at these should look again.

    `conversation` wakes its watchers, `shop` the inboxes of its agents, `due` the worker.
    """

    shop: str
    conversation: str | None = None
    due: bool = False
