"""The way to the server: one thread's connection, and no more of an answer than fits."""

# What httpx and the socket module import when they first need it, in the sender's thread: a fork in the midst of that
# would leave the child with half a module for ever.
import encodings.idna
import ssl
import time
from collections.abc import Sequence

import certifi
import httpcore
import httpx

from mostrador_sdk.outbox import Waiting
from mostrador_sdk.verdict import Verdict, judge

NEEDED_LATER = (encodings.idna, ssl, certifi, httpcore)
MOST_EVENTS = 100  # in one batch, by the server's rule
MOST_BYTES = 1024 * 1024 - 2  # of one batch, its brackets aside
MOST_ANSWER = 1024 * 1024  # bytes
EVENTS = "/api/v1/events"


class Post:
    """Takes batches of events to the server, for one thread: a fork has another."""

    def __init__(self, url: str, headers: dict[str, str], transport: httpx.BaseTransport | None) -> None:
        self._url = url
        self._headers = {**headers, "Content-Type": "application/cloudevents-batch+json"}
        self._transport = transport
        self._client: httpx.Client | None = None

    def send(self, batch: Sequence[Waiting], *, timeout: float, now: float) -> Verdict:
        """Send a batch, and say what came of it. Never raises for what the network or the server does."""
        body = b"[" + b",".join(one.letter.body for one in batch) + b"]"
        try:
            status, headers, answer = self._ask(body, timeout)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as error:
            return Verdict(trouble="unreachable", said=type(error).__name__)
        return judge(batch, status, headers, answer, now=now)

    def close(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = None

    def _ask(self, body: bytes, timeout: float) -> tuple[int, httpx.Headers, bytes]:
        end = time.monotonic() + timeout
        answer = b""
        request = {"content": body, "headers": self._headers, "timeout": timeout}
        with self._ready().stream("POST", f"{self._url}{EVENTS}", **request) as response:  # type: ignore[arg-type]
            for part in response.iter_bytes():
                answer += part
                if len(answer) > MOST_ANSWER or time.monotonic() > end:
                    raise httpx.ReadTimeout("The answer does not end.")
        return response.status_code, response.headers, answer

    def _ready(self) -> httpx.Client:
        if self._client is None:
            self._client = httpx.Client(transport=self._transport)  # takes 50 ms of reading certificates
        return self._client
