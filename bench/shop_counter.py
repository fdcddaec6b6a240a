"""A counter in a process of its own, that takes events (`up`), or keeps whoever comes waiting (`hold`)."""

import sys
import threading

from mostrador_sdk.fake import FakeMostrador

with FakeMostrador() as counter:
    if sys.argv[1:] == ["hold"]:
        counter.hold()
    print(counter.url, flush=True)
    threading.Event().wait()
