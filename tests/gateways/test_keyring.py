"""The installation's own secrets, and what happens when one is lost."""

from pathlib import Path

import pytest

from mostrador.errors import Misconfigured
from mostrador.gateways.keyring import Keyring


def test_the_first_start_makes_the_keys_and_the_next_one_reads_them(tmp_path: Path):
    sealed = Keyring.load(tmp_path / "secrets").seal(b"a second factor", "agt_1")
    assert Keyring.load(tmp_path / "secrets").open(sealed, "agt_1") == b"a second factor"


@pytest.mark.parametrize("lost", ["sealing", "audit"])
def test_a_lost_key_that_the_database_needs_is_asked_for_and_not_made_anew(tmp_path: Path, lost: str):
    Keyring.load(tmp_path / "secrets")
    (tmp_path / "secrets" / f"{lost}.key").unlink()
    with pytest.raises(Misconfigured, match=f"{lost}.key is missing. Restore it from your backup"):
        Keyring.load(tmp_path / "secrets")
    assert not (tmp_path / "secrets" / f"{lost}.key").exists()


def test_a_key_that_only_signs_what_passes_is_made_anew(tmp_path: Path):
    Keyring.load(tmp_path / "secrets")
    (tmp_path / "secrets" / "forms.key").unlink()
    Keyring.load(tmp_path / "secrets")
    assert (tmp_path / "secrets" / "forms.key").exists()


def test_an_installation_that_has_lost_all_its_secrets_is_not_given_others(tmp_path: Path):
    with pytest.raises(Misconfigured, match="There are no secrets in"):
        Keyring.load_again(tmp_path / "secrets")
