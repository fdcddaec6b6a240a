"""Standard Webhooks, as we sign and verify them, beside their own library."""

from datetime import UTC, datetime, timedelta

import pytest
import standardwebhooks
from hypothesis import given
from hypothesis import strategies as st

from mostrador_sdk import InvalidSignature, InvalidWebhook
from mostrador_sdk.signing import header, secret_key, secret_keys, sign, verify

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
OLD, NEW = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
BODY = '{"type": "survey.answered", "data": {"words": "¡Genial!"}}'.encode()


def test_their_example_is_signed_as_they_say():
    at = datetime.fromtimestamp(1614265330, UTC)
    signed = sign(secret_keys(OLD), b'{"test": 2432232314}', id="msg_p5jXN8AQM9LWM0D4loKWxJek", time=at)
    assert signed["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_what_we_sign_their_library_takes():
    now = datetime.now(UTC)
    signed = sign(secret_keys([OLD, NEW]), BODY, id="msg_1", time=now)
    assert standardwebhooks.Webhook(NEW).verify(BODY, signed)["type"] == "survey.answered"
    assert standardwebhooks.Webhook(OLD).verify(BODY, signed)["type"] == "survey.answered"


def test_what_their_library_signs_we_take():
    signature = standardwebhooks.Webhook(OLD).sign("msg_1", NOON, BODY.decode())
    headers = {"Webhook-Id": "msg_1", "Webhook-Timestamp": str(int(NOON.timestamp())), "Webhook-Signature": signature}
    assert verify(secret_keys([NEW, OLD]), headers, BODY, now=NOON) == ("msg_1", NOON)


def test_a_sender_may_be_anywhere_in_the_world():
    madrid = NOON.astimezone(datetime.strptime("+02:00", "%z").tzinfo)
    assert sign(secret_keys(OLD), BODY, id="m", time=madrid) == sign(secret_keys(OLD), BODY, id="m", time=NOON)


def test_five_minutes_either_way_are_near_enough_and_more_are_not():
    headers = sign(secret_keys(OLD), BODY, id="msg_1", time=NOON)
    for minutes in (-5, 5):
        assert verify(secret_keys(OLD), headers, BODY, now=NOON + timedelta(minutes=minutes))
    for seconds in (-301, 301):
        with pytest.raises(InvalidWebhook, match="five minutes"):
            verify(secret_keys(OLD), headers, BODY, now=NOON + timedelta(seconds=seconds))


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
@pytest.mark.parametrize(
    "value", [None, "", "v1", "v1,", ",", "v1,é", "v2,AAAA", "1e9", "-1", "٣", "nan", "a b", "x" * 300]
)
def test_a_malformed_header_is_a_wrong_signature_and_no_fault(name, value):
    headers = sign(secret_keys(OLD), BODY, id="msg_1", time=NOON) | {name: value}
    if value is None:
        del headers[name]
    with pytest.raises(InvalidSignature):
        verify(secret_keys(OLD), headers, BODY, now=NOON)


@given(st.text(), st.text(), st.text())
def test_any_headers_but_the_senders_are_a_wrong_signature(id, timestamp, signature):
    headers = {"webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature}
    with pytest.raises(InvalidSignature):
        verify(secret_keys(OLD), headers, BODY, now=NOON)


def test_one_good_signature_among_others_is_enough():
    headers = sign(secret_keys(OLD), BODY, id="msg_1", time=NOON)
    headers["webhook-signature"] = f"v1a,x v1, {headers['webhook-signature']} v1,AAAA"
    assert verify(secret_keys(OLD), headers, BODY, now=NOON)


def test_a_header_that_is_told_twice_and_differently_is_none():
    assert header({"A": "1", "a": "2"}, "a") == ""
    assert header({"A": "1", "a": "1"}, "a") == "1"


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_AAAA", "whsec_not base64 at all!", "short", None, b"whsec_"])
def test_what_is_no_secret_is_refused_and_not_repeated(secret):
    with pytest.raises(InvalidWebhook) as refused:
        secret_key(secret)
    assert not secret or str(secret) == "whsec_" or str(secret) not in str(refused.value)


def test_a_secret_may_lack_its_prefix_and_its_padding_but_there_must_be_one():
    assert secret_key(OLD) == secret_key(OLD.removeprefix("whsec_"))
    assert len(secret_key("whsec_" + "AAAAAAAAAAAAAAAAAAAAAA")) == 16
    with pytest.raises(InvalidWebhook, match="at least one"):
        secret_keys([])
