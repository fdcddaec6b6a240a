"""The widget's interface, as anybody can call it."""

import asyncio
import uuid
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from mostrador import Settings, create_app, lifespan
from mostrador.actions import visitors
from mostrador.clock import FileClock
from mostrador.desk import Desk
from mostrador.domain import proof
from mostrador.storage import schema
from shopping import MESSAGE, READING, Counter


class WebCounter(Counter):
    """The counter with its door to the web open."""

    async def _open(self) -> Desk:
        app = create_app(self.settings, clock=self.clock)
        self._open_app = AsyncExitStack()
        await self._open_app.enter_async_context(lifespan(app))
        transport = httpx.ASGITransport(app=app, client=("203.0.113.7", 4711))
        self._http = httpx.AsyncClient(transport=transport, base_url=self.settings.public_url)
        desk: Desk = app.state.desk
        return desk

    def closes(self) -> None:
        self.run(self._http.aclose())
        self.run(self._open_app.aclose())
        self._runner.close()

    def calls(self, method: str, path: str, *, token: str = "", **request: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self.run(self._http.request(method, f"/widget/api/{path}", headers=headers, **request))

    def admits(self) -> str:
        answer = self.calls("POST", "visitors", json={"boot": visitors.boot(self.desk, self.shop)})
        assert answer.status_code == 201
        return str(answer.json()["token"])

    def filled(self, token: str, previous: str | None = None) -> dict[str, Any]:
        issued = self.calls("POST", "form-tokens", token=token, json={"previous": previous}).json()
        self.moves(READING)
        return {
            "key": str(uuid.uuid4()),
            "token": issued["token"],
            "proof": proof.solve(self.desk.keyring.proof, issued["challenge"]),
            "name": "Ana",
            "email": "ana@example.com",
            "topic": self.run(self.desk.shop(self.shop)).topics[0].id,
            "order": "1042",
            "message": MESSAGE,
            "consent": True,
            "website": "",
            "page": "https://www.loza.example/tazas",
            "language": "es",
        }

    def stored(self) -> int:
        count = select(func.count()).select_from(schema.conversation)
        return int(self.run(self.desk.db.read(lambda tx: tx.execute(count).scalar_one())))


@pytest.fixture
def counter(migrated_sqlite_url: str, tmp_path: Path) -> Iterator[WebCounter]:
    counter = WebCounter(migrated_sqlite_url, tmp_path)
    yield counter
    counter.closes()


@pytest.fixture
def ana(counter: WebCounter) -> str:
    """The token of Ana's browser."""
    return counter.admits()


def test_a_form_is_answered_with_its_code_and_the_same_one_again(counter: WebCounter, ana: str):
    filled = counter.filled(ana)
    first = counter.calls("POST", "forms", token=ana, json=filled)
    again = counter.calls("POST", "forms", token=ana, json=filled)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert set(first.json()) == {"conversation", "code", "promise", "email"}
    assert first.headers["cache-control"] == "no-store"
    assert counter.calls("GET", "me", token=ana).json()["conversations"][0]["code"] == first.json()["code"]


def test_three_hours_of_typing_end_in_one_conversation(counter: WebCounter, ana: str):
    filled = counter.filled(ana)
    counter.moves(timedelta(hours=3))
    late = counter.calls("POST", "forms", token=ana, json=filled)
    assert (late.status_code, late.json()["code"]) == (410, "token_expired")
    renewed = {**counter.filled(ana, filled["token"]), "key": filled["key"]}
    assert counter.calls("POST", "forms", token=ana, json=renewed).status_code == 201
    assert counter.calls("POST", "forms", token=ana, json=filled).status_code == 200
    assert counter.stored() == 1


def test_a_spent_token_with_another_key_is_a_conflict(counter: WebCounter, ana: str):
    filled = counter.filled(ana)
    counter.calls("POST", "forms", token=ana, json=filled)
    replay = counter.calls("POST", "forms", token=ana, json={**filled, "key": str(uuid.uuid4())})
    assert (replay.status_code, replay.json()["code"]) == (409, "token_spent")
    assert counter.stored() == 1


def test_s25_an_injected_header_is_an_error_at_its_field(counter: WebCounter, ana: str):
    forged = {**counter.filled(ana), "name": "Ana\r\nBcc: eva@example.com", "email": "ana@example.com\n"}
    refused = counter.calls("POST", "forms", token=ana, json=forged)
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["code"] == "form_invalid"
    assert {name: each["code"] for name, each in refused.json()["fields"].items()} == {
        "name": "name_characters",
        "email": "email_invalid",
    }


@pytest.mark.parametrize(
    "extra", [{"quarantined": False}, {"shop": "shop_other"}, {"status": "resolved"}, {"id": "cnv_1"}]
)
def test_s17_a_field_that_nobody_asked_for_is_refused(counter: WebCounter, ana: str, extra: dict[str, Any]):
    refused = counter.calls("POST", "forms", token=ana, json={**counter.filled(ana), **extra})
    assert (refused.status_code, refused.json()["code"]) == (422, "malformed")
    assert counter.stored() == 0


@pytest.mark.parametrize("path", ["visitors", "form-tokens", "forms"])
def test_s25_only_json_by_post_changes_anything(counter: WebCounter, ana: str, path: str):
    assert counter.calls("GET", path, token=ana).status_code in {404, 405}
    for body in ({"content": b"boot=x"}, {"data": {"boot": "x"}}, {"content": b"{}"}):
        refused = counter.calls("POST", path, token=ana, **body)
        assert (refused.status_code, refused.json()["code"]) == (400, "not_json"), body


@pytest.mark.parametrize("boot", ["", " ", "x.y", "e30.e30"])
def test_s13_nobody_comes_in_without_a_boot_token(counter: WebCounter, boot: str):
    refused = counter.calls("POST", "visitors", json={"boot": boot})
    assert (refused.status_code, refused.json()["code"]) == (401, "boot_expired")


def test_a_boot_token_is_over_after_ten_minutes(counter: WebCounter):
    boot = visitors.boot(counter.desk, counter.shop)
    counter.moves(timedelta(minutes=11))
    assert counter.calls("POST", "visitors", json={"boot": boot}).json()["code"] == "boot_expired"


def test_whoever_shows_a_used_boot_token_is_told_to_load_the_frame_anew(counter: WebCounter):
    boot = visitors.boot(counter.desk, counter.shop)
    assert counter.calls("POST", "visitors", json={"boot": boot}).status_code == 201
    refused = counter.calls("POST", "visitors", json={"boot": boot})
    assert (refused.status_code, refused.json()["code"]) == (401, "boot_expired")
    assert refused.json()["detail"] == "Load the frame anew."


def test_s14_a_form_token_is_no_boot_token(counter: WebCounter, ana: str):
    assert counter.calls("POST", "visitors", json={"boot": counter.filled(ana)["token"]}).status_code == 401


@pytest.mark.parametrize("bearer", ["", "x", "Bearer", "a" * 43])
def test_s9_nobody_acts_without_a_visitors_token(counter: WebCounter, ana: str, bearer: str):
    filled = counter.filled(ana)
    for method, path, body in (("POST", "forms", filled), ("POST", "form-tokens", {}), ("GET", "me", None)):
        refused = counter.calls(method, path, token=bearer, json=body)
        assert (refused.status_code, refused.json()["code"]) == (401, "visitor_unknown")
    assert counter.stored() == 0


def test_r5_a_refusal_for_too_many_says_when_to_try_again(counter: WebCounter, ana: str):
    counter.moves(timedelta(seconds=3600 - counter.clock.now().timestamp() % 3600))  # all within one hour
    answers = [counter.calls("POST", "forms", token=ana, json=counter.filled(ana)) for _ in range(14)]
    refused = answers[-1]
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many")
    assert refused.headers["retry-after"] == str(refused.json()["retry_after"])
    assert "kept" in refused.json()["detail"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
)
FIELDS = st.sampled_from(
    ["key", "token", "proof", "name", "email", "topic", "order", "message", "consent", "website", "page", "language"]
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(FIELDS, JSON, max_size=12) | JSON)
def test_whatever_is_sent_is_answered_with_a_reason(counter: WebCounter, ana: str, body: Any):
    answer = counter.calls("POST", "forms", token=ana, json=[] if body is None else body)
    assert answer.status_code in {401, 409, 410, 422}
    assert answer.json()["code"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    changed=st.dictionaries(
        FIELDS.filter(lambda name: name not in {"key", "consent"}), st.text(max_size=30), min_size=1
    )
)
def test_whatever_is_typed_is_stored_or_answered_with_a_reason(
    counter: WebCounter, filled: dict[str, Any], ana: str, changed: dict[str, Any]
):
    before = counter.stored()
    answer = counter.calls("POST", "forms", token=ana, json={**filled, "key": str(uuid.uuid4()), **changed})
    assert answer.status_code in {201, 401, 409, 410, 422}
    assert counter.stored() - before == (answer.status_code == 201)


@pytest.fixture
def filled(counter: WebCounter, ana: str) -> dict[str, Any]:
    return counter.filled(ana)


def test_the_server_answers_to_no_other_name(migrated_sqlite_url: str, tmp_path: Path):
    settings = Settings(database_url=migrated_sqlite_url, data_folder=str(tmp_path))
    app = create_app(settings, clock=FileClock(tmp_path / "clock"))
    transport = httpx.ASGITransport(app=app)

    async def call() -> httpx.Response:
        async with lifespan(app), httpx.AsyncClient(transport=transport, base_url="http://evil.example") as http:
            return await http.post("/widget/api/visitors", json={"boot": "x"})

    assert asyncio.run(call()).json()["code"] == "unknown_host"
