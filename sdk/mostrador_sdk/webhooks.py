"""
What Mostrador tells the shop: webhooks, verified and handed to the functions that wait for them.

    receiver = WebhookReceiver("whsec_…")

    @receiver.on("survey.answered")
    def thank(event):
        ...

A receiver is an ASGI application for one address: `Route("/hooks/mostrador", receiver)` in Starlette and FastAPI. For
Flask and Django see `mostrador_sdk.integrations`; for anything else, `receive(headers, body)` gives the answer.

Mostrador sends a message again until it is taken. A receiver knows the last ones by their ids and hands each on once;
it does so for its own process and lifetime, so a function must not mind to be called again for the same `event.id`.
"""

import asyncio
import inspect
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from datetime import datetime, timezone
from typing import Any

import msgspec

from mostrador_sdk.errors import InvalidWebhook
from mostrador_sdk.remembered import Remembered
from mostrador_sdk.signing import secret_keys, verify
from mostrador_sdk.values import Moment

LARGEST = 1024 * 1024  # bytes of a body
EVERYTHING = "*"

Handler = Callable[["WebhookEvent"], Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

logger = logging.getLogger(__name__)


class WebhookEvent(msgspec.Struct, frozen=True, kw_only=True):
    """What happened at the counter. `id` stays the same when it is sent again; `time` is when it happened, in UTC."""

    id: str
    type: str
    time: datetime
    data: Any = None


class Answer(msgspec.Struct, frozen=True):
    """What to answer: a status of HTTP, and a sentence for whoever looks into the log of the hook."""

    status: int
    sentence: str = ""


class Unreadable(InvalidWebhook):
    """Signed well, but no event."""


class WebhookReceiver:
    """
    Takes Mostrador's webhooks at one address.

    `secret` is the one that the console showed, or several while one takes over from the other. `clock` tells the time.
    The last `remembers` messages are handed on once only. Raises `InvalidWebhook` for what cannot be a secret.
    """

    def __init__(
        self,
        secret: str | Iterable[str],
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
        remembers: int = 10_000,
    ) -> None:
        self._keys = secret_keys(secret)
        self._clock = clock
        self._handlers: list[tuple[str, Handler]] = []
        self._remembered = Remembered(remembers)

    def on(self, *types: str) -> Callable[[Handler], Handler]:
        """Have a function called with each event of these types; `"*"` is all of them. It may be `async`."""

        def register(handler: Handler) -> Handler:
            self._handlers += [(type, handler) for type in types or (EVERYTHING,)]
            return handler

        return register

    def verify(self, headers: Mapping[str, str], body: bytes, now: datetime | None = None) -> WebhookEvent:
        """
        The event that a request carries; `body` is what came in, byte for byte.

        Raises `InvalidSignature` for a wrong, missing or malformed signature, and `InvalidWebhook` for one that was
        signed more than five minutes from now and for a body that is no event.
        """
        id, signed_at = verify(self._keys, headers, body, now=now or self._clock())
        return _event(id, signed_at, body)

    def receive(self, headers: Mapping[str, str], body: bytes) -> Answer:
        """Verify a request, call the functions that wait for it, and give the answer. Never raises an `Exception`."""
        event = self._taken(headers, body)
        if isinstance(event, Answer):
            return event
        try:
            for handler in self._waiting_for(event):
                _run(handler, event)
        except Exception:  # the shop's own code; it is logged, and the counter sends the event again
            return self._failed(event)
        except BaseException:  # the worker is told to stop: what it brought may come again
            self._remembered.forget(event.id)
            raise
        return self._done(event)

    async def receive_async(self, headers: Mapping[str, str], body: bytes) -> Answer:
        """The same in an event loop; functions that are not `async` run in a thread, so that they may wait."""
        event = self._taken(headers, body)
        if isinstance(event, Answer):
            return event
        try:
            for handler in self._waiting_for(event):
                await _run_async(handler, event)
        except Exception:  # as in `receive`
            return self._failed(event)
        except BaseException:  # the request was cancelled: what it brought may come again
            self._remembered.forget(event.id)
            raise
        return self._done(event)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            raise InvalidWebhook(f"A webhook comes over HTTP, not over {scope['type']}.")
        if scope["method"] != "POST":
            return await _send(send, Answer(405, "Webhooks are sent by POST."))
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        body = await _body(receive)
        if body is None:
            return await _send(send, Answer(413, f"A webhook has at most {LARGEST} bytes."))
        return await _send(send, await self.receive_async(headers, body))

    def _taken(self, headers: Mapping[str, str], body: bytes) -> WebhookEvent | Answer:
        """The event that is to be dealt with now, or the answer to one that is not."""
        if len(body) > LARGEST:
            return Answer(413, f"A webhook has at most {LARGEST} bytes.")
        try:
            event = self.verify(headers, body)
        except InvalidWebhook as error:
            logger.warning("A webhook was refused: %s", error)
            return Answer(400 if isinstance(error, Unreadable) else 401, str(error))
        standing = self._remembered.take(event.id)
        if standing == "under way":
            return Answer(503, "This message is being dealt with: ask again later.")
        return Answer(204) if standing == "done" else event

    def _waiting_for(self, event: WebhookEvent) -> list[Handler]:
        return list(dict.fromkeys(handler for type, handler in self._handlers if type in (event.type, EVERYTHING)))

    def _done(self, event: WebhookEvent) -> Answer:
        self._remembered.done(event.id)
        return Answer(204)

    def _failed(self, event: WebhookEvent) -> Answer:
        """Within the handling of what was raised. The body is not logged: it is about people."""
        self._remembered.forget(event.id)
        logger.exception("A function that waits for %s failed; message %s will be sent again.", event.type, event.id)
        return Answer(500, "The shop met a fault of its own.")


def _event(id: str, signed_at: datetime, body: bytes) -> WebhookEvent:
    try:
        told = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        told = None
    type = told.get("type") if isinstance(told, dict) else None
    if not isinstance(told, dict) or not isinstance(type, str) or not type:
        raise Unreadable("A webhook's body is a JSON object with type, timestamp and data.")
    try:
        time = msgspec.convert(told.get("timestamp") or told.get("time") or signed_at, Moment).astimezone(timezone.utc)
    except (msgspec.ValidationError, OverflowError):
        raise Unreadable("A webhook's timestamp is written like 2026-05-04T12:00:00Z.") from None
    return WebhookEvent(id=id, type=type, time=time, data=told.get("data"))


def _run(handler: Handler, event: WebhookEvent) -> None:
    if inspect.isawaitable(answer := handler(event)):
        asyncio.run(_awaited(answer))


async def _run_async(handler: Handler, event: WebhookEvent) -> None:
    if inspect.iscoroutinefunction(handler):
        await handler(event)
    elif inspect.isawaitable(answer := await asyncio.to_thread(handler, event)):
        await answer


async def _awaited(answer: Awaitable[object]) -> None:
    await answer


async def _body(receive: Receive) -> bytes | None:
    """The whole body, or None for one that is too long."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > LARGEST:
            return None
        if not message.get("more_body", False):
            return bytes(body)


async def _send(send: Send, answer: Answer) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")] if answer.sentence else []
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.sentence.encode()})
