"""
Every way in which the SDK says no.

MostradorError
├── InvalidIdentity       what was given about a customer cannot become an identity token
│   └── WeakSecret        the secret is not the one that Mostrador showed
├── InvalidEvent          what was given, or came in, is not an event
├── InvalidMoney          an amount is no whole number of minor units
├── InvalidWebhook        what came in is not a webhook that can be believed, or too old
│   └── InvalidSignature  its signature is wrong, missing or malformed
├── InvalidArgument       an address, a key, a file or an id cannot be what was wanted
├── NotInstalled          a library that this part of the SDK stands on is missing
├── OutboxTrouble         the outbox cannot be read or written now
├── Unreachable           no answer came from the server
└── Refused               the server answered no; has `status`, `code` and `detail`
    ├── NotAllowed        the API key is unknown, or may not do this
    ├── NotFound          there is no such thing in this shop
    ├── TooManyRequests   ask again later; `retry_after` says when, in seconds
    └── ServerTrouble     the server met a fault of its own; asking again may help
"""


class MostradorError(Exception):
    """Whatever the SDK raises by itself is one of these."""


class InvalidIdentity(MostradorError, ValueError):
    """A customer who is told in these words cannot be identified."""


class WeakSecret(InvalidIdentity):
    """The secret is too short to be one of Mostrador's."""


class InvalidEvent(MostradorError, ValueError):
    """An event says too little of itself, or something else than was wanted."""


class InvalidMoney(MostradorError, ValueError):
    """An amount that no currency can hold, or that a float has spoiled."""


class InvalidWebhook(MostradorError, ValueError):
    """A request that nobody we know has signed, or not now."""


class InvalidSignature(InvalidWebhook):
    """The signature is wrong, missing or malformed."""


class NotInstalled(MostradorError, ImportError):
    """A framework or library that has to be installed first; the sentence says how."""


class InvalidArgument(MostradorError, ValueError):
    """An address, a key, a file or an id that cannot be what was wanted."""


class OutboxTrouble(MostradorError):
    """The outbox cannot be opened, read or written."""


class Unreachable(MostradorError):
    """The server could not be reached, or did not answer in time. What was asked may have happened nevertheless."""


class Refused(MostradorError):
    """The server said no: `status` of HTTP, its stable `code`, and `detail`, a sentence for people."""

    def __init__(self, status: int, code: str, detail: str, *, retry_after: float | None = None) -> None:
        super().__init__(f"{detail} ({status} {code})")
        self.status = status
        self.code = code
        self.detail = detail
        self.retry_after = retry_after


class NotAllowed(Refused):
    """The API key is unknown or revoked, or lacks the scope."""


class NotFound(Refused):
    """There is no such thing in this shop."""


class TooManyRequests(Refused):
    """Asked too often: `retry_after` seconds from now it may be asked again."""


class ServerTrouble(Refused):
    """The server met a fault of its own. Sending the same again is safe."""
