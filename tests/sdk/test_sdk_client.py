"""What a shop asks the counter, by threads and by coroutines, on real sockets."""

import asyncio
import inspect
import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from mostrador_sdk import (
    AsyncMostrador,
    InvalidArgument,
    Mostrador,
    NotAllowed,
    NotFound,
    Refused,
    ServerTrouble,
    TooManyRequests,
    Unreachable,
    aio,
    client,
)
from services.ports import free_port
from telling import ANA, NOON, PACE

ANAS = {
    "id": "cnv_1",
    "code": "M-7K3F-92",
    "channel": "form",
    "status": "open",
    "subject": "Where is it?",
    "order": "1042",
    "customer": {"id": "7", "email": "ana@example.com", "name": "Ana", "since": 2019},
    "opened_at": "2026-05-04T12:00:00Z",
    "last_at": "2026-05-04T12:00:00Z",
    "something_new": [1, 2],
}


class Answering:
    """A server that says what the test wants, and remembers what it was asked."""

    def __init__(self):
        self.asked = []
        self.lines = set()
        self.says = (200, ANAS, {})
        answering = self

        class Request(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                told = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                answering.asked.append((self.command, self.path, json.loads(told) if told else None))
                answering.headers = self.headers
                answering.lines.add(self.client_address)
                status, body, headers = answering.says
                raw = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(raw))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(raw)

            do_GET = do_POST = do_PATCH = do_DELETE = handle_any  # noqa: N815

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Request)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def server():
    answering = Answering()
    yield answering
    answering.server.shutdown()
    answering.server.server_close()


def by_threads(url, outbox, ask):
    with Mostrador(url, api_key="key", outbox=outbox, pace=PACE) as support:
        return ask(support)


def by_coroutines(url, outbox, ask):
    async def asking():
        async with AsyncMostrador(url, api_key="key", outbox=outbox, pace=PACE) as support:
            return await ask(support)

    return asyncio.run(asking())


@pytest.fixture(params=[by_threads, by_coroutines])
def asking(request, outbox):
    return lambda url, ask: request.param(url, outbox, ask)


QUESTIONS = [
    (
        lambda support: support.conversations.open(
            customer=ANA, subject="Hello", text="Where is it?", order="1042", language="es", key="k1"
        ),
        ("POST", "/api/v1/conversations"),
        {
            "key": "k1",
            "customer": {"email": "ana@example.com", "name": "Ana García"},
            "subject": "Hello",
            "text": "Where is it?",
            "order": "1042",
            "language": "es",
        },
    ),
    (lambda support: support.conversations.get("cnv_1"), ("GET", "/api/v1/conversations/cnv_1"), None),
    (
        lambda support: support.conversations.get("cnv_1", after=200),
        ("GET", "/api/v1/conversations/cnv_1?after=200"),
        None,
    ),
    (
        lambda support: support.conversations.answer("cnv_1", "It left today.", key="k2"),
        ("POST", "/api/v1/conversations/cnv_1/messages"),
        {"key": "k2", "text": "It left today."},
    ),
    (
        lambda support: support.conversations.list(customer="7&order=8", after="n1"),
        ("GET", "/api/v1/conversations?customer=7%26order%3D8&after=n1"),
        None,
    ),
    (lambda support: support.conversations.list(order="1042"), ("GET", "/api/v1/conversations?order=1042"), None),
    (lambda support: support.customers.get("7/../8?x"), ("GET", "/api/v1/customers/7%2F..%2F8%3Fx"), None),
    (
        lambda support: support.customers.update("7", name="Ana", email="ana@example.com", email_verified=True),
        ("PATCH", "/api/v1/customers/7"),
        {"name": "Ana", "email": "ana@example.com", "email_verified": True},
    ),
    (lambda support: support.customers.export("7"), ("GET", "/api/v1/customers/7/export"), None),
    (lambda support: support.customers.erase("7"), ("DELETE", "/api/v1/customers/7"), None),
    (
        lambda support: support.customers.export_guest("luz@example.com"),
        ("POST", "/api/v1/guests/export"),
        {"email": "luz@example.com"},
    ),
    (
        lambda support: support.customers.erase_guest("luz@example.com"),
        ("POST", "/api/v1/guests/erase"),
        {"email": "luz@example.com"},
    ),
    (
        lambda support: support.surveys.invite(order="1042", survey="delivery", key="k3"),
        ("POST", "/api/v1/surveys/invitations"),
        {"key": "k3", "order": "1042", "survey": "delivery"},
    ),
    (
        lambda support: support.surveys.invite(order="1042", survey="delivery", key="k4", by="page"),
        ("POST", "/api/v1/surveys/invitations"),
        {"key": "k4", "order": "1042", "survey": "delivery", "by": "page"},
    ),
]


@pytest.mark.parametrize(("ask", "line", "told"), QUESTIONS)
def test_a_question_is_asked_as_the_counter_expects_it(server, asking, ask, line, told):
    server.says = (200, {}, {})
    asking(server.url, ask)
    assert server.asked == [(*line, told)]
    assert server.headers["Authorization"] == "Bearer key"


def test_a_conversation_comes_back_with_its_types_and_what_is_new_is_passed_over(server, asking):
    found = asking(server.url, lambda support: support.conversations.get("cnv_1"))
    assert (found.id, found.code, found.status, found.order) == ("cnv_1", "M-7K3F-92", "open", "1042")
    assert (found.customer.name, found.opened_at, found.events) == ("Ana", NOON, [])


def test_a_page_of_conversations_says_where_the_next_begins(server, asking):
    server.says = (200, {"conversations": [ANAS], "next": "n2"}, {})
    page = asking(server.url, lambda support: support.conversations.list(order="1042"))
    assert ([one.code for one in page.conversations], page.next) == (["M-7K3F-92"], "n2")


def test_a_message_says_where_it_stands(server, asking):
    server.says = (201, {"seq": 4}, {})
    assert asking(server.url, lambda support: support.conversations.answer("cnv_1", "Yes.")).seq == 4


def test_what_opens_or_answers_has_a_key_of_its_own_each_time(server, asking):
    for _ in range(2):
        asking(server.url, lambda support: support.conversations.answer("cnv_1", "Yes."))
    keys = {told["key"] for _, _, told in server.asked}
    assert (len(keys), {len(key) for key in keys}) == (2, {32})


def test_a_child_asks_on_a_line_of_its_own(server, outbox):
    with Mostrador(server.url, api_key="key", outbox=outbox) as support:
        assert support.conversations.get("cnv_1").code == "M-7K3F-92"
        if (child := os.fork()) == 0:
            os._exit(support.conversations.get("cnv_1").status != "open")
        assert os.waitpid(child, 0)[1] == 0
        support.conversations.get("cnv_1")
    assert len(server.lines) == 2, "the parent's line, used twice, and the child's"


def test_an_erased_customer_needs_no_answer(server, asking):
    server.says = (204, b"", {})
    assert asking(server.url, lambda support: support.customers.erase("7")) is None


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        *((400, Refused), (401, NotAllowed), (403, NotAllowed), (404, NotFound), (409, Refused)),
        *((429, TooManyRequests), (500, ServerTrouble), (503, ServerTrouble)),
    ],
)
def test_a_refusal_is_raised_with_its_code_and_the_counters_own_words(server, asking, status, kind):
    server.says = (status, {"code": "no_way", "detail": "Not today."}, {"Retry-After": "7"})
    with pytest.raises(kind) as raised:
        asking(server.url, lambda support: support.conversations.get("cnv_1"))
    refused = raised.value
    assert type(refused) is kind
    assert (refused.status, refused.code, refused.detail, refused.retry_after) == (status, "no_way", "Not today.", 7)


def test_a_refusal_without_words_is_one_too(server, asking):
    server.says = (502, b"<html>Bad gateway</html>", {})
    with pytest.raises(ServerTrouble, match="The server answered 502") as raised:
        asking(server.url, lambda support: support.conversations.get("cnv_1"))
    assert (raised.value.code, raised.value.retry_after) == ("unknown", None)


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"id": 7}'])
def test_a_page_that_is_no_answer_is_not_taken_for_one(server, asking, body):
    server.says = (200, body, {})
    with pytest.raises(ServerTrouble, match="is the url right"):
        asking(server.url, lambda support: support.conversations.get("cnv_1"))


def test_a_counter_that_is_away_is_unreachable(asking):
    with pytest.raises(Unreachable, match="No answer came to GET /api/v1/conversations/cnv_1"):
        asking(f"http://127.0.0.1:{free_port()}", lambda support: support.conversations.get("cnv_1"))


@pytest.mark.parametrize("id", ["", ".", ".."])
def test_what_is_no_id_asks_nobody(server, asking, id):
    with pytest.raises(InvalidArgument, match="An id was wanted"):
        asking(server.url, lambda support: support.customers.get(id))
    assert server.asked == []


def test_ids_that_are_numbers_are_sent_as_text(server, asking):
    server.says = (200, {}, {})
    asking(server.url, lambda support: support.customers.get(7))
    asking(server.url, lambda support: support.conversations.list(customer=7, order=1042))
    asking(server.url, lambda support: support.surveys.invite(order=1042, by="page", key="key-0001"))
    lines, told = [line for _, line, _ in server.asked], server.asked[-1][2]
    assert lines[:2] == ["/api/v1/customers/7", "/api/v1/conversations?customer=7&order=1042"]
    assert told["order"] == "1042"


@pytest.mark.parametrize(
    "ask",
    [
        lambda support: support.customers.get("\ud800"),
        lambda support: support.customers.get(None),
        lambda support: support.customers.get(True),
        lambda support: support.conversations.list(order="\ud800"),
        lambda support: support.conversations.list(order=3.5),
        lambda support: support.surveys.invite(order="\ud800", by="page"),
        lambda support: support.customers.update("7", name=object()),
    ],
)
def test_what_cannot_be_sent_asks_nobody(server, asking, ask):
    with pytest.raises(InvalidArgument):
        asking(server.url, ask)
    assert server.asked == []


@pytest.mark.parametrize("nouns", ["Conversations", "Customers", "Surveys"])
def test_coroutines_have_the_same_verbs_as_threads(nouns):
    threads, coroutines = getattr(client, nouns), getattr(aio, f"Async{nouns}")
    verbs = {name: verb for name, verb in vars(threads).items() if not name.startswith("_")}
    assert verbs
    for name, verb in verbs.items():
        assert inspect.signature(getattr(coroutines, name)) == inspect.signature(verb)
        assert inspect.iscoroutinefunction(getattr(coroutines, name))
        assert getattr(coroutines, name).__doc__ == verb.__doc__
