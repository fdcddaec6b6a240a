"""The surveys of the samples' shop, in the settings and as one of their answers opens a conversation."""

from typing import Any

from console_samples import ANA, ago
from console_talk_samples import SYSTEM, conversation, event
from console_talk_samples import opened as shown

from mostrador.domain.incentive import Incentive
from mostrador.domain.survey import Condition, Option, Question
from mostrador.domain.survey_rules import Settings
from mostrador.storage.survey_coupons import Stock
from mostrador.storage.surveys import Survey

SCORE = Question(
    key="qst_1",
    kind="nps",
    texts={"es": "¿Recomendarías Zapatería Lola?", "en": "Would you recommend Zapatería Lola?"},
)
WHAT = Question(
    key="qst_2",
    kind="several",
    texts={"es": "¿Qué podemos mejorar?"},
    options=tuple(
        Option(number=number, texts={"es": text, "en": text})
        for number, text in enumerate(("El plazo de entrega", "El embalaje", "La talla"), start=1)
    ),
    condition=Condition(how="most", values=(8,)),
)
WHEN = Question(
    key="qst_3",
    kind="text",
    texts={"es": "¿Cuándo lo esperabas?"},
    required=True,
    condition=Condition(how="among", values=(1, 3)),
)
AFTER = Survey(
    "svy_1",
    "shop_lola",
    Settings(
        name="Tras la entrega",
        state="live",
        department="dep_log",
        incentive=Incentive(kind="coupon", terms={"es": "Un código por pedido."}, until="2026-12-31"),
    ),
    3,
    (SCORE, WHAT, WHEN),
)
EMPTY = Survey("svy_2", "shop_lola", Settings(name="A los diez días del pedido", moment="placed", days=10), 1, ())
SURVEYS: dict[str, Any] = {
    "departments": [{"id": "dep_log", "name": "Logística"}, {"id": "dep_pay", "name": "Pagos"}],
    "shop_languages": ["es", "en"],
    "values": {"name": "", "moment": "delivered"},
    "opened": "svy_1",
    "draw_pages": "https://help.lola.example/s/draw/",
    "surveys": [
        {"survey": AFTER, "coupons": Stock(200, 31), "draws": ()},
        {"survey": EMPTY, "coupons": Stock(0, 0), "draws": ()},
    ],
}
WRONG: dict[str, Any] = {
    "errors": {"qst_2_options_es": "options_count", "qst_2_values": "condition_values", "qst_2_text_es": "required"},
    "drafts": {
        "qst_2": {
            "kind": "several",
            "texts": {"es": "", "en": "What can we do better?"},
            "options": {"es": "El plazo"},
            "how": "most",
            "values": "11",
            "required": True,
        }
    },
}
SAID = [
    {"question": "¿Recomendarías Zapatería Lola?", "answer": "3/10", "unhappy": True},
    {"question": "¿Qué podemos mejorar?", "answer": "El plazo de entrega · El embalaje", "unhappy": False},
    {"question": "¿Cuándo lo esperabas?", "answer": "Una semana antes.\nY la caja venía rota.", "unhappy": False},
]


def answered() -> dict[str, Any]:
    """The conversation that an unhappy answer opened."""
    form = {
        "name": ANA["name"],
        "email": "ana@example.com",
        "topic": "",
        "order": "100042",
        "page": "",
        "language": "es",
    }
    events = [
        event(1, "survey", ANA, ago(minutes=12), form=form, answers=SAID),
        event(2, "moved", SYSTEM, ago(minutes=12), words={"to": "Logística", "what": "", "part": ""}),
    ]
    opened = conversation(subject="Tras la entrega", channel="survey", assignee=None, tags=[], last_seq=2)
    return shown(conversation=opened, events=events)
