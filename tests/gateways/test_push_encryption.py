"""What is sealed for a browser, against the example that RFC 8291 works through in section 5 and appendix A."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from mostrador.gateways.push_encryption import CURVE, LAST, PADDED, point, record, seal
from push_browser import PushBrowser, decoded

PLAIN = b"When I grow up, I want to be a watermelon"
AUTH, SALT = "BTBZMqHH6r4Tts7J_aSIgg", "DGv6ra1nlYgDCS1FRnbzlw"
OUR_KEY = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
THEIRS = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SEALED = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
    "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_the_example_of_the_rfc_comes_out_to_the_byte():
    own = ec.derive_private_key(int.from_bytes(decoded(OUR_KEY)), CURVE)
    sealed = record(PLAIN + LAST, decoded(THEIRS), decoded(AUTH), decoded(SALT), own)
    assert sealed == decoded(SEALED)


def test_a_browser_reads_what_was_sealed_for_it_and_nobody_learns_how_long_it_was():
    ana, own = PushBrowser(), ec.generate_private_key(CURVE)
    sealed = [seal(text, ana.p256dh, ana.auth, salt=bytes(16), own=own) for text in (b"", PLAIN, b"x" * (PADDED - 1))]
    assert [ana.opens(each) for each in sealed] == [b"", PLAIN, b"x" * (PADDED - 1)]
    assert len({len(each) for each in sealed}) == 1


def test_what_is_too_long_or_for_no_point_of_the_curve_is_not_sealed():
    ana, own = PushBrowser(), ec.generate_private_key(CURVE)
    with pytest.raises(ValueError, match="at most 511 bytes"):
        seal(b"x" * PADDED, ana.p256dh, ana.auth, salt=bytes(16), own=own)
    for wrong in (b"", b"\x04" + bytes(64), point(own.public_key())[:-1]):
        with pytest.raises(ValueError, match=r"."):
            seal(PLAIN, wrong, ana.auth, salt=bytes(16), own=own)
