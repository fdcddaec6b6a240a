"""Who an installation is to a push service: one key of its own, as long as its secrets last."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mostrador.desk import contact
from mostrador.gateways.keyring import Keyring
from mostrador.gateways.vapid import Vapid
from mostrador.settings import Settings
from push_browser import decoded, vouched
from services.far_server import Request

NOON = datetime(2026, 10, 1, 12, tzinfo=UTC)


def note(vapid: Vapid, endpoint: str) -> dict[str, object]:
    return vouched(Request("", {"authorization": vapid.authorization(endpoint, at=NOON)}, b""))[0]


def test_the_key_stays_over_a_restart_and_no_other_installation_has_it(tmp_path: Path):
    first, again, other = (Vapid(Keyring.load(tmp_path / name).push, "mailto:a@b.example") for name in ("a", "a", "b"))
    assert first.public == again.public != other.public
    assert decoded(first.public)[:1] == b"\x04"  # an uncompressed point, as browsers want it
    assert len(decoded(first.public)) == 65


@pytest.mark.parametrize(
    ("endpoint", "audience"),
    [
        ("https://push.example/send/abc?d=e", "https://push.example"),
        ("https://push.example:8443/send/abc", "https://push.example:8443"),
    ],
)
def test_a_note_is_for_one_push_service_and_half_a_day(endpoint: str, audience: str):
    claims = note(Vapid(b"k" * 32, "https://help.example"), endpoint)
    until = int((NOON + timedelta(hours=12)).timestamp())
    assert claims == {"aud": audience, "exp": until, "sub": "https://help.example"}


def test_a_push_service_turns_to_the_address_that_people_know_or_to_the_sender_of_mails():
    assert contact(Settings(public_url="https://help.example/chat")) == "https://help.example/chat"
    assert contact(Settings(mail_from="hola@loza.example")) == "mailto:hola@loza.example"
