"""
Who was erased, beside the database: one line each, appended and never changed, so that a restored backup forgets again.

A line names nobody: the erasure's own id, the shop, and a keyed digest of the shop's id of the person.
"""

import hashlib
import hmac
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec

NAME = "erasures.jsonl"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """`digest` is `digest()` of the shop's own id for the customer, in hexadecimal."""

    id: str
    at: datetime
    shop: str
    digest: str


def digest(key: bytes, shop: str, customer: str) -> str:
    """What stands for a customer in the journal; without the installation's key it says nothing."""
    return hmac.new(key, f"{shop}\0{customer}".encode(), hashlib.sha256).hexdigest()


def append(folder: Path, entries: Sequence[Entry]) -> None:
    """Write them down, on disk before this returns. A line that a crash cut off spoils no other."""
    if not entries:
        return
    lines = b"".join(b"\n" + msgspec.json.encode(each) for each in entries) + b"\n"
    file = os.open(folder / NAME, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(file, lines)
        os.fsync(file)
    finally:
        os.close(file)


def read(folder: Path) -> list[Entry]:
    """All that was written; half a line is of an erasure that never began."""
    try:
        lines = (folder / NAME).read_bytes().splitlines()
    except FileNotFoundError:
        return []
    return [each for line in lines if line and (each := _entry(line))]


def _entry(line: bytes) -> Entry | None:
    try:
        return msgspec.json.decode(line, type=Entry)
    except msgspec.DecodeError:
        return None
