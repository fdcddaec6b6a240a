"""
Links that stand in mails, or in a shop's own page: an HMAC over (purpose, row id, version), so that no table holds the
link itself.

A retry of a mail makes the same link again; one purpose's link is nothing to another.
"""

import base64
import hashlib
import hmac
from typing import Literal

Purpose = Literal["conversation", "reset", "invitation", "survey", "survey_page", "unsubscribe"]
"""`survey` stands in a mail, `survey_page` in the shop's own page."""
TOKEN_LENGTH = 20 + 1 + 43  # an id, a dot, 256 bits in base64url


def make(key: bytes, purpose: Purpose, row: str, version: int) -> str:
    """Return the token that stands in the link's fragment: `lnk_….<mac>`."""
    mac = hmac.new(key, f"{purpose}\0{row}\0{version}".encode(), hashlib.sha256).digest()
    return f"{row}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def digest(token: str) -> bytes:
    """Return what the table keeps, and finds the row by: nobody can time a guess at it."""
    return hashlib.sha256(token.encode()).digest()
