"""
Every way in which the SDK says no.

MostradorError
├── InvalidIdentity   what was given about a customer cannot become an identity token
│   └── WeakSecret    the secret is not the one that Mostrador showed
└── InvalidEvent      what was given, or came in, is not an event
"""


class MostradorError(Exception):
    """Whatever the SDK raises by itself is one of these."""


class InvalidIdentity(MostradorError, ValueError):
    """A customer who is told in these words cannot be identified."""


class WeakSecret(InvalidIdentity):
    """The secret is too short to be one of Mostrador's."""


class InvalidEvent(MostradorError, ValueError):
    """An event says too little of itself, or something else than was wanted."""
