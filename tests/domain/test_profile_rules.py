from typing import Any

import pytest

from mostrador.domain.profile_rules import checked
from mostrador.domain.shop import Hours, Limits, Look, Mail, Profile
from mostrador.errors import FormInvalid

WEEK = Hours().week


def test_what_a_shop_begins_with_keeps_to_the_rules() -> None:
    assert checked(Profile()) == Profile()


@pytest.mark.parametrize(
    ("section", "field"),
    [
        ({"look": Look(color="red")}, "look.color"),
        ({"look": Look(color="#0f766e\n")}, "look.color"),
        ({"look": Look(greeting={"de": "Hallo"})}, "look.greeting.de"),
        ({"look": Look(greeting={"es": "a\nb"})}, "look.greeting.es"),
        ({"look": Look(logo="https://evil.example/logo.png")}, "look.logo"),
        ({"look": Look(logo="data:image/svg+xml;base64,PHN2Zz4=")}, "look.logo"),
        ({"look": Look(position="top")}, "look.position"),  # type: ignore[arg-type]
        ({"languages": ()}, "languages"),
        ({"languages": ("es", "es")}, "languages"),
        ({"languages": ("<b>",)}, "languages"),
        ({"time_zone": "Europe/Atlantis"}, "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
        ({"privacy_url": "javascript:alert(1)"}, "privacy_url"),
        ({"privacy_url": "http://shop.example/privacy"}, "privacy_url"),
        ({"hours": Hours(week=((("18:00", "09:00"),), *WEEK[1:]))}, "hours.week.0"),
        ({"hours": Hours(week=((("09:00", "14:00"), ("13:00", "18:00")), *WEEK[1:]))}, "hours.week.0"),
        ({"hours": Hours(week=((("09:00", "24:30"),), *WEEK[1:]))}, "hours.week.0"),
        ({"hours": Hours(week=((),) * 6)}, "hours.week"),
        ({"hours": Hours(country="XX")}, "hours.country"),
        ({"hours": Hours(region="XX")}, "hours.region"),
        ({"hours": Hours(closed=("2026-02-30",))}, "hours.closed"),
        ({"mail": Mail(sender_name="Lola\r\nBcc: all@example.com")}, "mail.sender_name"),
        ({"limits": Limits(visitor=0)}, "limits.visitor"),
        ({"undo_seconds": 3600}, "undo_seconds"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_field(section: dict[str, Any], field: str) -> None:
    with pytest.raises(FormInvalid) as refused:
        checked(Profile(**section))
    assert list(refused.value.fields) == [field]
