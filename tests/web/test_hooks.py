"""A shop's platform tells what happens there, at an address that nobody guesses: what it signed counts, and once."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from mostrador.storage import hooks, orders
from mostrador_sdk.signing import secret_keys, sign
from office import Browser, Office
from services.far_server import FarServer, answer

PAYLOADS = Path(__file__).parents[1] / "sdk/payloads"
SHOWN = re.compile(r'data-copies="([^"]+)"')


@pytest.fixture
def office(migrated_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_url, tmp_path, allowed_private_ranges=("127.0.0.0/8",)) as office:
        yield office


@pytest.fixture
def owner(office: Office) -> Browser:
    return office.at_work("ana@loza.example", "administrator")


def changes(owner: Browser, path: str = "", status: int = 200, **fields: str) -> str:
    owner.gets("/console/settings/hooks")
    answered = owner.posts(f"/console/settings/hooks{path}", version="1", **fields)
    assert answered.status_code == status, answered.text
    return answered.text


def connects(owner: Browser, platform: str, **fields: str) -> tuple[str, str]:
    """Make an address; it, and the secret that the page shows, or nothing."""
    copied = SHOWN.findall(changes(owner, platform=platform, **fields))
    address = next(each for each in copied if "/hooks/" in each)
    return address, next((each for each in copied if "/hooks/" not in each), "")


def sends(address: str, body: bytes, **headers: str) -> httpx.Response:
    return httpx.post(address, content=body, headers={"Content-Type": "application/json", **headers}, trust_env=False)


def in_base64(secret: str, body: bytes) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def woo(secret: str, **changed: Any) -> tuple[bytes, dict[str, str]]:
    told = json.loads((PAYLOADS / "woocommerce_order_processing.json").read_bytes()) | changed
    body = json.dumps(told).encode()
    return body, {"X-WC-Webhook-Signature": in_base64(secret, body)}


def stands(office: Office, key: str) -> Any:
    return office.read(lambda tx: orders.by_keys(tx, office.shop, [key])).get(key)


def test_an_order_of_woocommerce_is_known_once_however_often_it_is_told(office: Office, owner: Browser):
    address, secret = connects(owner, "woocommerce")
    body, headers = woo(secret)
    assert sends(address, b"webhook_id=7").json() == {"accepted": 0, "duplicate": 0, "refused": 0}
    assert sends(address, body, **headers).json() == {"accepted": 1, "duplicate": 0, "refused": 0}
    assert sends(address, body, **headers).json() == {"accepted": 0, "duplicate": 1, "refused": 0}
    assert stands(office, "727").total == 2935
    assert "It last told us something" in owner.gets("/console/settings/hooks").text


def test_what_was_changed_earlier_loses_whenever_it_comes(office: Office, owner: Browser):
    address, secret = connects(owner, "woocommerce")
    for total, changed in (("50.00", "2017-03-24T09:00:00"), ("10.00", "2017-03-23T09:00:00")):
        body, headers = woo(secret, total=total, date_modified_gmt=changed)
        assert sends(address, body, **headers).json()["accepted"] == 1
    assert stands(office, "727").total == 5000


def test_what_the_shop_has_not_signed_is_not_believed(office: Office, owner: Browser):
    address, secret = connects(owner, "woocommerce")
    body, headers = woo(secret)
    for wrong in ({}, {"X-WC-Webhook-Signature": in_base64("another secret", body)}, {"X-WC-Webhook-Signature": "é"}):
        answered = sends(address, body, **{name: value.encode() for name, value in wrong.items()})
        assert (answered.status_code, answered.json()["code"]) == (401, "signature_wrong")
    assert sends(address, body + b" ", **headers).status_code == 401
    assert sends(address[:-1] + "x", body, **headers).status_code == 404
    assert httpx.get(address, trust_env=False).status_code == 405
    assert stands(office, "727") is None
    assert "wrong signature" in owner.gets("/console/settings/hooks").text
    sends(address, body, **headers)
    assert "wrong signature" not in owner.gets("/console/settings/hooks").text


def test_what_is_signed_and_no_order_is_answered_with_a_reason(office: Office, owner: Browser):
    address, secret = connects(owner, "woocommerce")
    for body in (b"{}", b"[" * 9000, b'{"sku": "a product", "price": "1"}', b"\xff"):
        answered = sends(address, body, **{"X-WC-Webhook-Signature": in_base64(secret, body)})
        assert answered.status_code == 422 or answered.json()["accepted"] == 0
    assert "do not understand" in owner.gets("/console/settings/hooks").text


def test_shopify_is_believed_by_the_secret_that_it_made(office: Office, owner: Browser):
    theirs = "shpss_0123456789abcdef"
    address, shown = connects(owner, "shopify", secret=theirs)
    assert shown == ""
    assert theirs not in owner.gets("/console/settings/hooks").text
    body = (PAYLOADS / "shopify_orders_create_test.json").read_bytes()
    told = sends(address, body, **{"X-Shopify-Hmac-Sha256": in_base64(theirs, body)}).json()
    assert told["accepted"] >= 1
    assert 'id="wrong-secret"' in changes(owner, status=422, platform="shopify", secret="short")


def test_prestashop_signs_with_the_secret_that_we_made(office: Office, owner: Browser):
    address, secret = connects(owner, "prestashop")
    body = b'{"type": "ping"}'
    assert secret.startswith("whsec_")
    assert sends(address, body, **sign(secret_keys(secret), body, id="1", time=datetime.now(UTC))).status_code == 200
    old = datetime.now(UTC) - timedelta(hours=1)
    assert sends(address, body, **sign(secret_keys(secret), body, id="1", time=old)).status_code == 401


def test_saleors_keys_are_asked_for_and_asked_for_again_when_they_change(office: Office, owner: Browser):
    first, second = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
    body = b'{"type": "Order", "id": "T3JkZXI6MQ=="}'

    def published(key: Any) -> bytes:
        jwk = {**RSAAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": "1"}
        return answer(200, json.dumps({"keys": [jwk]}).encode())

    def signed(key: Any) -> dict[str, str]:
        headers = {"kid": "1", "crit": ["b64"], "b64": False}
        made = jwt.PyJWS().encode(body, key, algorithm="RS256", headers=headers, is_payload_detached=True)
        return {"Saleor-Signature": made}

    with FarServer([published(first), published(second)]) as far:
        address, _ = connects(owner, "saleor", site=far.url)
        assert sends(address, body, **signed(first)).status_code in {200, 422}
        assert sends(address, body, **signed(second)).status_code == 401
        assert far.requests[0].line == "GET /.well-known/jwks.json HTTP/1.1"
        assert len(far.requests) == 1, "nobody has us call the shop at will"
        office.moves(timedelta(minutes=6))
        assert sends(address, body, **signed(second)).status_code in {200, 422}
        assert sends(address, body, **signed(first)).status_code == 401
        assert len(far.requests) == 2
    office.moves(timedelta(minutes=6))
    assert sends(address, body, **signed(first)).status_code == 503


def test_secrets_change_without_a_gap_and_a_removed_address_is_none(office: Office, owner: Browser):
    address, old = connects(owner, "woocommerce")
    [hook] = office.read(lambda tx: hooks.living(tx, office.shop))
    office.moves(timedelta(seconds=1))
    new = next(each for each in SHOWN.findall(changes(owner, f"/{hook.id}/rotate", secret="")) if "/hooks/" not in each)
    for number, secret in enumerate((old, new)):
        body, headers = woo(secret, id=100 + number)
        assert sends(address, body, **headers).json()["accepted"] == 1
    changes(owner, f"/{hook.id}/rotate", 409, secret="")
    first = re.search(r"hooks/secrets/(hks_\w+)/revoke", owner.gets("/console/settings/hooks").text)
    assert first
    changes(owner, f"/secrets/{first[1]}/revoke")
    body, headers = woo(old, id=102)
    assert sends(address, body, **headers).status_code == 401
    changes(owner, f"/{hook.id}/remove")
    body, headers = woo(new, id=103)
    assert sends(address, body, **headers).status_code == 404
