"""Recovery codes: ten, each good once, for whoever has lost their second factor."""

import hashlib
import hmac

from mostrador.domain.ids import CODE_LETTERS

HOW_MANY = 10
LENGTH = 10  # letters of thirty: 49 bits
ENTROPY_BYTES = 16 * HOW_MANY


def codes(entropy: bytes) -> tuple[str, ...]:
    """Ten codes to write down: `7K3F9-XW2QD`."""
    chunks = [entropy[16 * place : 16 * place + 16] for place in range(HOW_MANY)]
    return tuple(_code(int.from_bytes(chunk)) for chunk in chunks)


def digest(key: bytes, agent: str, code: str) -> bytes:
    """What is kept of a code. Keyed: 49 bits alone could be tried out by whoever has a copy of the database."""
    letters = "".join(letter for letter in code.upper() if letter in CODE_LETTERS)
    return hmac.new(key, f"recovery\0{agent}\0{letters}".encode(), hashlib.sha256).digest()


def _code(number: int) -> str:
    letters = []
    for _ in range(LENGTH):
        number, index = divmod(number, len(CODE_LETTERS))
        letters.append(CODE_LETTERS[index])
    return f"{''.join(letters[:5])}-{''.join(letters[5:])}"
