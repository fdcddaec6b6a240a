"""Proof of work: solved by trying, known to its maker, worth something once and for one form."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import altcha
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostrador.domain import proof
from mostrador.domain.proof import Bound
from mostrador.errors import ProofInvalid, ProofSpent

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
SOON = NOON + timedelta(hours=2)
KEY = b"p" * 32
BOUND = Bound("shop_1", "vis_1", "token")


@pytest.fixture(scope="module")
def challenge() -> dict[str, Any]:
    return proof.challenge(KEY, BOUND, 20, SOON)


def test_a_browser_solves_it_by_trying(challenge: dict[str, Any]):
    found = altcha.solve_challenge(altcha.Challenge.from_dict(challenge))
    assert found is not None
    solution = {"counter": found.counter, "derivedKey": found.derived_key}
    payload = base64.b64encode(json.dumps({"challenge": challenge, "solution": solution}).encode()).decode()
    proof.verify(KEY, BOUND, payload, NOON)


def test_its_maker_knows_the_counter_without_trying(challenge: dict[str, Any]):
    found = altcha.solve_challenge(altcha.Challenge.from_dict(challenge))
    assert found is not None
    assert found.counter == proof.counter(KEY, challenge["parameters"]["data"])
    proof.verify(KEY, BOUND, proof.solve(KEY, challenge), NOON)


def test_altcha_and_we_agree_on_what_solves_it(challenge: dict[str, Any]):
    secrets = {"hmac_key_secret": proof._derived(KEY, b"solution")}
    solved = altcha.verify_solution(proof.solve(KEY, challenge), proof._derived(KEY, b"challenge"), **secrets)
    assert solved.verified
    proof.verify(KEY, BOUND, proof.solve(KEY, challenge), NOON)


def test_only_its_maker_knows_it(challenge: dict[str, Any]):
    with pytest.raises(ProofInvalid):
        proof.verify(KEY, BOUND, proof.solve(b"x" * 32, challenge), NOON)


@pytest.mark.parametrize("field", ["shop", "visitor", "token"])
def test_a_proof_for_something_else_does_not_count(challenge: dict[str, Any], field: str):
    with pytest.raises(ProofSpent):
        proof.verify(KEY, replace(BOUND, **{field: "another"}), proof.solve(KEY, challenge), NOON)


def test_a_proof_that_comes_too_late_does_not_count(challenge: dict[str, Any]):
    proof.verify(KEY, BOUND, proof.solve(KEY, challenge), SOON)
    with pytest.raises(ProofSpent):
        proof.verify(KEY, BOUND, proof.solve(KEY, challenge), SOON + timedelta(seconds=1))


@pytest.mark.parametrize(("parameter", "value"), [("cost", 1), ("keyPrefix", ""), ("data", {"until": 10**12})])
def test_nobody_makes_a_challenge_easier(challenge: dict[str, Any], parameter: str, value: Any):
    eased = {**challenge, "parameters": {**challenge["parameters"], parameter: value}}
    payload = {"challenge": eased, "solution": {"counter": 0, "derivedKey": "00" * 32}}
    with pytest.raises(ProofInvalid):
        proof.verify(KEY, BOUND, base64.b64encode(json.dumps(payload).encode()).decode(), NOON)


def test_a_wrong_solution_is_refused(challenge: dict[str, Any]):
    payload = {"challenge": challenge, "solution": {"counter": 1, "derivedKey": "00" * 32}}
    with pytest.raises(ProofInvalid):
        proof.verify(KEY, BOUND, base64.b64encode(json.dumps(payload).encode()).decode(), NOON)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["challenge", "solution", "parameters", "signature", "data", "nonce", "salt", "counter"])
            | st.text(max_size=4),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON.map(lambda value: base64.b64encode(json.dumps(value).encode()).decode()) | st.text(max_size=40))
def test_noise_is_refused(noise: str):
    with pytest.raises(ProofInvalid):
        proof.verify(KEY, BOUND, noise, NOON)


def test_load_and_suspicion_make_it_harder():
    assert proof.difficulty(0, 0) == proof.EASIEST
    assert proof.difficulty(1, 0) == proof.difficulty(0, 1) == 4 * proof.EASIEST
    assert proof.difficulty(9, 9) == 16 * proof.EASIEST
