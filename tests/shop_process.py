"""A shop's process: `python -m shop_process <what> <url> <outbox> <order id>…`, and the same as a WSGI app."""

import os
import signal
import sys
from collections.abc import Callable, Iterable
from typing import Any

from msgspec.structs import replace

from mostrador_sdk import Mostrador
from mostrador_sdk.pace import Pace
from telling import PACE, order


def tell(support: Mostrador, ids: list[str]) -> None:
    """Tell of each order, say so, and end."""
    for id in ids:
        support.orders.placed(order(id))
    sys.stdout.write("told\n")
    sys.stdout.flush()


def tell_and_stay(support: Mostrador, ids: list[str]) -> None:
    """Tell of each order, and wait for whatever comes."""
    tell(support, ids)
    signal.pause()


def fork(support: Mostrador, ids: list[str]) -> None:
    """Have each order told by another child, while the parent's own connections are busy."""
    tell(support, ["0"])
    children = [os.fork() or _child(support, id) for id in ids]
    tell(support, ["parent"])
    for child in children:
        os.waitpid(child, 0)


def _child(support: Mostrador, id: str) -> int:
    support.orders.placed(order(id))
    sys.exit(0)  # as a worker ends: what is registered for the end runs


DOES = {"tell": tell, "tell_and_stay": tell_and_stay, "fork": fork}


def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """A checkout: POST /<order id>."""
    support: Mostrador = SHOP["support"]
    support.orders.placed(order(environ["PATH_INFO"].strip("/")))
    start("201 Created", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]


SHOP: dict[str, Mostrador] = {}

if __name__ == "__main__":
    what, url, outbox, *ids = sys.argv[1:]
    pace = replace(PACE, exit_timeout=float(os.environ.get("EXIT_TIMEOUT", "5")))
    DOES[what](Mostrador(url, api_key="key", outbox=outbox, pace=pace), ids)
elif "SHOP_COUNTER" in os.environ:
    # As shops do it: made when the module is imported, in the master, and told something before the workers are forked.
    SHOP["support"] = Mostrador(
        os.environ["SHOP_COUNTER"], api_key="key", outbox=os.environ["SHOP_OUTBOX"], pace=Pace(look_again=0.1)
    )
    SHOP["support"].orders.placed(order("preloaded"))
