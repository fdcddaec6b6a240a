"""Free ports on this machine."""

import random
import socket

# Below those that the system gives to whoever dials out (Linux: from 32768 on), so that a server which is down for a
# moment finds its port again.
PORTS = range(11_000, 32_000)
DICE = random.SystemRandom()  # the shared ones are set to the same numbers again and again by property tests


def free_port() -> int:
    """A port that nobody listened on a moment ago."""
    while True:
        port = DICE.choice(PORTS)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
