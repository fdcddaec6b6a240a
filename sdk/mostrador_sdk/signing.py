"""
Signatures by Standard Webhooks: HMAC-SHA-256 over `id.timestamp.body`, in three headers.

Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone

from mostrador_sdk.errors import InvalidSignature, InvalidWebhook

TOLERANCE = timedelta(minutes=5)  # how far the sender's clock may be from ours, either way
PREFIX = "whsec_"
SHORTEST_SECRET = 16  # bytes; those that Mostrador makes have 32
MOST_SIGNATURES = 20  # in one header: a rotation needs two
LONGEST_ID = 200  # characters

_TIMESTAMP = re.compile(r"[0-9]{1,12}")  # ASCII digits alone: int() would take others too
_ID = re.compile(r"[\x21-\x7e]+")


def secret_key(secret: str) -> bytes:
    """
    The key within a secret like `whsec_…`.

    Raises `InvalidWebhook` for what cannot be one; the secret is not repeated.
    """
    if not isinstance(secret, str):
        raise InvalidWebhook(f"A webhook secret is text, like whsec_…; this was of type {type(secret).__name__}.")
    written = secret.strip().removeprefix(PREFIX).rstrip("=")
    try:
        key = base64.b64decode(written + "=" * (-len(written) % 4), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) < SHORTEST_SECRET:
        raise InvalidWebhook(f"A webhook secret is {PREFIX} and base64 of {SHORTEST_SECRET} bytes or more.")
    return key


def secret_keys(secrets: str | Iterable[str]) -> list[bytes]:
    """The keys of one secret, or of several that live at once while they are rotated. There is at least one."""
    keys = [secret_key(secret) for secret in ([secrets] if isinstance(secrets, str) else secrets)]
    if not keys:
        raise InvalidWebhook("Name at least one webhook secret, like whsec_….")
    return keys


def sign(keys: list[bytes], body: bytes, *, id: str, time: datetime) -> dict[str, str]:
    """The three headers of `body`; one signature for each key."""
    timestamp = str(int(time.timestamp()))
    signatures = [f"v1,{base64.b64encode(_mac(key, id, timestamp, body)).decode()}" for key in keys]
    return {"webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": " ".join(signatures)}


def verify(keys: list[bytes], headers: Mapping[str, str], body: bytes, *, now: datetime) -> tuple[str, datetime]:
    """
    Check that one of `keys` signed `body`, within five minutes of `now`; give the message's id and time (UTC).

    Raises `InvalidSignature` for a wrong, missing or malformed signature, `InvalidWebhook` for an old one.
    """
    id, timestamp = header(headers, "webhook-id"), header(headers, "webhook-timestamp")
    given = [part.partition(",") for part in header(headers, "webhook-signature").split(" ")[:MOST_SIGNATURES]]
    if not _ID.fullmatch(id) or len(id) > LONGEST_ID or not _TIMESTAMP.fullmatch(timestamp):
        raise InvalidSignature(
            "A webhook has the headers webhook-id, webhook-timestamp (seconds) and webhook-signature."
        )
    candidates = [signature.encode(errors="replace") for version, _, signature in given if version == "v1"]
    expected = [base64.b64encode(_mac(key, id, timestamp, body)) for key in keys]
    if not any(hmac.compare_digest(ours, theirs) for ours in expected for theirs in candidates):
        raise InvalidSignature(
            "The webhook's signature is none of ours: it was signed with another secret, or changed."
        )
    time = datetime.fromtimestamp(int(timestamp), timezone.utc)
    if abs(now - time) > TOLERANCE:
        raise InvalidWebhook(
            "The webhook was signed more than five minutes from now: it is a replay, or a clock is wrong."
        )
    return id, time


def header(headers: Mapping[str, str], name: str) -> str:
    """The one value of a header, whatever its case; empty if there is none, or several that differ."""
    values = {str(value).strip() for key, value in headers.items() if str(key).lower() == name}
    return values.pop() if len(values) == 1 else ""


def _mac(key: bytes, id: str, timestamp: str, body: bytes) -> bytes:
    return hmac.new(key, f"{id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
