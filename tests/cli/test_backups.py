"""The database is saved while the server runs, and put back on a bad day."""

import asyncio
import stat
from datetime import timedelta

import httpx
import pytest
from command_line import Installation
from sqlalchemy import Connection, select

from mostrador.actions import callers, erasure, visitors
from mostrador.clock import SystemClock
from mostrador.desk import Desk, open_desk
from mostrador.domain import keys as api_keys
from mostrador.domain.session import digest
from mostrador.errors import TokenInvalid
from mostrador.storage import customers, keys, members, meta, schema, shops
from mostrador.storage import visitors as visitors_stored

LOLA = digest("lola's session")


def at_desk(installation: Installation, work: object) -> object:
    """Do something at the desk of a server that is not running."""

    async def run() -> object:
        desk = open_desk(installation.as_settings(), SystemClock())
        try:
            return await work(desk)  # type: ignore[operator]
        finally:
            await desk.close()

    return asyncio.run(run())


def log_in(installation: Installation, shop: str) -> tuple[str, str]:
    """Lola logs in, a shopper opens a form; return the store's epoch and the form's token."""

    async def work(desk: Desk) -> tuple[str, str]:
        now = desk.clock.now()

        def write(tx: Connection) -> str:
            [lola] = members.of_shop(tx, shop)
            members.add_session(tx, LOLA, agent_id=lola.id, shop=shop, at=now, expires_at=now + timedelta(days=1))
            return meta.find(tx, meta.STORE_EPOCH) or ""

        epoch = await desk.db.write(write)
        return epoch, desk.tokens.sign("form", {"shop": shop}, now)

    return at_desk(installation, work)  # type: ignore[return-value]


def test_a_backup_is_taken_while_the_server_runs_and_brings_back_what_was_there(anywhere: Installation) -> None:
    shop = anywhere.begins()["shop"]
    epoch, token = log_in(anywhere, shop)
    with anywhere.serves():
        file = anywhere.runs("backup").strip()
        anywhere.runs("shop", "add", "Opened later")
        assert "A server runs on this database" in anywhere.runs("restore", file, "--yes", fails=2)
    assert stat.S_IMODE((anywhere.folder / file).stat().st_mode) == 0o600

    said = anywhere.runs("restore", file, "--yes")
    assert "Sessions, links and open forms have ended" in said
    assert anywhere.runs("shop", "list").count("\n") == 1

    async def look(desk: Desk) -> None:
        now = desk.clock.now()
        assert await desk.db.read(lambda tx: members.by_session(tx, LOLA, at=now)) is None
        assert await desk.db.read(lambda tx: meta.find(tx, meta.STORE_EPOCH)) not in {None, epoch}
        with pytest.raises(TokenInvalid):
            desk.tokens.read("form", token, now)
        assert await desk.db.read(lambda tx: shops.find(tx, shop))
        written = await desk.db.read(lambda tx: list(tx.execute(select(schema.audit.c.action)).scalars()))
        assert written[-1] == "database.restored"

    at_desk(anywhere, look)
    assert any("before-restore" in kept.name for kept in (anywhere.data / "backups").iterdir())
    with anywhere.serves():
        assert httpx.get(f"{anywhere.url}/readyz", trust_env=False).status_code == 200


def test_a_shoppers_token_of_before_is_nobodys_after_a_restore(installation: Installation) -> None:
    shop = installation.begins()["shop"]

    async def admit(desk: Desk) -> str:
        return (await visitors.admit(desk, visitors.boot(desk, shop))).token

    token = at_desk(installation, admit)
    installation.runs("restore", installation.runs("backup").strip(), "--yes")

    async def look(desk: Desk) -> object:
        now = desk.clock.now()
        return await desk.db.read(lambda tx: visitors_stored.by_token(tx, visitors.digest(str(token)), at=now))

    assert at_desk(installation, look) is None


def test_the_backup_leaves_the_secrets_out_and_they_have_a_file_of_their_own(installation: Installation) -> None:
    said = installation.begins()
    backup = installation.folder / installation.runs("backup").strip()
    content = backup.read_bytes()
    keys = [file.read_bytes() for file in (installation.data / "secrets").iterdir()]
    assert not any(key in content for key in keys)
    assert said["identity_secret"].encode() not in content
    secrets = installation.folder / installation.runs("backup", "--secrets").strip()
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o600
    assert secrets.parent != backup.parent


def test_a_lost_machine_comes_back_from_both_files(installation: Installation) -> None:
    installation.begins()
    backup, secrets = installation.runs("backup").strip(), installation.runs("backup", "--secrets").strip()
    (installation.folder / backup).rename(installation.folder / "kept.sqlite3")
    for file in sorted(installation.data.rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    installation.runs("restore", "kept.sqlite3", "--secrets", secrets, "--yes")
    assert "Loza" in installation.runs("shop", "list")
    said = installation.runs("doctor", fails=1)
    assert "audit log: every entry follows the one before it" in said


def test_what_is_no_backup_is_refused_and_changes_nothing(anywhere: Installation) -> None:
    anywhere.begins()
    wrong = anywhere.folder / "wrong.bin"
    wrong.write_bytes(b"not a database" * 1000)
    assert "is no backup of" in anywhere.runs("restore", "wrong.bin", "--yes", fails=2)
    assert "is no file of Mostrador's secrets" in anywhere.runs(
        "restore", "wrong.bin", "--secrets", "wrong.bin", "--yes", fails=2
    )
    assert "Loza" in anywhere.runs("shop", "list")


def test_a_folder_that_takes_no_backup_is_named(installation: Installation) -> None:
    installation.begins()
    (installation.folder / "taken").touch()
    for words in (("backup",), ("backup", "--secrets")):
        said = installation.runs(*words, "--to", "taken/copies", fails=2)
        assert said == "Error: taken/copies: Not a directory.\n"


def test_a_restore_asks_first(installation: Installation) -> None:
    installation.begins()
    file = installation.runs("backup").strip()
    installation.runs("restore", file, fails=1, typed="n\n")
    assert [kept.name for kept in (installation.data / "backups").iterdir()] == [file.rsplit("/", 1)[1]]


def test_a_backup_that_is_damaged_inside_changes_nothing_and_says_so(installation: Installation) -> None:
    installation.begins()
    backup = installation.folder / installation.runs("backup").strip()
    whole = bytearray(backup.read_bytes())
    whole[len(whole) // 3 : len(whole) // 2] = b"\xff" * (len(whole) // 2 - len(whole) // 3)
    broken = installation.folder / "broken.sqlite3"
    broken.write_bytes(whole)
    before = (installation.data / "mostrador.sqlite3").read_bytes()
    said = installation.runs("restore", "broken.sqlite3", "--yes", fails=2)
    assert "nothing was changed" in said or "is no backup" in said
    assert "Traceback" not in said
    assert not (installation.data / "restoring.sqlite3").exists()
    assert (installation.data / "mostrador.sqlite3").read_bytes() == before


def test_r10_whoever_was_forgotten_stays_so_when_an_older_backup_is_put_back(anywhere: Installation) -> None:
    shop = anywhere.begins()["shop"]
    key = "a key"

    async def tell(desk: Desk) -> None:
        now = desk.clock.now()

        def write(tx: Connection) -> None:
            for who, name in (("7", "Ana"), ("8", "Eva")):
                customers.add(tx, shop, desk.new("cus"), name=name, language="es", at=now, external_id=who)
            scopes = ["customers:erase"]
            keys.add(tx, shop, "key_1", name="shop", scopes=scopes, digest=api_keys.digest(key), hint="", at=now)

        await desk.db.write(write)

    async def forget(desk: Desk) -> None:
        await erasure.erase(desk, await callers.known(desk, key, "192.0.2.1"), "7")

    async def names(desk: Desk) -> list[str]:
        statement = select(schema.customer.c.name).order_by(schema.customer.c.name)
        return await desk.db.read(lambda tx: list(tx.execute(statement).scalars()))

    at_desk(anywhere, tell)
    older = anywhere.runs("backup").strip()
    at_desk(anywhere, forget)
    newer = anywhere.runs("backup").strip()
    assert "Forgotten again, as the journal of erasures says: 1." in anywhere.runs("restore", older, "--yes")
    assert at_desk(anywhere, names) == ["", "Eva"]
    assert "Forgotten again" not in anywhere.runs("restore", newer, "--yes")
