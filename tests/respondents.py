"""People who answer a survey: each through the storage functions by which the server itself writes an answer."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from mostrador.domain import ids, survey
from mostrador.domain.survey import Option, Question
from mostrador.domain.survey_rules import Settings
from mostrador.storage import survey_answers, survey_invitations, surveys
from mostrador.storage.survey_answers import About, Circumstances
from mostrador.storage.survey_invitations import Invitation

MADRID = ZoneInfo("Europe/Madrid")
SCORE = Question(key="qst_score", kind="nps", texts={"es": "¿Nos recomendarías?", "en": "Would you recommend us?"})
PLEASED = Question(key="qst_pleased", kind="csat", texts={"es": "¿Contenta con la compra?", "en": "Pleased with it?"})
EASY = Question(key="qst_easy", kind="ces", texts={"es": "¿Fue fácil?", "en": "Was it easy?"})
LIKED = Question(
    key="qst_liked",
    kind="several",
    texts={"es": "¿Qué te gustó?", "en": "What did you like?"},
    options=(
        Option(number=1, texts={"es": "El precio", "en": "The price"}),
        Option(number=2, texts={"es": "La atención", "en": "The service"}),
        Option(number=3, texts={"es": "El envío", "en": "The delivery"}),
    ),
    last=3,
)
WHY = Question(key="qst_why", kind="text", texts={"es": "¿Por qué?", "en": "Why?"})
QUESTIONS = (SCORE, PLEASED, EASY, LIKED, WHY)


@dataclass(frozen=True, slots=True)
class Respondent:
    """Somebody who answers at a moment; `given` is by the question's key."""

    at: datetime
    given: Mapping[str, Any]
    around: Circumstances = field(default_factory=Circumstances)
    email: str = "ana@example.com"
    opened: str | None = None


def asks(tx: Connection, shop: str, id: str = "svy_after", *, at: datetime, name: str = "Tras la entrega") -> str:
    """A live survey that asks `QUESTIONS`."""
    surveys.add(tx, shop, id, Settings(name=name, state="live"), at=at)
    current = surveys.find(tx, shop, id)
    assert current is not None
    surveys.ask(tx, current, QUESTIONS, at=at)
    return id


def answers(tx: Connection, shop: str, survey_id: str, people: Sequence[Respondent], *, seed: int = 1) -> None:
    """Each was asked a day before, opened the page, and answered to the end."""
    dice = random.Random(seed)
    for each in people:
        id, asked = ids.public_id("inv", dice.randbytes(10)), each.at - timedelta(days=1)
        survey_invitations.add(tx, _invitation(shop, survey_id, id, each, asked))
        day, asked_day = (moment.astimezone(MADRID).date().isoformat() for moment in (each.at, asked))
        survey_answers.step(tx, shop, survey_id, asked_day, "sent")
        survey_answers.step(tx, shop, survey_id, asked_day, "delivered")
        survey_answers.step(tx, shop, survey_id, day, "started")
        survey_answers.step(tx, shop, survey_id, day, "finished")
        said = survey.answers(QUESTIONS, each.given, whole=False)
        survey_answers.add(tx, About(shop, survey_id, 1, id, each.at, day), said, each.around)
        survey_invitations.mark(tx, shop, id, sent_at=asked, answered_at=each.at, opened_id=each.opened)


def crowd(count: int, *, until: datetime, days: int, seed: int = 7, agents: Sequence[str] = ()) -> list[Respondent]:
    """So many people of mixed mood, over so many days, the same ones every time."""
    dice = random.Random(seed)
    moments = sorted(until - timedelta(seconds=dice.uniform(0, days * 86_400)) for _ in range(count))
    return [_somebody(dice, at, agents) for at in moments]


def _somebody(dice: random.Random, at: datetime, agents: Sequence[str]) -> Respondent:
    given: dict[str, Any] = {SCORE.key: dice.choices(range(11), (3, 1, 2, 2, 3, 6, 7, 12, 20, 24, 20))[0]}
    if dice.random() < 0.8:
        given[PLEASED.key] = dice.choices(range(1, 6), (5, 6, 14, 40, 35))[0]
    if dice.random() < 0.7:
        given[EASY.key] = dice.choices(range(1, 8), (3, 4, 6, 10, 20, 30, 27))[0]
    if dice.random() < 0.5:
        given[LIKED.key] = dice.sample((1, 2, 3), dice.randint(1, 3))
    if dice.random() < 0.4:
        given[WHY.key] = dice.choice(TEXTS)
    products = tuple(dice.sample(PRODUCTS, dice.choice((1, 1, 2))))
    agent = dice.choice(agents) if agents and dice.random() < 0.5 else None
    carrier = dice.choices(("Correos Express", "SEUR", "MRW"), (6, 3, 1))[0]
    country = dice.choices(("ES", "PT", "FR"), (8, 2, 1))[0]
    around = Circumstances(products=products, agent=agent, carrier=carrier, country=country)
    return Respondent(at, given, around, email=f"persona{dice.randrange(10_000)}@example.com")


PRODUCTS = ("TAZA-AZUL", "TAZA-ROJA", "PLATO-HONDO", "FUENTE", "JARRA-1L")
TEXTS = (
    "Llegó antes de lo prometido y muy bien embalado.",
    "La taza vino con el asa rota. Me la cambiaron en dos días, gracias a Marta.",
    "El envío tardó demasiado.",
    "Todo perfecto, repetiré.",
    "=cmd|' /C calc'!A0",
    "<img src=x onerror=alert(1)> Bonita, pero más pequeña de lo que parece en las fotos.",
)


def _invitation(shop: str, survey_id: str, id: str, person: Respondent, asked: datetime) -> Invitation:
    return Invitation(
        id=id,
        shop=shop,
        survey=survey_id,
        version=1,
        moment="delivered",
        order=None,
        conversation=None,
        customer_key="",
        email=person.email,
        language="es",
        channel="mail",
        basis="existing_customer",
        key=id,
        token_version=1,
        made_at=asked,
        due_at=asked,
        expires_at=asked + timedelta(days=30),
    )
