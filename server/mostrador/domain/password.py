"""What we take as a password: long, and not among the first that anybody would try."""

from collections.abc import Sequence

from zxcvbn import zxcvbn

from mostrador.errors import FieldError, Invalid

SHORTEST = 12  # characters
LONGEST = 200
JUDGED = 72  # zxcvbn's own limit; what is longer is judged by its beginning
OWN_LETTERS = 6  # beside what a stranger knows
SAFELY_UNGUESSABLE = 3  # zxcvbn: more than 10^8 guesses, with what is known about the person


def check(password: str, *, known: Sequence[str] = ()) -> None:
    """Raise `Invalid` unless it is one; `known` is what a stranger may know: the address, the name, the shop."""
    if len(password) < SHORTEST:
        raise refused("password_short", f"A password has at least {SHORTEST} characters.")
    if len(password) > LONGEST:
        raise refused("too_long", f"A password has at most {LONGEST} characters.")
    if is_guessable(password, known):
        raise refused("password_common", "This password is among the first that others would try.")


def refused(code: str, detail: str, field: str = "password") -> Invalid:
    return Invalid(detail, code="form_invalid", fields={field: FieldError(code, detail)})


def is_guessable(password: str, known: Sequence[str] = ()) -> bool:
    words = [part for text in known for part in (text, *text.replace("@", " ").replace(".", " ").split()) if part]
    if len(_without(password, words)) < OWN_LETTERS:
        return True
    return bool(zxcvbn(password[:JUDGED], user_inputs=words)["score"] < SAFELY_UNGUESSABLE)


def _without(password: str, words: Sequence[str]) -> str:
    """The letters and digits that a stranger does not know anyway."""
    rest = password.casefold()
    for word in sorted({word.casefold() for word in words if len(word) > 2}, key=len, reverse=True):
        rest = rest.replace(word, "")
    return "".join(letter for letter in rest if letter.isalnum())
