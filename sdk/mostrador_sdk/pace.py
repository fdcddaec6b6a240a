"""How fast, how often and how long: the sender's times, in seconds."""

from random import SystemRandom

from msgspec import Struct


class Pace(Struct, frozen=True, kw_only=True):
    """
    Times of the sender, in seconds. The defaults are for shops; tests have others.

    Pauses double from `first_pause` to `longest_pause` while the server is away, so that a server that comes back after
    a weekend has everything within the hour. One event that a server cannot digest is put off for longer each time, up
    to `longest_delay`, and `Retry-After` is believed up to that.
    """

    timeout: float = 10
    """For each step of a request: to connect, to write, to read."""
    lease: float = 60
    """For which a batch is one process's; longer than a request takes, as another sends what nobody holds."""
    linger: float = 0.1
    """From the first event until it is sent: what happens together goes together, and the checkout goes first."""
    first_pause: float = 1
    longest_pause: float = 3600
    longest_delay: float = 86400
    look_again: float = 5
    """Between looks for what other processes left; the own captures ring."""
    tend_every: float = 60
    sync_timeout: float = 2
    """That a capture with `sync=True` waits for the server."""
    exit_timeout: float = 2
    """That the end of the process, and `close`, wait for it."""


def jittered(longest: float) -> float:
    """From nothing to `longest`: full jitter, so that not all come back at once, not even after a fork."""
    return SystemRandom().random() * longest


def backoff(failures: int, first: float, longest: float) -> float:
    """The pause after so many failures in a row: up to twice as long each time."""
    return jittered(min(longest, first * 2 ** min(failures, 60)))
