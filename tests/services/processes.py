"""Servers that live as long as a test run."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

STARTS_WITHIN = 30  # seconds; a loaded machine with two cores needs a few
STOPS_WITHIN = 10  # seconds
LOOK_EVERY = 0.02  # seconds


class ServiceMissing(Exception):
    """A test needs a server that this machine does not have: the run fails, nothing is skipped."""


class ServiceFailed(Exception):
    """A server ended, or never answered; says what it wrote."""


@contextmanager
def running(
    command: Sequence[str],
    *,
    log: Path,
    answers: Callable[[], bool],
    user: str | None = None,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the block ends. It also ends with us, however we end."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*_ending_with_us(user), *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=cwd,
            env=environment,
        )
    try:
        _wait_until(answers, process, log)
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def as_user(user: str | None) -> list[str]:
    """What goes before a command so that it runs as another user."""
    if user is None:
        return []
    if tool := shutil.which("setpriv"):
        return [tool, "--reuid", user, "--regid", str(_group(user)), "--clear-groups"]
    if tool := shutil.which("runuser"):
        return [tool, "-u", user, "--"]
    raise ServiceMissing(f"setpriv or runuser is needed to run a server as {user}.")


def _ending_with_us(user: str | None) -> list[str]:
    before = as_user(user)
    if setpriv := shutil.which("setpriv"):
        return [*(before or [setpriv]), "--pdeathsig", "INT"]
    return before


def _group(user: str) -> int:
    import pwd  # there is none on Windows

    return pwd.getpwnam(user).pw_gid


def _wait_until(answers: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while not answers():
        if process.poll() is not None:
            raise ServiceFailed(f"{process.args} ended with {process.returncode}:\n{log.read_text(errors='replace')}")
        if time.monotonic() > deadline:
            raise ServiceFailed(f"{process.args} does not answer:\n{log.read_text(errors='replace')}")
        time.sleep(LOOK_EVERY)


def unprivileged_user() -> str | None:
    """Whom to run a server as that refuses to be root; nobody in particular where we are not root ourselves."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return None
    import pwd

    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
