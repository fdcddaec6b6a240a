"""`AsyncMostrador`: the counter, as a shop's server sees it that runs on asyncio."""

from __future__ import annotations

import asyncio
import os
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, TypeVar

import httpx

from mostrador_sdk import answers, calls, waiting
from mostrador_sdk.calls import Call, Way
from mostrador_sdk.capture import Capture
from mostrador_sdk.errors import InvalidArgument
from mostrador_sdk.support import Options, Support
from mostrador_sdk.tellings import CustomerTellings
from mostrador_sdk.values import Customer

if TYPE_CHECKING:
    from typing_extensions import Unpack

T = TypeVar("T")


class AsyncAsk(Protocol):
    """Asks the server, and waits for its answer."""

    async def __call__(self, call: Call[T], /) -> T: ...


class AsyncMostrador(Support):
    """
    The counter at `url`, for coroutines. One event loop has one client.

    What has happened is captured by plain calls, as with `Mostrador`: `support.orders.placed(order)` writes one row to
    a file in well under a millisecond, and leaves the sending to a thread. What is asked is awaited:
    `await support.conversations.get(id)`.

    `transport` is where a test plugs in, and `events_transport`, for events, if the first knows coroutines alone.
    Raises `InvalidArgument` if there can be no server at `url`.
    """

    def __init__(
        self,
        url: str,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        events_transport: httpx.BaseTransport | None = None,
        **options: Unpack[Options],
    ) -> None:
        super().__init__(url, transport=_for_events(transport, events_transport), sync=False, **options)
        self.customers = AsyncCustomers(self._capture, self._ask)
        self.conversations = AsyncConversations(self._ask)
        self.surveys = AsyncSurveys(self._ask)
        self._asking = transport
        self._client: httpx.AsyncClient | None = None
        self._pid = 0

    async def flush(self, timeout: float = 10) -> int:
        """Send what waits now, in `timeout` seconds at most; how many events are left. Raises `OutboxTrouble`."""
        return await asyncio.to_thread(self._flush, timeout)

    async def close(self) -> None:
        """Send what waits, within two seconds, and hang up. What is left lies in the outbox."""
        if self._client is not None and self._pid == os.getpid():
            await self._client.aclose()
        self._client = None
        await asyncio.to_thread(self._close)

    async def __aenter__(self) -> AsyncMostrador:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _ask(self, call: Call[T]) -> T:
        if not self._account.is_on:
            return call.nothing()
        return await waiting.ask(self._ready(), call, self._account.url)

    def _ready(self) -> httpx.AsyncClient:
        if self._client is None or self._pid != os.getpid():  # a connection is one process's
            self._client = httpx.AsyncClient(headers=self._account.headers(), transport=self._asking)
            self._pid = os.getpid()
        return self._client


class AsyncConversations:
    """Conversations at the counter."""

    def __init__(self, ask: AsyncAsk) -> None:
        self._ask = ask

    async def open(
        self,
        *,
        customer: Customer,
        subject: str,
        text: str,
        order: str | None = None,
        language: str | None = None,
        key: str | None = None,
    ) -> answers.Conversation:
        """Open a conversation in a customer's name. Asking again with the same `key` returns the first one."""
        return await self._ask(calls.open_conversation(customer, subject, text, order, language, key))

    async def get(self, id: str, *, after: int | None = None) -> answers.Conversation:
        """A conversation, with its `events` from the first on, or from `after` that `seq`. Raises `NotFound`."""
        return await self._ask(calls.get_conversation(id, after))

    async def answer(self, id: str, text: str, *, key: str | None = None) -> answers.Sent:
        """Write to the customer. Asking again with the same `key` writes nothing more."""
        return await self._ask(calls.answer_conversation(id, text, key))

    async def list(
        self, *, customer: str | None = None, order: str | None = None, after: str | None = None
    ) -> answers.Conversations:
        """A page of a customer's or an order's conversations, newest first; `after` is the `next` of the last page."""
        return await self._ask(calls.list_conversations(customer, order, after))


class AsyncCustomers(CustomerTellings):
    """People of the shop: what happens to them, and what the counter knows of them."""

    def __init__(self, capture: Capture, ask: AsyncAsk) -> None:
        super().__init__(capture)
        self._ask = ask

    async def get(self, id: str) -> answers.Person:
        """A customer, by the shop's own id. Raises `NotFound`."""
        return await self._ask(calls.get_customer(id))

    async def update(
        self,
        id: str,
        *,
        name: str | None = None,
        email: str | None = None,
        email_verified: bool = False,
        language: str | None = None,
    ) -> answers.Person:
        """
        Change what is given, and nothing else; with `email_verified` the shop has had the address confirmed.

        A key without the scope `customers:read` is told nothing of the customer. Raises `NotFound`, and `Refused` for
        an address that another customer has proven.
        """
        changes = {"name": name, "email": email, "email_verified": email_verified or None, "language": language}
        return await self._ask(calls.update_customer(id, changes))

    async def export(self, id: str) -> answers.Export:
        """All that the counter holds of a customer. Raises `NotFound`."""
        return await self._ask(calls.export_customer(id))

    async def erase(self, id: str) -> None:
        """Erase a customer now, and wait until it is done. `erased` tells it in passing."""
        await self._ask(calls.erase_customer(id))

    async def export_guest(self, email: str) -> answers.Export:
        """The same as `export` of somebody whom the shop knows by an address alone."""
        return await self._ask(calls.export_guest(email))

    async def erase_guest(self, email: str) -> answers.Erased:
        """Erase somebody whom the shop knows by an address alone. Raises `Refused` for one who has an id."""
        return await self._ask(calls.erase_guest(email))


class AsyncSurveys:
    """What customers are asked after a purchase."""

    def __init__(self, ask: AsyncAsk) -> None:
        self._ask = ask

    async def invite(
        self, *, order: str, survey: str | None = None, key: str | None = None, by: Way = "mail"
    ) -> answers.Invitation:
        """
        Ask an order's customer. Asking again with the same `key` sends nothing more.

        With `by="page"` nobody is mailed, and the answer has a `token` for the shop's own page, the same one whenever
        it is asked for; without a `key`, one is made from order and survey. The order's event may still be on its way.
        A page is not kept waiting: after a second without an answer it raises `Unreachable`.
        """
        return await self._ask(calls.invite(order, survey, key, by))


def _for_events(
    asking: httpx.AsyncBaseTransport | None, events: httpx.BaseTransport | None
) -> httpx.BaseTransport | None:
    """A thread sends the events: it needs a transport without coroutines."""
    if events is not None or asking is None:
        return events
    if isinstance(asking, httpx.BaseTransport):
        return asking
    raise InvalidArgument("transport knows coroutines alone: give events_transport, by which events are sent, too.")
