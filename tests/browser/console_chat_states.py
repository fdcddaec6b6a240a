"""The page of the chats in every state: what the line tells it is told again to whoever opens it."""

from datetime import datetime, timedelta
from typing import Any

from console_samples import BO, MARTA, NOW, shell
from console_state import State

Frame = dict[str, Any]
AGENTS = [{**MARTA, "on_duty": True}, {**BO, "on_duty": True}, {"id": "agt_eva", "name": "Eva Sanz", "on_duty": False}]
DEPARTMENTS = [{"id": "dep_log", "name": "Logística"}, {"id": "dep_pay", "name": "Pagos"}]
GOING = [
    {
        "id": "cnv_going",
        "code": "M-G01N-G1",
        "name": "Tomás Kral",
        "preview": "¿Podéis cambiar la dirección de entrega de mi pedido de ayer?",
        "agent": BO,
        "since": NOW - timedelta(minutes=4),
    }
]
PAGE: dict[str, Any] = {
    "shell": shell("chats"),
    "me": MARTA["id"],
    "agents": AGENTS,
    "departments": DEPARTMENTS,
    "going": [],
    "push": {
        "key": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "is_on": False,
    },
}
ANA, JON, LONG = "cnv_ana", "cnv_jon", "cnv_long"
NAMES = {
    ANA: "Ana García",
    JON: "",
    LONG: "María de los Ángeles Fernández-Villaverde y Ortiz de Zárate",
    "cnv_lia": "Lía",
    "cnv_tom": "Tomás Kral",
}
MARTA_SAYS = {"role": "agent", **MARTA}
BO_SAYS = {"role": "agent", **BO}
SHE = {"role": "customer"}


def card(chat: str, now: datetime, *, seconds: int = 20, preview: str = "¿Cuándo llega mi pedido?") -> Frame:
    since = (now - timedelta(seconds=seconds)).isoformat()
    return {
        "conversation": chat,
        "code": f"M-{chat[4:].upper()}-92",
        "name": NAMES[chat],
        "preview": preview,
        "opened_at": since,
        "waiting_since": since,
    }


def board(now: datetime, state: str = "on", mine: tuple[str, ...] = (), ringing: tuple[str, ...] = ()) -> Frame:
    return {
        "type": "board",
        "state": state,
        "capacity": 3,
        "mine": [card(each, now) for each in mine],
        "ringing": [card(each, now, seconds=75) for each in ringing],
        "waiting": len(ringing),
    }


def state(chat: str, *, read: int = 0, **more: Any) -> Frame:
    told = {
        "code": f"M-{chat[4:].upper()}-92",
        "channel": "chat",
        "status": "open",
        "live": True,
        "ended": False,
        "assignee": "Marta Ruiz",
        "name": NAMES[chat],
        "has_address": False,
        "read_by_customer": read,
        "read_by_agents": 0,
        **more,
    }
    return {"type": "state", "conversation": chat, "state": told}


def log(chat: str, now: datetime, *said: tuple[str, dict[str, str], str]) -> list[Frame]:
    """What was said: the kind, who, and the words."""
    return [
        {
            "type": "event",
            "conversation": chat,
            "event": {
                "seq": seq,
                "kind": kind,
                "author": author,
                "at": (now - timedelta(seconds=20 * (len(said) - seq + 1))).isoformat(),
                **({"text": text} if text else {}),
            },
        }
        for seq, (kind, author, text) in enumerate(said, 1)
    ]


def off(now: datetime) -> list[Frame]:
    return [board(now, "off")]


def ringing(now: datetime) -> list[Frame]:
    return [board(now, ringing=(ANA, JON, LONG))]


def talking(now: datetime) -> list[Frame]:
    return [
        board(now, mine=(ANA, JON), ringing=(LONG,)),
        *log(
            ANA,
            now,
            ("chat", SHE, "Hola, ¿cuándo llega mi pedido? Lo necesito para el sábado."),
            ("joined", MARTA_SAYS, ""),
            ("message", MARTA_SAYS, "¡Hola, Ana! Lo miro ahora mismo: https://www.lola.example/pedidos"),
            ("note", BO_SAYS, "Correos avisó de retrasos en Madrid; el suyo ya está en reparto."),
            ("message", SHE, "Gracias."),
        ),
        state(ANA, read=3),
        {"type": "signal", "conversation": ANA, "typing": [SHE]},
        *log(JON, now, ("chat", SHE, "¿Hacéis envíos a Canarias?"), ("joined", MARTA_SAYS, "")),
        state(JON),
    ]


def crowd(now: datetime) -> list[Frame]:
    frames = [board(now, mine=tuple(NAMES))]
    for chat in NAMES:
        frames += [*log(chat, now, ("chat", SHE, "Una pregunta."), ("message", SHE, "¿Hola?")), state(chat)]
    return frames


def over(now: datetime) -> list[Frame]:
    """One that ended, one that goes on by mail, one that a colleague has."""
    return [
        board(now, mine=(ANA, JON, LONG)),
        *log(ANA, now, ("chat", SHE, "Hola"), ("message", MARTA_SAYS, "Hola, Ana."), ("ended", SHE, "")),
        state(ANA, live=False, ended=True, status="resolved"),
        *log(JON, now, ("chat", SHE, "¿Hay alguien?"), ("left_address", SHE, "")),
        state(JON, live=False, has_address=True, assignee=None),
        *log(LONG, now, ("chat", SHE, "Hola"), ("message", BO_SAYS, "Hola, María.")),
        state(LONG, assignee="Bo Lindqvist"),
        board(now),
    ]


CHATS: dict[str, State] = {
    "chats": State("console/chats.html", PAGE, live=off),
    "chats-going": State("console/chats.html", {**PAGE, "going": GOING}, live=off),
    "chats-ringing": State("console/chats.html", PAGE, live=ringing),
    "chats-talking": State("console/chats.html", PAGE, live=talking),
    "chats-crowd": State("console/chats.html", PAGE, live=crowd),
    "chats-over": State("console/chats.html", PAGE, live=over),
}
FACTS = State(
    "console/parts/chat_facts.html",
    {
        "conversation": {"id": ANA, "code": "M-ANA-92", "blocked": False},
        "may": ["block"],
        "customer": {
            "state": "claimed",
            "email": "ana@example.com",
            "language": "es",
            "facts": [],
            "told": [
                {"key": "page", "text": "https://www.lola.example/pedidos/100042"},
                {"key": "referrer", "text": "https://buscador.example/"},
                {"key": "device", "text": "Safari, iPhone"},
                {"key": "cart", "text": "3", "total": "59,90 €"},
            ],
        },
    },
)
GOING_ON = State("console/parts/chats_going.html", {"going": GOING})
TAKERS = State("console/parts/chat_pass.html", {"agents": AGENTS[1:], "departments": DEPARTMENTS})
