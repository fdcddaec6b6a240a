"""The installation's own secrets, and what happens when one is lost."""

import json
from pathlib import Path

import pytest

from mostrador.errors import Misconfigured
from mostrador.gateways import secrets_file
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


def test_secrets_saved_before_there_were_pushes_are_taken_and_the_key_for_these_made(tmp_path: Path):
    before = Keyring.load(tmp_path / "old")
    secrets_file.save(tmp_path / "old", tmp_path / "saved.json")
    saved = json.loads((tmp_path / "saved.json").read_text())
    del saved["keys"]["push"]
    (tmp_path / "saved.json").write_text(json.dumps(saved))
    secrets_file.load(tmp_path / "saved.json", tmp_path / "new")
    after = Keyring.load(tmp_path / "new")
    assert (after.audit, after.links) == (before.audit, before.links)
    assert after.push != before.push
    del saved["keys"]["sealing"]
    (tmp_path / "saved.json").write_text(json.dumps(saved))
    with pytest.raises(Misconfigured, match="no file of Mostrador's secrets"):
        secrets_file.load(tmp_path / "saved.json", tmp_path / "newer")
