"""What Mostrador tells the shop, and what the shop answers."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from mostrador_sdk import InvalidSignature, InvalidWebhook
from mostrador_sdk.signing import secret_keys, sign
from mostrador_sdk.webhooks import LARGEST, WebhookReceiver

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
OLD, NEW = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
ANSWERED = {
    "type": "survey.answered",
    "timestamp": "2026-05-04T11:59:00+02:00",
    "data": {"score": 5, "who": "Ana García"},
}


def message(told=ANSWERED, id="msg_1", secret=OLD, at=NOON):
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    return sign(secret_keys(secret), body, id=id, time=at), body


@pytest.fixture
def receiver():
    return WebhookReceiver([OLD, NEW], clock=lambda: NOON, remembers=3)


@pytest.fixture
def heard(receiver):
    heard = []
    receiver.on("survey.answered")(heard.append)
    return heard


def test_an_event_reaches_the_function_that_waits_for_it(receiver, heard):
    assert receiver.receive(*message()).status == 204
    (event,) = heard
    assert (event.id, event.type, event.data["score"]) == ("msg_1", "survey.answered", 5)
    assert event.time == datetime(2026, 5, 4, 9, 59, tzinfo=UTC)


def test_an_event_that_nobody_waits_for_is_taken(receiver, heard):
    assert receiver.receive(*message({"type": "conversation.opened"})).status == 204
    assert heard == []


def test_a_function_may_wait_for_several_or_for_all_and_is_called_once(receiver, heard):
    everything = []
    receiver.on("survey.answered", "*")(everything.append)
    receiver.on()(heard.append)
    receiver.receive(*message())
    receiver.receive(*message({"type": "conversation.opened"}, id="msg_2"))
    assert [event.type for event in everything] == ["survey.answered", "conversation.opened"]
    assert len(heard) == 2


def test_what_says_no_time_happened_when_it_was_signed(receiver, heard):
    receiver.receive(*message({"type": "survey.answered"}))
    assert (heard[0].time, heard[0].data) == (NOON, None)


def test_the_same_message_again_is_taken_and_not_told_again(receiver, heard):
    assert [receiver.receive(*message(at=NOON + timedelta(seconds=late))).status for late in (0, 60)] == [204, 204]
    assert len(heard) == 1
    for id in ("msg_2", "msg_3", "msg_4"):
        receiver.receive(*message(id=id))
    receiver.receive(*message())
    assert len(heard) == 5, "the memory has an end"


def test_a_message_that_comes_while_it_is_dealt_with_is_asked_for_later(receiver):
    begun, go_on, heard = threading.Event(), threading.Event(), []

    @receiver.on("survey.answered")
    def slowly(event):
        begun.set()
        assert go_on.wait(10)
        heard.append(event)

    with ThreadPoolExecutor(1) as person:
        first = person.submit(receiver.receive, *message())
        assert begun.wait(10)
        assert receiver.receive(*message()).status == 503
        go_on.set()
        assert first.result().status == 204
    assert receiver.receive(*message()).status == 204
    assert len(heard) == 1


def test_a_function_that_fails_gets_the_message_again_and_the_log_says_no_more_than_its_id(receiver, caplog):
    troubles = [RuntimeError("The shop is shut."), None]

    @receiver.on("survey.answered")
    def fail_once(event):
        if trouble := troubles.pop(0):
            raise trouble

    assert [receiver.receive(*message()).status for _ in range(2)] == [500, 204]
    assert troubles == []
    assert "msg_1" in caplog.text
    assert "García" not in caplog.text


def test_a_function_that_is_async_is_awaited_from_threads_too(receiver):
    heard = []

    @receiver.on("survey.answered")
    async def wait(event):
        heard.append(event)

    assert receiver.receive(*message()).status == 204
    assert len(heard) == 1


@pytest.mark.parametrize("secret", [OLD, NEW])
def test_both_secrets_hold_while_one_takes_over_from_the_other(receiver, heard, secret):
    assert receiver.receive(*message(secret=secret)).status == 204


def test_what_mostrador_did_not_sign_now_is_refused(receiver, heard):
    headers, body = message()
    for odd in ({}, headers | {"webhook-signature": "v1,é"}, headers | {"webhook-timestamp": "soon"}):
        assert receiver.receive(odd, body).status == 401
        with pytest.raises(InvalidSignature):
            receiver.verify(odd, body)
    assert receiver.receive(headers, body + b" ").status == 401
    assert receiver.receive(*message(at=NOON - timedelta(minutes=6))).status == 401
    assert receiver.receive(*message(secret="whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")).status == 401
    assert heard == []


@pytest.mark.parametrize(
    "told",
    [b"", b"{", b"\xff", b"[" * 9999, [], {}, {"type": 5}, {"type": ""}, {"type": "a", "timestamp": "soon"},
     {"type": "a", "timestamp": "2026-05-04T12:00:00"}, {"type": "a", "timestamp": "0001-01-01T00:00:00+14:00"}],
)  # fmt: skip
def test_what_is_signed_and_no_event_is_refused_as_such(receiver, told):
    answer = receiver.receive(*message(told))
    assert (answer.status, bool(answer.sentence)) == (400, True)
    with pytest.raises(InvalidWebhook):
        receiver.verify(*message(told))


def test_a_body_has_an_end(receiver, heard):
    assert receiver.receive(*message(b" " * (LARGEST + 1))).status == 413


def test_verify_can_be_told_what_time_it_is(receiver):
    headers, body = message(at=NOON + timedelta(days=1))
    assert receiver.verify(headers, body, now=NOON + timedelta(days=1)).id == "msg_1"


def test_a_receiver_without_a_good_secret_is_not_made():
    for secret in ("", [], "whsec_short"):
        with pytest.raises(InvalidWebhook):
            WebhookReceiver(secret)
