"""`make bench`: all of them, or those that are named: `make bench ARGS="forms console"`."""

import os
import platform
import sys
from collections.abc import Callable
from datetime import UTC, datetime

from bench import abuse, capture, click, console, events, fanout, forms, idle, live, results, watches, weight

ALL: dict[str, Callable[[], None]] = {
    "weight": weight.main,
    "click": click.main,
    "abuse": abuse.main,
    "forms": forms.main,
    "console": console.main,
    "results": results.main,
    "live": live.main,
    "fanout": fanout.main,
    "idle": idle.main,
    "capture": capture.main,
    "events": events.main,
    "watches": watches.main,
}


def main(names: list[str]) -> None:
    if unknown := set(names) - ALL.keys():
        raise SystemExit(f"There is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(ALL)}.")
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{datetime.now(UTC):%Y-%m-%d}, {machine}")
    for name in names or ALL:
        print(f"\n## {name}\n", flush=True)
        ALL[name]()


main(sys.argv[1:])
