"""How often somebody may try to get in: a few times at once, then ever more slowly, and never not at all."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

# What is counted. One who knocks at a door is counted by all that apply.
#   known    a browser that this account logged in with before: nobody else can use its allowance up
#   pair     an account from one network
#   network  one network, whatever the account: somebody who tries one password on many
#   account  one account, from everywhere: somebody who tries from many networks
#   code     the second factor of one account, after the right password
#   reset    mails that one network asks for
Kind = Literal["known", "pair", "network", "account", "code", "reset"]


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many tries for nothing, then a wait that doubles; all is forgotten after a quiet time."""

    free: int
    first: timedelta
    longest: timedelta
    forget: timedelta


SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
ALLOWANCES: dict[Kind, Allowance] = {
    "known": Allowance(5, 2 * SECOND, 15 * MINUTE, timedelta(days=1)),
    "pair": Allowance(5, 2 * SECOND, 15 * MINUTE, timedelta(days=1)),
    "network": Allowance(30, 2 * SECOND, 15 * MINUTE, timedelta(days=1)),
    # Its longest wait is short, so that a crowd of bots does not keep the owner out for long on a new device.
    # What 1,440 guesses a day find is not among the passwords that we take.
    "account": Allowance(30, SECOND, MINUTE, timedelta(days=1)),
    # One in 67,000 of guessing one of three codes in five tries.
    "code": Allowance(5, 15 * MINUTE, 15 * MINUTE, 15 * MINUTE),
    "reset": Allowance(10, MINUTE, 15 * MINUTE, timedelta(hours=1)),
}


@dataclass(frozen=True, slots=True)
class Attempts:
    """How often it went wrong in a row, and until when the next one waits."""

    failures: int
    last_at: datetime
    free_at: datetime


def wait(so_far: Attempts, at: datetime) -> timedelta:
    """How long until one more may be made."""
    return max(so_far.free_at - at, timedelta(0))


def one_more(kind: Kind, so_far: Attempts, at: datetime) -> Attempts:
    """
    Count another as if it had failed.

    Counted before it is judged, so that a hundred at the same moment are a hundred.
    """
    allowance = ALLOWANCES[kind]
    forgotten = at - so_far.last_at >= allowance.forget
    failures = 1 if forgotten else so_far.failures + 1
    delay = _delay(allowance, failures)
    # While nothing has to be waited for, no moment is set: of two at once, the one that looked at the clock first may
    # be the second to be counted.
    return Attempts(failures, at, at + delay if delay else so_far.free_at)


def _delay(allowance: Allowance, failures: int) -> timedelta:
    beyond = failures - allowance.free
    if beyond < 0:
        return timedelta(0)
    return min(allowance.first * (1 << min(beyond, 20)), allowance.longest)
