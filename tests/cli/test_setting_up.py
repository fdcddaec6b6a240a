"""An owner installs Mostrador, for the first time and again."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

from command_line import SCRIPT, Installation


def everything_under(folder: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_an_owner_sets_a_shop_up_and_is_shown_everything_once(anywhere: Installation) -> None:
    answers = "Loza\nlola@loza.example\nLola\n"
    said = anywhere.runs("init", typed=answers)
    assert SCRIPT.search(said)
    for shown in ("API key             mk_", "identity secret     ", "password            ", "lola@loza.example"):
        assert shown in said
    again = anywhere.runs("init")
    assert "nothing was changed" in again
    assert "mk_" not in again
    assert len(anywhere.runs("shop", "list").splitlines()) == 1


def test_a_second_init_changes_no_byte(untouched: Installation) -> None:
    """S-20: what sets up answers nothing after the set-up."""
    untouched.begins()
    before = everything_under(untouched.folder)
    said = untouched.begins()
    assert said == {"already": True}
    after = everything_under(untouched.folder)
    assert {name for name in after if not name.endswith(("-wal", "-shm"))} == set(before)
    assert all(after[name] == content for name, content in before.items())


def test_two_installations_share_no_secret(tmp_path: Path) -> None:
    """S-22"""
    homes = [Installation(tmp_path / name) for name in ("one", "other")]
    found = []
    for home in homes:
        home.folder.mkdir()
        said = home.begins()
        keys = {file.read_bytes() for file in (home.data / "secrets").iterdir()}
        found.append(keys | {said["api_key"], said["identity_secret"], said["password"]})
    assert not found[0] & found[1]


def test_nobody_else_on_the_machine_reads_what_init_wrote(untouched: Installation) -> None:
    untouched.begins()
    for path in [untouched.data, *untouched.data.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_the_database_holds_no_secret_that_opens_anything(untouched: Installation) -> None:
    said = untouched.begins()
    with closing(sqlite3.connect(untouched.data / "mostrador.sqlite3")) as database:
        content = "\n".join(database.iterdump())
    for secret in ("api_key", "identity_secret", "password"):
        assert said[secret] not in content
        assert said[secret].encode().hex() not in content.lower()


def test_init_finishes_what_was_interrupted_before_the_first_shop(untouched: Installation) -> None:
    untouched.runs("migrate")
    assert untouched.begins()["already"] is False


def test_a_known_weak_secret_is_refused(untouched: Installation) -> None:
    """S-22"""
    untouched.begins()
    (untouched.data / "secrets" / "forms.key").write_bytes(b"\0" * 32)
    assert "forms.key must hold 32 random bytes" in untouched.runs("shop", "list", fails=2)


def test_an_origin_that_is_a_pattern_is_refused_and_nothing_is_set_up(untouched: Installation) -> None:
    words = ("--shop", "Loza", "--email", "lola@loza.example", "--name", "Lola", "--origin", "https://*.example")
    assert "would let in pages of others" in untouched.runs("init", *words, fails=1)
    assert untouched.begins()["already"] is False
