"""Browsers that somebody has logged in with: they knock by an allowance of their own, which no stranger uses up."""

import hashlib
import hmac
from typing import Any

from mostrador.desk import Desk
from mostrador.domain import addresses
from mostrador.errors import Refusal

MOST_ACCOUNTS = 8  # that one browser is known for; an office's shared machine may have some


def folded(email: str) -> str:
    """What is typed, as addresses are stored; what is none matches nobody, after the same work."""
    try:
        return addresses.email(email).lower()
    except ValueError:
        return email.strip().lower()[:320]


def account(desk: Desk, email: str) -> str:
    """An account by what is typed, whether it exists or not, and not to be read back."""
    return hmac.new(desk.keyring.forms, f"account\0{folded(email)}".encode(), hashlib.sha256).hexdigest()[:24]


def find(desk: Desk, known: str, of_account: str) -> str | None:
    """What this browser's attempts for this account are counted by; None where it is a stranger to it."""
    browser = _read(desk, known)
    return f"{browser['id']} {of_account}" if browser and of_account in browser["accounts"] else None


def remember(desk: Desk, known: str, of_account: str) -> str:
    """Make the token that says that this browser has logged in with this account, and those before it."""
    browser = _read(desk, known) or {"id": desk.random(12).hex(), "accounts": []}
    others = [each for each in browser["accounts"] if each != of_account]
    payload = {"id": browser["id"], "accounts": [of_account, *others][:MOST_ACCOUNTS]}
    return desk.tokens.sign("browser", payload, desk.clock.now())


def _read(desk: Desk, known: str) -> dict[str, Any] | None:
    if not known:
        return None
    try:
        return desk.tokens.read("browser", known, desk.clock.now())
    except Refusal:
        return None
