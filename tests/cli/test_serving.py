"""The server as a process: it starts, listens, answers what it accepted, and stops."""

import json
import shutil
import signal
import socket
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from command_line import PATIENCE, Installation
from sqlalchemy import text

from mostrador.cli.databases import bring_up_to_date
from mostrador.cli.office import database_revision
from mostrador.cli.serving import prepare
from mostrador.errors import Misconfigured
from mostrador.storage import migrate

LATER = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9999", "{before}", None, None


def upgrade() -> None:
    op.create_table("later", sa.Column("id", sa.Text(), primary_key=True))
"""
HALF = b'{"boot":'
REST = b' "nothing of ours"}'


def test_a_server_that_is_told_to_stop_answers_what_it_accepted(anywhere: Installation) -> None:
    anywhere.begins()
    with (
        anywhere.serves(stops=False) as server,
        closing(socket.create_connection(("127.0.0.1", anywhere.port))) as line,
    ):
        head = f"POST /widget/api/visitors HTTP/1.1\r\nHost: 127.0.0.1:{anywhere.port}\r\n"
        length = f"Content-Type: application/json\r\nContent-Length: {len(HALF + REST)}\r\nExpect: 100-continue\r\n\r\n"
        line.sendall((head + length).encode())
        assert b"100 Continue" in line.recv(4096)  # so the server reads the body now
        line.sendall(HALF)
        server.send_signal(signal.SIGTERM)
        _wait_until_closed(anywhere.port)
        line.sendall(REST)
        answer = _everything(line)
        assert b"HTTP/1.1 401" in answer
        assert b"boot_expired" in answer
        assert server.wait(PATIENCE) == 0


def _wait_until_closed(port: int) -> None:
    """The server takes no new connections any more."""
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionResetError:  # it stopped listening while we stood in its queue
            continue
        except ConnectionRefusedError:
            return


def _everything(line: socket.socket) -> bytes:
    line.settimeout(PATIENCE)
    read = b""
    while more := line.recv(4096):
        read += more
    return read


def test_a_server_behind_a_proxy_listens_on_a_socket_for_its_group(installation: Installation) -> None:
    installation.begins()
    path = installation.folder / "mostrador.sock"
    installation.settings |= {"unix_socket": str(path), "trusted_proxies": "unix"}
    path.write_text("somebody's")
    assert "is there, and is no socket" in installation.runs("serve", fails=2)
    assert path.read_text() == "somebody's"
    path.unlink()
    process = subprocess.Popen(
        installation.command("serve"),
        cwd=installation.folder,
        env=installation.environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr
        while "listening on" not in process.stderr.readline():
            assert process.poll() is None
        assert path.stat().st_mode & 0o777 == 0o660
        with httpx.Client(transport=httpx.HTTPTransport(uds=str(path)), trust_env=False) as proxy:
            assert proxy.get(f"{installation.url}/healthz").text == "alive\n"
            forged = proxy.get(f"{installation.url}/healthz", headers={"X-Forwarded-For": "evil"})
            assert forged.status_code == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    finally:
        process.kill()
        process.communicate()


def test_a_server_without_a_database_says_what_to_run(anywhere: Installation) -> None:
    assert "run `mostrador init` first" in anywhere.runs("serve", fails=2)


def test_a_port_that_is_taken_is_said_in_one_sentence(installation: Installation) -> None:
    installation.begins()
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", installation.port))
        taken.listen()
        said = installation.runs("serve", fails=2)
    assert said == f"Error: The server cannot listen on 127.0.0.1:{installation.port}: Address already in use.\n"


def test_secrets_that_others_can_read_stop_the_start(installation: Installation) -> None:
    installation.begins()
    (installation.data / "secrets").chmod(0o755)
    assert "can be read by others" in installation.runs("serve", fails=2)


def test_the_log_is_json_and_says_nothing_of_whom(installation: Installation) -> None:
    installation.begins()
    with installation.serves() as server:
        httpx.get(f"{installation.url}/c/cnv_secretsecretsecr?email=ana@example.com", trust_env=False)
        server.send_signal(signal.SIGTERM)
        assert server.stderr
        said = server.stderr.read()
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert any(line.get("event") == "request" for line in lines)
    assert "ana@example.com" not in said
    assert "secretsecretsecr" not in said


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The code is newer than the database by one migration."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrate.FOLDER, folder)
    (folder / "versions" / "9999_later.py").write_text(LATER.format(before=migrate.newest()))
    monkeypatch.setattr(migrate, "FOLDER", folder)


def test_an_old_sqlite_database_is_saved_and_migrated_by_itself(
    installation: Installation, request: pytest.FixtureRequest
) -> None:
    installation.begins()
    request.getfixturevalue("next_version")
    settings = installation.as_settings()
    prepare(settings)
    assert database_revision(settings) == "9999"
    [kept] = (installation.data / "backups").iterdir()
    assert kept.name.endswith("before-9999.sqlite3")
    with closing(sqlite3.connect(kept)) as copy:
        assert copy.execute("SELECT name FROM shop").fetchall() == [("Loza",)]
    prepare(settings)
    assert len(list((installation.data / "backups").iterdir())) == 1


def test_an_old_postgresql_database_asks_to_be_migrated(
    on_postgresql: Installation, request: pytest.FixtureRequest
) -> None:
    on_postgresql.begins()
    request.getfixturevalue("next_version")
    settings = on_postgresql.as_settings()
    with pytest.raises(Misconfigured, match="run `mostrador migrate`"):
        prepare(settings)
    bring_up_to_date(settings)
    assert database_revision(settings) == "9999"
    [kept] = (on_postgresql.data / "backups").iterdir()
    assert kept.name.endswith("before-9999.dump")


def test_a_database_of_a_newer_version_is_left_alone(anywhere: Installation) -> None:
    anywhere.begins()
    engine = migrate.engine_for(anywhere.as_settings().database)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'later'"))
    engine.dispose()
    for command in ("serve", "migrate", "init"):
        assert "of a newer Mostrador" in anywhere.runs(command, fails=2)


@pytest.mark.parametrize("header", ["evil.example", "127.0.0.1", ""])
def test_another_host_is_refused(installation: Installation, header: str) -> None:
    installation.begins()
    with installation.serves():
        answer = httpx.get(f"{installation.url}/console/login", headers={"Host": header}, trust_env=False)
    assert answer.status_code == 400
