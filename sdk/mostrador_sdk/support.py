"""What both clients have: capturing, flushing and identity tokens."""

from __future__ import annotations

import socket
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import httpx

from mostrador_sdk.account import account
from mostrador_sdk.capture import Capture, Occurrence
from mostrador_sdk.delivery import Delivery, OnDead
from mostrador_sdk.errors import InvalidIdentity
from mostrador_sdk.events import Value
from mostrador_sdk.identity import identity_token
from mostrador_sdk.outbox import Outbox
from mostrador_sdk.pace import Pace
from mostrador_sdk.post import Post
from mostrador_sdk.sender import Sender
from mostrador_sdk.sqlite_outbox import SqliteOutbox
from mostrador_sdk.tellings import Orders, Returns, Shipments

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Options(TypedDict, total=False):
    """
    How a client is set up, beside its address. None of these needs to be given.

    - `api_key`: without one, all is off
    - `outbox`: the file in which events wait, of this shop alone; or an `Outbox` of one's own
    - `source`: where events come from, as their `source`; the machine's name, if it is not given
    - `shop`, `identity_secret`, `identity_key_id`: for `identity_token`
    - `on_dead`: called with each event that cannot be delivered and a reason, from the sending thread
    - `strict`: have wrong input raise `InvalidEvent` where it is captured; for tests
    - `pace`: the sender's times
    """

    api_key: str | None
    outbox: str | Path | Outbox
    source: str | None
    shop: str
    identity_secret: str
    identity_key_id: str
    on_dead: OnDead | None
    strict: bool
    pace: Pace


class Person(TypedDict, total=False):
    """What an identity token says beside `sub`; see `mostrador_sdk.identity_token`."""

    email: str | None
    email_verified: bool
    name: str | None
    now: datetime | None


class Support:
    """
    The half of a client that captures: it looks the same from threads and from coroutines.

    A verb writes one row to the outbox, in well under a millisecond, and is back; a thread of its own does the sending.
    """

    def __init__(
        self, url: str, *, transport: httpx.BaseTransport | None, sync: bool, **options: Unpack[Options]
    ) -> None:
        self._account = account(url, options.get("api_key"))
        self._options = options
        self._pace = options.get("pace") or Pace()
        self._outbox = _outbox(options.get("outbox", "mostrador-outbox.sqlite3"))
        self._transport = transport
        self._sender = Sender(self._outbox, self._pace, self._delivery)
        self._capture = Capture(
            self._outbox,
            self._sender,
            source=options.get("source") or socket.gethostname() or "shop",
            is_on=self._account.is_on,
            strict=options.get("strict", False),
            wait=self._pace.sync_timeout if sync else None,
        )
        self.orders = Orders(self._capture)
        self.shipments = Shipments(self._capture)
        self.returns = Returns(self._capture)

    @property
    def dropped(self) -> int:
        """How many events this client had to drop: the outbox was full, or could not be written."""
        return self._capture.dropped

    def tell(self, type: str, value: Value, *, time: datetime | None = None, id: str | None = None) -> None:
        """
        Capture an event by its type, like "order.placed".

        With an `id` of your own, one that tells this event from all others of the same source, a repeat is harmless.
        """
        self._capture.tell(type, lambda: Occurrence(value=value, time=time, id=id), value)

    def wake(self) -> None:
        """Have the sender look at once: for an outbox in the shop's database, after its transaction is committed."""
        if self._account.is_on:
            self._sender.ring()

    def identity_token(self, *, sub: str, **who: Unpack[Person]) -> str:
        """
        The token that says which customer is logged in; see `mostrador_sdk.identity_token`.

        Raises `InvalidIdentity` if the client was made without `shop`, `identity_secret` or `identity_key_id`.
        """
        given = {name: str(self._options.get(name, "")) for name in ("shop", "identity_secret", "identity_key_id")}
        if missing := [name for name, value in given.items() if not value]:
            raise InvalidIdentity(f"Mostrador makes identity tokens if it is given {', '.join(missing)} too.")
        return identity_token(
            given["identity_secret"], key_id=given["identity_key_id"], shop=given["shop"], sub=sub, **who
        )

    def _flush(self, timeout: float) -> int:
        if not self._account.is_on:
            return 0
        self._sender.flush(timeout, early=True)
        return self._outbox.counts().waiting

    def _close(self) -> None:
        self._sender.close()
        self._outbox.close()

    def _delivery(self) -> Delivery:
        post = Post(self._account.url, self._account.headers(), self._transport)
        return Delivery(self._outbox, post, self._pace, self._options.get("on_dead"))


def _outbox(given: str | Path | Outbox) -> Outbox:
    return SqliteOutbox(given) if isinstance(given, (str, Path)) else given
