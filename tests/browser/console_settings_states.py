"""The states of the settings and of an agent's own account."""

from datetime import timedelta
from typing import Any

from console_account_samples import account
from console_campaign_samples import CAMPAIGNS
from console_draw_samples import DRAWS, DUE, WAITING
from console_draw_samples import WRONG as DRAW_WRONG
from console_inbox_states import SETUP
from console_invitation_samples import INVITATIONS, REFUSED
from console_reply_samples import REPLIES
from console_samples import BO, MARTA, NOW, ago, shell
from console_state import State
from console_survey_samples import SURVEYS, WRONG
from console_watch_samples import TRIED, WATCHES


def settings(
    page: str, *, saved: bool = False, errors: dict[str, str] | None = None, status: int = 200, **more: Any
) -> State:
    context = {
        "shell": shell("settings"),
        "page": page,
        "errors": errors or {},
        "saved": saved,
        "values": {},
        "drafts": {},
        **more,
    }
    return State(f"console/settings/{page}.html", context, status)


PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
DEPARTMENTS = [
    {"id": "dep_log", "name": "Logística", "topics": 2, "members": 3},
    {"id": "dep_pay", "name": "Pagos", "topics": 1, "members": 1},
]
LOOK: dict[str, Any] = {
    "shop_languages": ["es", "en"],
    "contrast": None,
    "logo": PIXEL,
    "preview": "/console/preview",
    "values": {"color": "#0f766e", "position": "right", "greeting_es": "Hola. ¿En qué te ayudamos?", "greeting_en": ""},
}
TOPICS: dict[str, Any] = {
    "shop_languages": ["es", "en"],
    "departments": DEPARTMENTS,
    "topics": [
        {"id": "top_1", "names": {"es": "Mi pedido", "en": "My order"}, "department": "dep_log", "asks_order": True},
        {
            "id": "top_2",
            "names": {"es": "Cambios y devoluciones", "en": "Returns"},
            "department": "dep_log",
            "asks_order": True,
        },
        {"id": "top_3", "names": {"es": "Otra cosa", "en": "Something else"}, "department": None, "asks_order": False},
    ],
}
TEAM: dict[str, Any] = {
    "departments": DEPARTMENTS,
    "values": {"email": "", "role": "agent", "departments": ["dep_log"]},
    "require_second_factor": False,
    "members": [
        {
            **MARTA,
            "email": "marta@lola.example",
            "role": "administrator",
            "departments": [],
            "two_factor": True,
            "last_seen": NOW,
            "me": True,
        },
        {
            **BO,
            "email": "bo@lola.example",
            "role": "agent",
            "departments": ["dep_log"],
            "two_factor": False,
            "last_seen": ago(hours=3),
            "me": False,
        },
    ],
    "invitations": [
        {"id": "lnk_1", "email": "chus@lola.example", "role": "supervisor", "expires": NOW + timedelta(days=2)}
    ],
}
SCOPES = [
    "events:write",
    "surveys:invite",
    "conversations:read",
    "conversations:write",
    "customers:read",
    "customers:erase",
    "webhooks",
]
KEYS: dict[str, Any] = {
    "scopes": SCOPES,
    "values": {"name": "", "scopes": SCOPES[:2]},
    "shown": None,
    "secrets": [
        {"kid": "sec_2b", "created_at": ago(days=1), "last": False},
        {"kid": "sec_9f", "created_at": ago(days=90), "last": False},
    ],
    "keys": [
        {
            "id": "key_1",
            "name": "tienda",
            "scopes": SCOPES[:2],
            "hint": "x7Qa",
            "created_at": ago(days=90),
            "last_used_at": ago(minutes=3),
        },
        {
            "id": "key_2",
            "name": "almacén",
            "scopes": ["conversations:read"],
            "hint": "p1Lm",
            "created_at": ago(days=9),
            "last_used_at": None,
        },
    ],
}
HOURS = {
    "countries": [{"code": "ES", "name": "España"}, {"code": "FR", "name": "Francia"}],
    "promise": NOW + timedelta(hours=22),
    "values": {
        "answer_within": 8,
        "country": "ES",
        "region": "MD",
        "closed": "2026-12-24\n2026-12-31",
        "week": ["09:00-14:00, 16:00-19:00"] * 5 + ["", ""],
    },
}
SPOKEN = {
    "offered": ["es", "en"],
    "zones": ["Europe/Madrid", "Atlantic/Canary"],
    "values": {
        "languages": ["es", "en"],
        "first": "es",
        "address": "tu",
        "time_zone": "Europe/Madrid",
        "privacy_url": "https://lola.example/privacidad",
    },
}
MAIL = {
    "mail_from": "no-reply@lola.example",
    "tried": None,
    "values": {"sender_name": "Zapatería Lola", "signature": "El equipo de Lola", "undo_seconds": 8},
}
LIMITS = {"values": {"visitor": 10, "network": 60, "email": 10, "shop": 2000}}
ORIGINS = {
    "origins": [
        {"origin": "https://lola.example", "heard_at": ago(minutes=2)},
        {"origin": "https://outlet.lola.example", "heard_at": None},
    ],
    "values": {"origin": ""},
}
JOURNAL = {
    "more": "/console/settings/journal?after=1",
    "entries": [
        {
            "id": 2,
            "at": ago(minutes=5),
            "who": "Marta Ruiz",
            "act": "key.created",
            "subject": "key_1",
            "address": "203.0.113.x",
        },
        {"id": 1, "at": ago(hours=20), "who": "Bo Lindqvist", "act": "login", "subject": "", "address": "2001:db8:…"},
    ],
}
TAG = "<mostrador-contact></mostrador-contact>"
SETTINGS: dict[str, State] = {
    "settings-replies": settings("replies", **REPLIES),
    "settings-replies-none": settings(
        "replies", **{**REPLIES, "replies": [], "shell": shell("settings", "supervisor")}
    ),
    "settings-replies-wrong": settings(
        "replies",
        status=422,
        errors={"can_2_text": "field_unknown", "can_2_name": "name_invalid"},
        drafts={"can_2": {"name": "", "text": "Hola, {nombre}.", "department": "dep_log", "language": ""}},
        **REPLIES,
    ),
    "settings-setup": settings("setup", setup=SETUP, contact_tag=TAG, origins=[]),
    "settings-setup-heard": settings(
        "setup",
        contact_tag=TAG,
        origins=["https://lola.example"],
        setup={**SETUP, "demo_url": None, "heard": {"origin": "https://lola.example", "at": ago(minutes=2)}},
    ),
    "settings-look": settings("look", **LOOK),
    "settings-look-wrong": settings(
        "look",
        errors={"color": "color_invalid"},
        status=422,
        **{**LOOK, "logo": "", "values": {**LOOK["values"], "color": "#zz"}},
    ),
    "settings-look-corrected": settings(
        "look", saved=True, **{**LOOK, "contrast": {"color": "#7a6a00", "dark": "#ffe14d"}}
    ),
    "settings-languages": settings("languages", **SPOKEN),
    "settings-hours": settings("hours", **HOURS),
    "settings-hours-wrong": settings(
        "hours", errors={"day_2": "other", "answer_within": "number_range"}, status=422, **HOURS
    ),
    "settings-topics": settings("topics", **TOPICS),
    "settings-topics-wrong": settings(
        "topics",
        errors={"top_2_name_es": "name_missing", "top_2_department": "department_unknown"},
        status=422,
        drafts={"top_2": {"names": {"es": "", "en": "Returns"}, "department": "dep_gone", "asks_order": False}},
        **TOPICS,
    ),
    "settings-invitations": settings("invitations", **INVITATIONS),
    "settings-invitations-none": settings(
        "invitations", **{**INVITATIONS, "invitations": [], "chat_on": False, "shop_languages": ["es"]}
    ),
    "settings-invitations-wrong": settings(
        "invitations",
        errors={"rul_2_text_es": "required", "rul_2_page": "path_invalid", "rul_2_every": "number_range"},
        status=422,
        drafts={"rul_2": REFUSED},
        **INVITATIONS,
    ),
    "settings-campaigns": settings("campaigns", **CAMPAIGNS),
    "settings-campaigns-none": settings("campaigns", **{**CAMPAIGNS, "campaigns": []}),
    "settings-watches": settings("watches", **WATCHES),
    "settings-watches-none": settings("watches", **{**WATCHES, "rules": [], "tried": TRIED}),
    "settings-watches-wrong": settings(
        "watches", status=422, errors={"new_text_es": "text_missing", "new_count": "out_of_range"}, **WATCHES
    ),
    "settings-surveys": settings("surveys", **SURVEYS),
    "settings-surveys-none": settings("surveys", **{**SURVEYS, "surveys": [], "shop_languages": ["es"]}),
    "settings-surveys-draws": settings("surveys", **DRAWS),
    "settings-surveys-draw-due": settings("surveys", **DUE),
    "settings-surveys-draw-waits": settings("surveys", **WAITING),
    "settings-surveys-draw-wrong": settings("surveys", status=422, **DRAW_WRONG, **DUE),
    "settings-surveys-wrong": settings("surveys", status=422, **WRONG, **SURVEYS),
    "settings-departments": settings("departments", departments=DEPARTMENTS, values={"name": ""}),
    "settings-departments-none": settings("departments", departments=[], values={"name": ""}),
    "settings-departments-wrong": settings(
        "departments",
        errors={"dep_log_name": "name_taken"},
        status=422,
        drafts={"dep_log": {"name": "Pagos"}},
        departments=DEPARTMENTS,
        values={"name": ""},
    ),
    "settings-origins": settings("origins", **ORIGINS),
    "settings-origins-wrong": settings(
        "origins", errors={"origin": "origin_invalid"}, status=422, origins=[], values={"origin": "lola.example"}
    ),
    "settings-team": settings("team", **TEAM),
    "settings-team-own-factor": settings("team", errors={"form": "own_factor_first"}, status=409, **TEAM),
    "settings-team-wrong": settings(
        "team",
        errors={"agt_marta": "last_administrator"},
        status=409,
        drafts={"agt_marta": {"role": "agent", "departments": ["dep_pay"]}},
        **TEAM,
    ),
    "settings-keys": settings("keys", **KEYS),
    "settings-keys-shown": settings(
        "keys", **{**KEYS, "shown": {"kind": "key", "name": "tienda", "secret": "mk_live_" + "x7Qa" * 10}}
    ),
    "settings-keys-none": settings(
        "keys", **{**KEYS, "keys": [], "secrets": [{"kid": "sec_9f", "created_at": ago(days=90), "last": True}]}
    ),
    "settings-mail": settings("mail", **MAIL),
    "settings-mail-tried": settings(
        "mail", **{**MAIL, "tried": {"ok": True, "to": "marta@lola.example", "detail": ""}}
    ),
    "settings-mail-failed": settings(
        "mail", **{**MAIL, "tried": {"ok": False, "to": "marta@lola.example", "detail": "Connection refused"}}
    ),
    "settings-limits": settings("limits", **LIMITS),
    "settings-retention": settings("retention", values={"resolved": 0, "quarantine": 30}),
    "settings-journal": settings("journal", **JOURNAL),
    "settings-journal-empty": settings("journal", entries=[], more=None),
    "account": account(),
    "account-enrolling": account(
        enrolling={"secret": "JBSW Y3DP EHPK 3PXP", "qr": PIXEL, "offer": "token"}, errors={"code": "wrong_code"}
    ),
    "account-two-factor": account(two_factor={"on": True, "required": False, "codes_left": 7}, saved=True),
    "account-codes": account(
        two_factor={"on": True, "required": True, "codes_left": 10}, codes=[f"{n}kf3-9x2{n}" for n in range(10)]
    ),
}
