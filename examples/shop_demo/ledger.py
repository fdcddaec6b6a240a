"""What the demo has to remember of its first start: its people's passwords and the secrets that both sides know."""

import os
from pathlib import Path

import msgspec

LEDGER = "demo.json"


class Account(msgspec.Struct, frozen=True):
    name: str
    role: str
    email: str
    password: str


class Hook(msgspec.Struct, frozen=True):
    """Where the help server tells the shop what happens, by which id it knows that address, and what it signs with."""

    id: str
    url: str
    secret: str


class Ledger(msgspec.Struct, frozen=True):
    """The demo's own secrets: a real shop keeps its identity secret, and nobody keeps passwords."""

    shop: str
    identity_key_id: str
    identity_secret: str
    api_key: str
    hook: Hook
    agents: list[Account]
    customer: Account


def exists(folder: Path) -> bool:
    return (folder / LEDGER).exists()


def read(folder: Path) -> Ledger:
    try:
        return msgspec.json.decode((folder / LEDGER).read_bytes(), type=Ledger)
    except msgspec.DecodeError:
        raise SystemExit(f"{folder} is of another version of the demo. Remove it, and start again.") from None


def write(folder: Path, ledger: Ledger) -> None:
    """Write it in one step, for nobody else's eyes."""
    new = folder / f"{LEDGER}.new"
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(ledger)))
    new.replace(folder / LEDGER)
