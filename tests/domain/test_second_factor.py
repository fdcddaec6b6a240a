"""Codes of an app, and codes on paper."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyotp import TOTP

from mostrador.domain import recovery, totp

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
RFC = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_the_vectors_of_rfc_6238(seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert totp.matching_step(RFC, code, at, after=None) == seconds // 30


def test_a_code_counts_a_step_early_and_a_step_late_but_never_again() -> None:
    step = int(NOON.timestamp()) // 30
    code = TOTP(RFC).generate_otp(step)
    for late in (-30, 0, 30):
        assert totp.matching_step(RFC, code, NOON + timedelta(seconds=late), after=None) == step
    assert totp.matching_step(RFC, code, NOON + timedelta(seconds=60), after=None) is None
    assert totp.matching_step(RFC, code, NOON, after=step) is None
    assert totp.matching_step(RFC, code, NOON, after=step - 1) == step


@given(st.text(max_size=30))
def test_whatever_is_typed_is_no_code(typed: str) -> None:
    right = {TOTP(RFC).generate_otp(int(NOON.timestamp()) // 30 + shift) for shift in (-1, 0, 1)}
    found = totp.matching_step(RFC, typed, NOON, after=None)
    assert (found is not None) == ("".join(typed.split()) in right)


def test_ten_recovery_codes_all_different_and_read_in_any_spelling() -> None:
    codes = recovery.codes(bytes(range(recovery.ENTROPY_BYTES)))
    assert len(set(codes)) == 10
    key, agent = b"k" * 32, "agt_bobobobobobobobo"
    digest = recovery.digest(key, agent, codes[0])
    assert recovery.digest(key, agent, codes[0].lower().replace("-", " ")) == digest
    assert recovery.digest(key, "agt_eveeveeveeveevee", codes[0]) != digest, "another agent's is another code"
    assert recovery.digest(b"x" * 32, agent, codes[0]) != digest, "without the key nobody can try them out"
