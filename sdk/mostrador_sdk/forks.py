"""What has to happen around a fork to what threads and connections hang on."""

import os
import weakref
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def around_forks(
    thing: T, *, before: Callable[[T], None], in_parent: Callable[[T], None], in_child: Callable[[T], None]
) -> None:
    """Call these around each fork, as long as `thing` lives. The hooks, which stay, hold nothing."""
    if not hasattr(os, "register_at_fork"):  # Windows, which does not fork
        return
    alive = weakref.ref(thing)

    def call(step: Callable[[T], None]) -> Callable[[], None]:
        def called() -> None:
            if (there := alive()) is not None:
                step(there)

        return called

    os.register_at_fork(before=call(before), after_in_parent=call(in_parent), after_in_child=call(in_child))
