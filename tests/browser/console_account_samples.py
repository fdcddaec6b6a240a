"""An agent's own account, as its template is handed it."""

from typing import Any

from console_samples import MARTA, NOW, ago, shell
from console_state import State


def account(**more: Any) -> State:
    return State(
        "console/account.html",
        {
            "shell": shell("account"),
            "values": {"name": MARTA["name"], "language": "es"},
            "email": "marta@lola.example",
            "two_factor": {"on": False, "required": False, "codes_left": 0},
            "enrolling": None,
            "codes": None,
            "errors": {},
            "saved": False,
            "sessions": [
                {"id": "s1", "created_at": ago(days=3), "seen_at": NOW, "where": "Firefox · Linux", "current": True},
                {
                    "id": "s2",
                    "created_at": ago(days=30),
                    "seen_at": ago(days=2),
                    "where": "Safari · iPhone",
                    "current": False,
                },
            ],
            **more,
        },
    )
