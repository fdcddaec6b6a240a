"""Runs the peer: django-helpdesk under gunicorn, with one worker, in an environment of its own."""

import asyncio
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlencode

from bench.counter import cpu_seconds, free_port, process
from bench.load import Outcome, send

ROOT = Path(__file__).parents[1]
ENVIRONMENT = ROOT / ".venv-bench"
PACKAGES = ("django-helpdesk==2.6.1", "gunicorn>=23", "setuptools")
CONNECTIONS = 8  # a synchronous worker takes one at a time; more only wait


def measure(count: int) -> tuple[Outcome, float]:
    """Send so many forms; the answers, and the microseconds of processor that the peer used for each."""
    _install()
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "PYTHONPATH": str(ROOT),
            "PEER_DATABASE": str(Path(folder) / "peer.sqlite3"),
            "DJANGO_SETTINGS_MODULE": "bench.peer.site",
        }
        python, port = str(ENVIRONMENT / "bin" / "python"), free_port()
        made = subprocess.run(
            [python, "-m", "bench.peer.prepare"], env=environment, check=True, capture_output=True, text=True
        )
        requests = [_post(port, made.stdout.split()[-1], number) for number in range(count)]
        command = [python, "-m", "gunicorn", "-w", "1", "-b", f"127.0.0.1:{port}", "bench.peer.wsgi"]
        with process(command, port, "/", environment) as server:
            worker = _child(server.pid)
            before = cpu_seconds(worker)
            outcome = asyncio.run(send(port, requests, CONNECTIONS))
            cpu = (cpu_seconds(worker) - before) / count * 1e6
    if outcome.statuses[302] != count:
        raise SystemExit(f"The peer is void: {dict(outcome.statuses)}.")
    return outcome, cpu


def _install() -> None:
    if (ENVIRONMENT / "bin" / "gunicorn").exists():
        return
    print("Installing the peer (django-helpdesk) into .venv-bench …", file=sys.stderr)
    subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True)
    subprocess.run([str(ENVIRONMENT / "bin" / "pip"), "install", "-q", *PACKAGES], check=True)


def _post(port: int, queue: str, number: int) -> bytes:
    body = urlencode(
        {
            "queue": queue,
            "title": f"Pedido {number}",
            "body": f"Hola, ¿dónde está mi pedido {number}? Gracias.",
            "submitter_email": f"{number}@example.com",
            "priority": "3",
        }
    ).encode()
    return (
        f"POST /tickets/submit_iframe/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    ).encode() + body


def _child(pid: int) -> int:
    """The process that does the work: gunicorn's master only watches."""
    [child] = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(child)
