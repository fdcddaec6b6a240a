"""Bodies as platforms send them, signed as they sign."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from pathlib import Path

from mostrador_sdk.signing import secret_keys, sign
from mostrador_sdk.translators import prestashop, saleor, shopify, woocommerce

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
SECRET = "it is written on a note in the till"
WHSEC = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PAYLOADS = Path(__file__).parent / "payloads"

SAMPLES = {
    "woocommerce_order_processing": woocommerce,
    "shopify_orders_create_test": shopify,
    "saleor_notify_order_created": saleor,
    "saleor_notify_order_fulfilled": saleor,
}


def sample(name, **changes):
    return json.loads((PAYLOADS / f"{name}.json").read_bytes()) | changes


def parsed(platform, body, **options):
    """What a platform's body tells, if it is signed well. `body` may be bytes, or what is written as JSON."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    keys = [WHSEC] if platform is prestashop else [SECRET]
    return platform.parse(signed(platform, raw), raw, keys, **{"now": NOON, **options})


def signed(platform, raw, secret=SECRET):
    mac = hmac.new(secret.encode(), raw, hashlib.sha256)
    in_base64 = base64.b64encode(mac.digest()).decode()
    if platform is woocommerce:
        return {"X-WC-Webhook-Signature": in_base64, "X-WC-Webhook-Topic": "order.deleted"}
    if platform is shopify:
        return {"X-Shopify-Hmac-Sha256": in_base64, "X-Shopify-Topic": "orders/delete"}
    if platform is saleor:
        return {"Saleor-Signature": mac.hexdigest(), "Saleor-Event": "order_deleted"}
    return sign(secret_keys(WHSEC), raw, id="msg_1", time=NOON)


def types(events):
    return [event.type for event in events]
