"""The installation's own secrets: made at the first start, kept in a folder of their own, never in the database."""

import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mostrador.errors import Misconfigured

NAMES = ("forms", "links", "proof", "sealing", "audit", "push")
LASTING = ("sealing", "audit")  # what is in the database already stands under these
KEY_BYTES = 32
NONCE_BYTES = 12  # NIST SP 800-38D, 8.2.2: random 96-bit nonces


class Keyring:
    """
    One key for each purpose, 256 bits each, and the seal for secrets that the database has to hold.

    `seal` and `open` are AES-256-GCM with the row's id as associated data, so that a sealed value
    moved to another row does not open.
    """

    def __init__(self, keys: dict[str, bytes]) -> None:
        self.forms = keys["forms"]
        self.links = keys["links"]
        self.proof = keys["proof"]
        self.audit = keys["audit"]
        self.push = keys["push"]
        self._aead = AESGCM(keys["sealing"])

    @classmethod
    def load_again(cls, folder: Path) -> "Keyring":
        """The keys of an installation that has begun. Raises `Misconfigured` where there are none."""
        if not any(folder.glob("*.key")):
            raise Misconfigured(f"There are no secrets in {folder}. Restore them from your backup of the secrets.")
        return cls.load(folder)

    @classmethod
    def load(cls, folder: Path) -> "Keyring":
        """
        Read the keys from their folder, making what is missing.

        Raises `Misconfigured` if others can read it, or if it has lost a key that nothing new can stand in for.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.stat().st_mode & 0o077:
            raise Misconfigured(f"{folder} can be read by others: chmod 700 {folder}")
        lost = [name for name in LASTING if not (folder / f"{name}.key").exists()]
        if lost and any(folder.glob("*.key")):
            raise Misconfigured(f"{folder / lost[0]}.key is missing. Restore it from your backup of the secrets.")
        return cls({name: _read_or_make(folder / f"{name}.key") for name in NAMES})

    def seal(self, plain: bytes, row: str) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, plain, row.encode())

    def open(self, sealed: bytes, row: str) -> bytes:
        try:
            return self._aead.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], row.encode())
        except InvalidTag:
            raise Misconfigured(f"The secret of {row} was sealed with another sealing.key.") from None


def _read_or_make(path: Path) -> bytes:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        key = path.read_bytes()
    else:
        key = secrets.token_bytes(KEY_BYTES)
        with os.fdopen(descriptor, "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
    if len(key) != KEY_BYTES or len(set(key)) == 1:
        raise Misconfigured(f"{path} must hold {KEY_BYTES} random bytes. Restore it from your backup of the secrets.")
    return key
