"""What holds for every platform: signatures, ids, and bodies that nobody meant."""

import json
import subprocess
import sys
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from platform_bodies import NOON, PAYLOADS, SAMPLES, SECRET, WHSEC, parsed, sample, signed, types

from mostrador_sdk import InvalidEvent, InvalidSignature, MostradorError
from mostrador_sdk.events import decode, encode
from mostrador_sdk.translators import prestashop, saleor, shopify, woocommerce

PLATFORMS = [woocommerce, shopify, saleor, prestashop]
PRESTASHOP = {
    "order": {"id": 8, "reference": "KHWLILZLL", "current_state": "2", "total_paid": "14.900000"},
    "currency": "EUR",
    "customer": {"email": "ana@example.com"},
}
BODIES = {**{name: sample(name) for name in SAMPLES}, "prestashop": PRESTASHOP}
OF = {**SAMPLES, "prestashop": prestashop}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20)
    | st.sampled_from(["", "0", "EUR", "JPY", "1e9", "-5.005", "2026-02-30T00:00:00", "a@b", "\0", "x" * 400]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("woocommerce_order_processing", ["order.paid"]),
        ("shopify_orders_create_test", ["order.cancelled"]),
        ("saleor_notify_order_created", ["order.placed"]),
        ("saleor_notify_order_fulfilled", ["order.confirmed", "shipment.created"]),
    ],
)
def test_each_real_body_tells_its_events_whatever_the_headers_say(name, expected):
    raw = (PAYLOADS / f"{name}.json").read_bytes()
    events = parsed(SAMPLES[name], raw)
    assert types(events) == expected
    assert parsed(SAMPLES[name], raw) == events
    assert [decode(encode(event)) for event in events] == events
    assert len({event.id for event in events}) == len(events)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_another_body_is_another_event_and_never_another_platforms(platform):
    body = next(BODIES[name] for name in OF if OF[name] is platform)
    first, second = parsed(platform, body), parsed(platform, body | {"more": 1})
    assert {event.id for event in first}.isdisjoint(event.id for event in second)
    assert {event.source for event in first} == {platform.SOURCE}


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("secret", ["another secret that is long enough", "", "s"])
def test_a_body_that_somebody_else_signed_is_refused(platform, secret):
    raw = json.dumps(PRESTASHOP).encode()
    headers = signed(platform, raw, secret)
    if platform is prestashop:
        headers["webhook-signature"] = "v1,AAAA"
    with pytest.raises(InvalidSignature):
        platform.parse(
            headers, raw, [WHSEC if platform is prestashop else SECRET, *([""] * (platform is not prestashop))]
        )


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_body_that_was_changed_on_its_way_is_refused(platform):
    raw = json.dumps(PRESTASHOP).encode()
    keys = [WHSEC if platform is prestashop else SECRET]
    with pytest.raises(InvalidSignature):
        platform.parse(signed(platform, raw), raw + b" ", keys, now=NOON)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_body_without_a_signature_is_refused(platform):
    with pytest.raises(InvalidSignature):
        platform.parse({}, b"{}", [WHSEC if platform is prestashop else SECRET], now=NOON)


@pytest.mark.parametrize("platform", [woocommerce, shopify, saleor])
def test_both_secrets_hold_while_one_takes_over_from_the_other(platform):
    raw = json.dumps(next(BODIES[name] for name in OF if OF[name] is platform)).encode()
    assert platform.parse(signed(platform, raw), raw, ["an older one", SECRET])
    assert platform.parse(signed(platform, raw), raw, SECRET)
    with pytest.raises(InvalidSignature):
        platform.parse(signed(platform, raw), raw, [])


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("raw", [b"", b"nothing", b"[" * 5000, b'"text"', b"5", b"\xff\xfe", b'{"name": "\\ud800"}'])
def test_what_is_no_body_is_refused_though_it_is_signed(platform, raw):
    with pytest.raises(InvalidEvent):
        parsed(platform, raw)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_body_that_is_too_long_is_refused(platform):
    with pytest.raises(InvalidEvent, match="1024 KiB"):
        parsed(platform, {"note": "x" * 2**20})


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(BODIES)), st.data())
def test_a_body_with_something_odd_in_it_is_told_or_refused_by_name(name, data):
    body = json.loads(json.dumps(BODIES[name]))
    for _ in range(data.draw(st.integers(1, 3))):
        change(body, data)
    with suppress(MostradorError):
        events = parsed(OF[name], body)
        assert [decode(encode(event)) for event in events] == events


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(PLATFORMS), json_values)
def test_any_json_is_told_or_refused_by_name(platform, body):
    with suppress(MostradorError):
        parsed(platform, body)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(PLATFORMS), st.text(), st.text())
def test_any_signature_but_ours_is_refused_as_such(platform, signature, id):
    raw = b'{"id": 1}'
    names = list(signed(platform, raw))
    headers = dict.fromkeys(names, signature) | {"webhook-id": id}
    with pytest.raises(InvalidSignature):
        platform.parse(headers, raw, [WHSEC if platform is prestashop else SECRET], now=NOON)


def test_the_translators_need_neither_httpx_nor_a_framework():
    code = (
        "import sys; from mostrador_sdk.translators import prestashop, saleor, shopify, woocommerce;"
        "print([name for name in ('httpx', 'django', 'flask', 'starlette', 'cryptography') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.replace("'", '"')) in ([], ["cryptography"])


def change(told, data):
    """Put something odd somewhere, or take something away."""
    while True:
        names = list(told) if isinstance(told, dict) else list(range(len(told)))
        if not names:
            return
        name = data.draw(st.sampled_from(names))
        if isinstance(told[name], dict | list) and told[name] and data.draw(st.booleans()):
            told = told[name]
        elif data.draw(st.booleans()):
            told[name] = data.draw(json_values)
            return
        else:
            del told[name]
            return
