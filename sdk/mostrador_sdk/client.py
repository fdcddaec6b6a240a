"""`Mostrador`: the counter, as a shop's server sees it."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Protocol, TypeVar

import httpx

from mostrador_sdk import answers, calls
from mostrador_sdk.calls import Call, Way
from mostrador_sdk.capture import Capture
from mostrador_sdk.support import Options, Support
from mostrador_sdk.tellings import CustomerTellings
from mostrador_sdk.values import Customer
from mostrador_sdk.waiting import Lines

if TYPE_CHECKING:
    from typing_extensions import Unpack

T = TypeVar("T")


class Ask(Protocol):
    """Asks the server, and waits for its answer."""

    def __call__(self, call: Call[T], /) -> T: ...


class Mostrador(Support):
    """
    The counter at `url`.

    What has happened is captured: `support.orders.placed(order)` and its like are back at once, never raise, and are
    sent from the outbox. With `sync=True`, for workers and lambdas, they wait for the server for a moment. What is
    asked, like `support.conversations.get(id)`, waits for its answer and raises `Refused` or `Unreachable`.

    `transport` is where a test plugs in. Raises `InvalidArgument` if there can be no server at `url`.
    """

    def __init__(
        self, url: str, *, sync: bool = False, transport: httpx.BaseTransport | None = None, **options: Unpack[Options]
    ) -> None:
        super().__init__(url, transport=transport, sync=sync, **options)
        self.customers = Customers(self._capture, self._ask)
        self.conversations = Conversations(self._ask)
        self.surveys = Surveys(self._ask)
        self._lines = Lines(
            lambda trust: httpx.Client(headers=self._account.headers(), verify=trust, transport=transport)
        )

    def flush(self, timeout: float = 10) -> int:
        """Send what waits now, in `timeout` seconds at most; how many events are left. Raises `OutboxTrouble`."""
        return self._flush(timeout)

    def close(self) -> None:
        """Send what waits, within two seconds, and hang up. What is left lies in the outbox."""
        self._lines.close()
        self._close()

    def __enter__(self) -> Mostrador:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, call: Call[T]) -> T:
        if not self._account.is_on:
            return call.nothing()
        return self._lines.ask(call, self._account.url)


class Conversations:
    """Conversations at the counter."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def open(
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
        return self._ask(calls.open_conversation(customer, subject, text, order, language, key))

    def get(self, id: str, *, after: int | None = None) -> answers.Conversation:
        """A conversation, with its `events` from the first on, or from `after` that `seq`. Raises `NotFound`."""
        return self._ask(calls.get_conversation(id, after))

    def answer(self, id: str, text: str, *, key: str | None = None) -> answers.Sent:
        """Write to the customer. Asking again with the same `key` writes nothing more."""
        return self._ask(calls.answer_conversation(id, text, key))

    def list(
        self, *, customer: str | None = None, order: str | None = None, after: str | None = None
    ) -> answers.Conversations:
        """A page of a customer's or an order's conversations, newest first; `after` is the `next` of the last page."""
        return self._ask(calls.list_conversations(customer, order, after))


class Customers(CustomerTellings):
    """People of the shop: what happens to them, and what the counter knows of them."""

    def __init__(self, capture: Capture, ask: Ask) -> None:
        super().__init__(capture)
        self._ask = ask

    def get(self, id: str) -> answers.Person:
        """A customer, by the shop's own id. Raises `NotFound`."""
        return self._ask(calls.get_customer(id))

    def update(
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
        return self._ask(calls.update_customer(id, changes))

    def export(self, id: str) -> answers.Export:
        """All that the counter holds of a customer. Raises `NotFound`."""
        return self._ask(calls.export_customer(id))

    def erase(self, id: str) -> None:
        """Erase a customer now, and wait until it is done. `erased` tells it in passing."""
        self._ask(calls.erase_customer(id))

    def export_guest(self, email: str) -> answers.Export:
        """The same as `export` of somebody whom the shop knows by an address alone."""
        return self._ask(calls.export_guest(email))

    def erase_guest(self, email: str) -> answers.Erased:
        """Erase somebody whom the shop knows by an address alone. Raises `Refused` for one who has an id."""
        return self._ask(calls.erase_guest(email))


class Surveys:
    """What customers are asked after a purchase."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def invite(
        self, *, order: str, survey: str | None = None, key: str | None = None, by: Way = "mail"
    ) -> answers.Invitation:
        """
        Ask an order's customer. Asking again with the same `key` sends nothing more.

        With `by="page"` nobody is mailed, and the answer has a `token` for the shop's own page, the same one whenever
        it is asked for; without a `key`, one is made from order and survey. The order's event may still be on its way.
        A page is not kept waiting: after a second without an answer it raises `Unreachable`.
        """
        return self._ask(calls.invite(order, survey, key, by))
