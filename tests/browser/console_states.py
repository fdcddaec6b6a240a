"""
Every state that the console can be in. This list drives axe and the screenshots.

A template that no state shows fails `test_every_template_of_the_console_is_shown_by_a_state`.
"""

from console_chat_states import CHATS
from console_connection_states import CONNECTIONS
from console_inbox_states import INBOX
from console_order_samples import ORDERS
from console_result_states import RESULTS
from console_settings_states import PIXEL, SETTINGS
from console_state import State

DOOR = {
    "errors": {},
    "notice": None,
    "email": "",
    "next": "",
    "recovery": False,
    "sent": False,
    "name": "",
    "shop_name": "",
}
DOORS: dict[str, State] = {
    "login": State("console/login.html", {**DOOR}),
    "login-wrong": State(
        "console/login.html", {**DOOR, "email": "marta@lola.example", "errors": {"form": "wrong_login"}}, 422
    ),
    "login-too-many": State(
        "console/login.html",
        {**DOOR, "email": "marta@lola.example", "errors": {"form": "too_many"}, "seconds": 40},
        429,
    ),
    "login-notice": State("console/login.html", {**DOOR, "notice": "password_changed"}),
    "login-second-factor": State("console/login.html", {**DOOR, "notice": "second_factor"}),
    "second-factor": State("console/second_factor.html", {**DOOR}),
    "second-factor-wrong": State("console/second_factor.html", {**DOOR, "errors": {"code": "wrong_code"}}, 422),
    "second-factor-recovery": State("console/second_factor.html", {**DOOR, "recovery": True}),
    "second-factor-new": State(
        "console/second_factor_new.html", {**DOOR, "secret": "JBSW Y3DP EHPK 3PXP", "qr": PIXEL, "offer": "an-offer"}
    ),
    "second-factor-new-wrong": State(
        "console/second_factor_new.html",
        {**DOOR, "secret": "JBSW Y3DP EHPK 3PXP", "qr": PIXEL, "offer": "an-offer", "errors": {"code": "wrong_code"}},
        422,
    ),
    "recovery-codes": State(
        "console/recovery_codes.html",
        {**DOOR, "codes": [f"{n}kf3-9x2{n}" for n in range(10)], "next": "/console/inbox/mine"},
    ),
    "reset-request": State("console/reset_request.html", {**DOOR}),
    "reset-sent": State("console/reset_request.html", {**DOOR, "sent": True, "email": "marta@lola.example"}),
    "reset": State("console/reset.html", {**DOOR}),
    "reset-short": State("console/reset.html", {**DOOR, "errors": {"password": "password_short"}}, 422),
    "reset-used": State("console/reset.html", {**DOOR, "errors": {"form": "link_used"}}, 410),
    "invitation": State("console/invitation.html", {**DOOR}),
    "invitation-wrong": State(
        "console/invitation.html", {**DOOR, "errors": {"name": "name_missing", "password": "password_common"}}, 422
    ),
    "invitation-used": State("console/invitation.html", {**DOOR, "errors": {"form": "link_used"}}, 410),
    "invitation-known": State("console/invitation.html", {**DOOR, "errors": {"form": "account_exists"}}, 422),
}
ERRORS = {
    f"error-{status}": State("pages/error.html", {"status": status, "request_id": "7f3a-91"}, status)
    for status in (400, 401, 403, 404, 409, 429, 500, 503)
}
CONSOLE = {**INBOX, **ORDERS, **CHATS, **DOORS, **SETTINGS, **CONNECTIONS, **RESULTS, **ERRORS}
