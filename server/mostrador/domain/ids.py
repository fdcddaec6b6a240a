"""Public ids and codes: opaque, prefixed, made from randomness that is handed in."""

import base64

ID_BYTES = 10  # 80 bits: a billion ids collide with a chance of one in two million
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that looks or sounds like another on the phone
CODE_LENGTH = 6


def public_id(prefix: str, entropy: bytes) -> str:
    """`cnv_` and sixteen base-32 characters from ten random bytes."""
    return f"{prefix}_{base64.b32encode(entropy[:ID_BYTES]).decode().lower()}"


def code(entropy: bytes) -> str:
    """
    A conversation's short code, grouped to be read aloud: `M-7K3F-92`.

    It never authenticates: 30⁶ (729 million) codes only have to be unique within a shop.
    """
    number = int.from_bytes(entropy)
    letters = []
    for _ in range(CODE_LENGTH):
        number, index = divmod(number, len(CODE_LETTERS))
        letters.append(CODE_LETTERS[index])
    return f"M-{''.join(letters[:4])}-{''.join(letters[4:])}"


def code_typed(typed: str) -> str | None:
    """The code that somebody means, however they group it: `m7k3f 92` is `M-7K3F-92`; None if it cannot be one."""
    letters = "".join(character for character in typed.upper() if character.isalnum()).removeprefix("M")
    if len(letters) == CODE_LENGTH - 1:  # it began with M itself
        letters = "M" + letters
    if len(letters) != CODE_LENGTH or not set(letters) <= set(CODE_LETTERS):
        return None
    return f"M-{letters[:4]}-{letters[4:]}"
