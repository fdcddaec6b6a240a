"""The installation's secrets in one file, for a safe place apart from the database's backups."""

import base64
import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from mostrador.errors import Misconfigured
from mostrador.gateways.keyring import KEY_BYTES, LASTING, NAMES

RENEWED = ("forms", "proof")  # what they signed before a restore must not be good after it


def save(folder: Path, target: Path) -> None:
    """Write every key into one file that only its owner reads. Raises `Misconfigured` where the file is there."""
    keys = {name: base64.b64encode(_key(folder, name).read_bytes()).decode() for name in NAMES}
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Misconfigured(f"{target} is there already; it was not touched.") from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.encode({"mostrador": "secrets", "keys": keys}))
        file.flush()
        os.fsync(file.fileno())


def load(source: Path, folder: Path) -> None:
    """Put the keys of such a file into the secrets folder, over those that are there."""
    keys = _read(source)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, key in keys.items():
        _replace(_key(folder, name), key)


def forget_what_signed(folder: Path) -> None:
    """Remove the keys of what a restore revokes; new ones are made at the next start."""
    for name in RENEWED:
        _key(folder, name).unlink(missing_ok=True)


def _read(source: Path) -> Mapping[str, bytes]:
    try:
        found = msgspec.json.decode(source.read_bytes(), type=dict[str, str | dict[str, str]])
        listed = found["keys"]
        assert isinstance(listed, dict)  # noqa: S101 - anything else is not ours
        there = [name for name in NAMES if name in listed or name in LASTING]  # an older file lacks what came later
        keys = {name: base64.b64decode(listed[name], validate=True) for name in there}
    except (OSError, msgspec.MsgspecError, KeyError, ValueError, AssertionError):
        raise Misconfigured(f"{source} is no file of Mostrador's secrets.") from None
    if any(len(key) != KEY_BYTES for key in keys.values()):
        raise Misconfigured(f"{source} is damaged: a key has the wrong length.")
    return keys


def _replace(path: Path, key: bytes) -> None:
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)


def _key(folder: Path, name: str) -> Path:
    return folder / f"{name}.key"
