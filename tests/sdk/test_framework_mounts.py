"""A shop's own framework takes Mostrador's webhooks, and says who is logged in."""

import asyncio
import json
import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import jwt
import pytest
import uvicorn
from fastapi import FastAPI
from flask import Flask, request
from starlette.applications import Starlette
from werkzeug.serving import make_server

from mostrador_sdk import AsyncMostrador, InvalidArgument
from mostrador_sdk.integrations import flask as mostrador_flask
from mostrador_sdk.integrations import starlette as mostrador_starlette
from mostrador_sdk.signing import secret_keys, sign
from mostrador_sdk.webhooks import LARGEST, WebhookReceiver
from services.ports import free_port
from services.processes import running
from telling import order

WHSEC = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
IDENTITY = {
    "shop": "shop_abcdefghijklmnop",
    "identity_secret": "it is written on a note in the till",
    "identity_key_id": "k1",
}
HERE = Path(__file__).parent


def receiver(heard):
    receiver = WebhookReceiver(WHSEC)
    receiver.on("survey.answered")(heard.append)

    @receiver.on("fail")
    async def fail(event):
        raise RuntimeError("The shop's own code failed.")

    return receiver


def sent(address, told, **headers):
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    signed = sign(secret_keys(WHSEC), body, id=headers.pop("id", "msg_1"), time=datetime.now(UTC))
    return httpx.post(f"{address}/hooks/mostrador", content=body, headers=signed | headers).status_code


def takes_webhooks(address, heard):
    """What holds for all of them; `heard` says how many events have arrived."""
    told = {"type": "survey.answered", "data": {"words": "¡Genial!"}}
    assert [sent(address, told), sent(address, told)] == [204, 204]
    assert heard() == 1
    assert sent(address, told, **{"webhook-signature": "v1,AAAA"}) == 401
    assert httpx.post(f"{address}/hooks/mostrador", content=b"{}").status_code == 401
    assert sent(address, b"no event", id="msg_2") == 400
    assert sent(address, {"type": "fail"}, id="msg_3") == 500
    assert sent(address, b" " * (LARGEST + 1), id="msg_4") == 413
    assert httpx.get(f"{address}/hooks/mostrador").status_code == 405
    assert heard() == 1


def is_ana(token):
    claims = jwt.decode(token, IDENTITY["identity_secret"], algorithms=["HS256"], audience=IDENTITY["shop"])
    return (claims["email"], claims["email_verified"]) == ("ana@example.com", False)


@contextmanager
def asgi(app):
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    begun = threading.Event()
    startup = server.startup

    async def tell(*given, **named):
        await startup(*given, **named)
        begun.set()

    server.startup = tell
    thread = threading.Thread(target=server.run)
    thread.start()
    assert begun.wait(20)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@contextmanager
def wsgi(app):
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


async def ana(request):
    return {"sub": "7", "email": "ana@example.com"} if request.headers.get("cookie") else None


def test_a_shop_with_starlette(counter, outbox):
    heard = []
    support = AsyncMostrador(counter.url, api_key="key", outbox=outbox, **IDENTITY)
    routes = [
        mostrador_starlette.webhook_route("/hooks/mostrador", receiver(heard)),
        mostrador_starlette.identity_route("/identity", support, ana),
    ]
    with asgi(Starlette(routes=routes)) as address:
        takes_webhooks(address, lambda: len(heard))
        assert httpx.post(f"{address}/identity").status_code == 403
        answer = httpx.post(f"{address}/identity", headers={"cookie": "ana"})
        assert is_ana(answer.text)
        assert answer.headers["cache-control"] == "no-store"
    asyncio.run(support.close())


def test_a_shop_with_fastapi():
    heard = []
    app = FastAPI()
    app.router.routes.append(mostrador_starlette.webhook_route("/hooks/mostrador", receiver(heard)))
    with asgi(app) as address:
        takes_webhooks(address, lambda: len(heard))
        assert "/hooks/mostrador" not in httpx.get(f"{address}/openapi.json").text


def test_a_receiver_is_an_asgi_application_by_itself():
    heard = []
    with asgi(receiver(heard)) as address:
        takes_webhooks(address, lambda: len(heard))


def test_a_shop_with_flask(counter, outbox):
    heard = []
    app = Flask("a_shop")
    app.config["MOSTRADOR"] = {"url": counter.url, "api_key": "key", "outbox": outbox, **IDENTITY}
    with mostrador_flask.connect(app):
        app.add_url_rule("/hooks/mostrador", view_func=mostrador_flask.webhook_view(receiver(heard)), methods=["POST"])
        who = {"sub": "7", "email": "ana@example.com"}
        identity = mostrador_flask.identity_view(lambda: who if request.cookies else None)
        app.add_url_rule("/identity", view_func=identity, methods=["POST"])

        @app.post("/orders")
        def buy():
            mostrador_flask.support().orders.placed(order())
            return "Thank you!"

        with wsgi(app) as address:
            takes_webhooks(address, lambda: len(heard))
            assert httpx.post(f"{address}/identity").status_code == 403
            assert is_ana(httpx.post(f"{address}/identity", headers={"cookie": "who=ana"}).text)
            assert httpx.post(f"{address}/orders").text == "Thank you!"
            assert counter.wait_for(lambda: counter.events)


def test_a_shop_with_flask_that_says_nothing_of_mostrador_hears_of_it():
    with pytest.raises(InvalidArgument, match="MOSTRADOR"):
        mostrador_flask.connect(Flask("a_shop"))


def django_site(verb, folder, *given, **settings):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), *sys.path]), **settings}
    command = [sys.executable, "-u", str(HERE / "django_site.py"), verb, str(folder), "http://127.0.0.1:9", *given]
    return command, environment


def test_a_shop_with_django(tmp_path):
    port = free_port()
    address, log = f"http://127.0.0.1:{port}", tmp_path / "log"
    command, environment = django_site("serve", tmp_path, str(port))
    with running(command, log=log, answers=lambda: answers(address), environment=environment):
        takes_webhooks(address, lambda: log.read_text().count("msg_1 {'words': '¡Genial!'}"))
        assert httpx.post(f"{address}/identity").status_code == 403
        with httpx.Client(base_url=address) as ana:
            ana.get("/login")
            answer = ana.post("/identity")
            assert is_ana(answer.text)
            assert "no-store" in answer.headers["cache-control"]
            assert ana.post("/identity-by-form").status_code == 403, "only the hook goes without a CSRF token"


def test_the_outbox_in_djangos_database_keeps_the_rules(tmp_path, database_url):
    settings = {"SITE_DATABASE": database_url} if database_url.startswith("postgresql") else {}
    command, environment = django_site("rules", tmp_path, **settings)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_setting_that_is_none_is_named(tmp_path):
    command, environment = django_site("rules", tmp_path, SITE_NONSENSE="yes")
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert "MOSTRADOR has no setting nonsense." in done.stderr


@pytest.mark.parametrize("name", ["django", "flask", "sqlalchemy", "starlette"])
def test_a_framework_that_is_missing_is_named_with_what_to_do(name):
    code = f"import sys; sys.modules[{name!r}] = None; import mostrador_sdk.integrations.{name}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert f"is not installed: pip install mostrador-sdk[{name}]" in done.stderr


def answers(address):
    try:
        return httpx.get(address).status_code == 404
    except httpx.TransportError:
        return False
