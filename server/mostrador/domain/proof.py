"""
Proof of work: a second of a browser's time for each form, while a person types; a cent's worth for each of a bot's.

What the browser's worker computes, from the challenge `{"parameters": {…}, "signature": "…"}` (altcha, version 2):

1. `nonce` and `salt` from hex to bytes (16 each).
2. For counter = 0, 1, 2, …: password = nonce + counter as four bytes, big-endian;
   key = PBKDF2-HMAC-SHA-256(password, salt, iterations = `cost`), `keyLength` (32) bytes. In a browser:
   `importKey("raw", password, "PBKDF2", false, ["deriveBits"])`, then
   `deriveBits({name: "PBKDF2", hash: "SHA-256", salt, iterations: cost}, key, keyLength * 8)`.
3. Stop at the first key whose hex begins with `keyPrefix`. It always comes: the server chose the counter.
4. The payload is base64 (the plain alphabet, with padding) of the JSON
   `{"challenge": <the challenge, exactly as it was received>, "solution": {"counter": 123, "derivedKey": "<hex>"}}`.

A few `deriveBits` in flight at once use a phone's cores better than one; `difficulty` says what it costs.
"""

import base64
import binascii
import hashlib
import hmac
import math
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import altcha
import msgspec

from mostrador.errors import ProofInvalid, ProofSpent

ALGORITHM = "PBKDF2/SHA-256"
COST = 1_000  # iterations in one try: 0.4 ms of the server's time for each challenge
EASIEST = 1_500  # tries at most, half of them on average: 0.4 s on a desktop, 2 s on a slow phone
LONGEST = 4_000  # characters of payload; a solved one has some 850


@dataclass(frozen=True, slots=True)
class Bound:
    """What a proof is for: it is worth nothing with another shop, visitor or form token."""

    shop: str
    visitor: str
    token: str

    def digest(self) -> str:
        joined = "\n".join((self.shop, self.visitor, self.token)).encode()
        return base64.urlsafe_b64encode(hashlib.sha256(joined).digest()[:18]).decode()


def difficulty(load: float, suspicion: float) -> int:
    """
    Say how many tries a proof takes at most.

    Both go from 0 (an ordinary hour; nothing against this visitor) to 1 (a flood; sure). Each alone costs up to four
    times as much, both together up to sixteen.
    """
    bounded = min(max(load, 0.0), 1.0) + min(max(suspicion, 0.0), 1.0)
    return round(EASIEST * math.exp2(2 * bounded))


def challenge(key: bytes, bound: Bound, tries: int, until: datetime) -> dict[str, Any]:
    """Make a challenge, ready for JSON. Nothing is stored: all that verifying needs is signed inside."""
    data = {"for": bound.digest(), "tries": tries, "until": int(until.timestamp())}
    made = altcha.create_challenge(
        ALGORITHM,
        COST,
        counter=counter(key, data),
        data=data,
        hmac_secret=_derived(key, b"challenge"),
        hmac_key_secret=_derived(key, b"solution"),
    )
    return made.to_dict()


def verify(key: bytes, bound: Bound, payload: str, at: datetime) -> None:
    """
    Return if the payload solves a challenge of ours for exactly this form, in time.

    altcha takes a solved payload as often as it comes. Here it counts once because it is bound to a form token, which
    is spent with what it sends.
    """
    solved = _parse(payload)
    parameters = solved.challenge.parameters
    # The very bytes that altcha signs: its canonical JSON is sorted JSON, for texts and numbers such as ours.
    signed = msgspec.json.encode(parameters, order="sorted")
    if not _is(solved.challenge.signature, signed, _derived(key, b"challenge")):
        raise ProofInvalid("The proof of work does not answer a challenge of ours.")
    if not _is(parameters["keySignature"], _bytes(solved.solution.derived_key), _derived(key, b"solution")):
        raise ProofInvalid("The proof of work does not solve its challenge.")
    # altcha would judge an `expiresAt` by the system's clock, so the time stands in `data`, which is signed as well.
    data = parameters["data"]
    if not hmac.compare_digest(data["for"], bound.digest()):
        raise ProofSpent("This proof belongs to another form; solve a new challenge.")
    if at.timestamp() > data["until"]:
        raise ProofSpent("This proof came too late; solve a new challenge.")


def counter(key: bytes, data: dict[str, Any]) -> int:
    """
    Say which counter solves the challenge with this `data`: what its maker, and the benchmark, know without trying.

    Any of the tries is as likely as another: a floor would only help those who read it here.
    """
    seed = hmac.digest(_derived(key, b"counter"), msgspec.json.encode(data, order="sorted"), "sha256")
    return int.from_bytes(seed[:8], "big") % int(data["tries"])


def solve(key: bytes, challenge: dict[str, Any]) -> str:
    """Answer a challenge of our own in one step, as only a holder of the installation's secrets can."""
    made = altcha.Challenge.from_dict(challenge)
    parameters = made.parameters
    known = counter(key, parameters.data or {})
    password = bytes.fromhex(parameters.nonce) + known.to_bytes(4, "big")
    derived = altcha.derive_key_pbkdf2(parameters, bytes.fromhex(parameters.salt), password)
    return altcha.Payload(made, altcha.Solution(known, derived.hex())).to_base64()


class _Challenge(msgspec.Struct):
    parameters: dict[str, Any]
    signature: str


class _Solution(msgspec.Struct, rename="camel"):
    derived_key: str


class _Payload(msgspec.Struct):
    challenge: _Challenge
    solution: _Solution


_PAYLOAD = msgspec.json.Decoder(_Payload)


def _parse(payload: str) -> _Payload:
    if not 0 < len(payload) <= LONGEST:
        raise ProofInvalid("The proof of work is missing or too long.")
    try:
        return _PAYLOAD.decode(base64.b64decode(payload, validate=True))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise ProofInvalid("The proof of work cannot be read.") from error


def _is(signature: str, signed: bytes, key: bytes) -> bool:
    # Not hmac.digest, which lets go of the interpreter, and under load waits long to get it back.
    return hmac.compare_digest(signature.encode(), hmac.new(key, signed, "sha256").hexdigest().encode())


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


@lru_cache(maxsize=16)
def _derived(key: bytes, purpose: bytes) -> bytes:
    return hmac.digest(key, b"mostrador.proof." + purpose, "sha256")
