"""
The code by which somebody shows that an order's mailbox is theirs: made anew from what stands in its row, kept nowhere.

A retry of the mail carries the same code; one row's code is nothing to another.
"""

import hashlib
import hmac
import unicodedata
from datetime import timedelta

LIFE = timedelta(minutes=10)
TRIES = 5  # one in twenty million of guessing it
OPEN = timedelta(hours=24)  # that an order stays open to the browser which proved it
DIGITS = 8
LONGEST_NUMBER = 64  # characters
BLOCK = 4  # bytes that make one attempt at a code
BELOW = 2**32 // 10**DIGITS * 10**DIGITS  # what lies beyond would make some codes likelier than others


def make(key: bytes, row: str, version: int) -> str:
    """
    Return the eight digits, any as likely as another: HMAC-SHA-256 over (purpose, row, version), four bytes at a time,
    the first that fall below a multiple of 10⁸.
    """
    for turn in range(256):  # one in 2·10¹³ needs a second
        block = hmac.new(key, f"order_code\0{row}\0{version}\0{turn}".encode(), hashlib.sha256).digest()
        for start in range(0, len(block), BLOCK):
            number = int.from_bytes(block[start : start + BLOCK])
            if number < BELOW:
                return f"{number % 10**DIGITS:0{DIGITS}}"
    raise AssertionError("No code in 2,048 attempts: HMAC-SHA-256 is broken.")


def is_it(made: str, typed: str) -> bool:
    """Whether somebody typed this code, grouped however they like; takes as long when it is wrong."""
    digits = "".join(each for each in typed if each.isascii() and each.isdecimal())
    return hmac.compare_digest(made.encode(), digits.encode())


def grouped(code: str) -> str:
    """As a mail shows it: `1234 5678`."""
    return f"{code[: DIGITS // 2]} {code[DIGITS // 2 :]}"


def number(typed: str) -> str:
    """The order number that somebody means: without what came along when it was pasted, and without its #."""
    seen = "".join(each for each in typed if unicodedata.category(each)[0] != "C")
    return unicodedata.normalize("NFC", seen).strip().removeprefix("#")


def digest(key: bytes, shop: str, number: str) -> bytes:
    """What is kept of a number; keyed, so that nobody reads from the table which orders people asked for."""
    return hmac.new(key, f"order_number\0{shop}\0{number.upper()}".encode(), hashlib.sha256).digest()
