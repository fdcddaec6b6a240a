"""A supervisor makes a survey, and what somebody has seen does not change under their answers."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from mostrador.domain.survey import Condition
from mostrador.storage import shops, survey_coupons, surveys
from mostrador.storage.schema import survey_invitation
from mostrador.storage.surveys import Survey
from office import Browser, Office
from surveyors import delivers

PATH = "/console/settings/surveys"
SCORE = {"kind": "nps", "text_es": "¿Nos recomendarías?", "text_en": "Would you recommend us?"}
WHAT = {
    "kind": "several",
    "text_es": "¿Qué falló?",
    "options_es": "El embalaje\nEl plazo",
    "how": "most",
    "values": "6",
}
SETTINGS = {
    "name": "Tras la entrega",
    "state": "live",
    "moment": "delivered",
    "days": "3",
    "share": "50",
    "rest_days": "60",
    "reminder_days": "4",
    "quiet_from": "21:00",
    "quiet_until": "09:00",
    "basis": "consent",
}


@pytest.fixture
def office(migrated_sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_sqlite_url, tmp_path) as office:
        yield office


@pytest.fixture
def marta(office: Office) -> Browser:
    return office.at_work("marta@loza.example", "supervisor")


def posts(office: Office, who: Browser, path: str = "", **fields: Any) -> httpx.Response:
    version = str(office.read(lambda tx: shops.find(tx, office.shop)).version)
    return who.posts(PATH + path, version=version, **fields)


def made(office: Office, marta: Browser, *questions: dict[str, str]) -> str:
    """The path of a new survey with these questions."""
    assert posts(office, marta, name="Tras la entrega", moment="delivered").status_code == 200
    at = f"/{kept(office).id}"
    for question in questions:
        assert posts(office, marta, f"{at}/questions", **question).status_code == 200
    return at


def kept(office: Office) -> Survey:
    found: list[Survey] = office.read(lambda tx: surveys.of_shop(tx, office.shop))
    return found[0]


def test_marta_makes_a_survey_and_starts_it(office: Office, marta: Browser) -> None:
    at = made(office, marta, SCORE, WHAT)
    assert posts(office, marta, at, **SETTINGS).status_code == 200
    survey = kept(office)
    assert (survey.settings.state, survey.settings.share, survey.settings.basis) == ("live", 50, "consent")
    [score, what] = survey.questions
    assert score.texts == {"es": "¿Nos recomendarías?", "en": "Would you recommend us?"}
    assert what.condition == Condition(how="most", values=(6,))
    assert [(option.number, option.texts["es"]) for option in what.options] == [(1, "El embalaje"), (2, "El plazo")]
    page = marta.gets(PATH).text
    assert "¿Nos recomendarías?" in page
    assert page.count("¿Qué falló?") > 1


def test_a_survey_without_questions_does_not_start(office: Office, marta: Browser) -> None:
    at = made(office, marta)
    page = posts(office, marta, at, **SETTINGS)
    assert page.status_code == 422
    assert f'id="wrong-{at[1:]}_state"' in page.text


def test_what_is_refused_stays_where_it_was_typed(office: Office, marta: Browser) -> None:
    at = made(office, marta, SCORE)
    page = posts(office, marta, f"{at}/questions", **{**WHAT, "options_es": "Solo una", "values": "11"})
    assert page.status_code == 422
    for field in ("options_es", "values"):
        assert f'id="wrong-new-{at[1:]}_{field}"' in page.text
    assert "Solo una" in page.text
    page = posts(
        office, marta, at, **{**SETTINGS, "days": "999", "gift": "coupon", "until": "mañana", "terms_en": "Once."}
    )
    for field in ("days", "until", "terms_es"):
        assert f'id="wrong-{at[1:]}_{field}"' in page.text
    assert "Once." in page.text


def test_a_question_moves_and_one_that_depended_on_it_is_shown_always(office: Office, marta: Browser) -> None:
    at = made(office, marta, SCORE, WHAT)
    last = kept(office).questions[-1].key
    assert posts(office, marta, f"{at}/questions/{last}/up").status_code == 200
    assert [question.kind for question in kept(office).questions] == ["several", "nps"]
    assert kept(office).questions[0].condition is None
    assert posts(office, marta, f"{at}/questions/{last}/remove").status_code == 200
    assert [question.kind for question in kept(office).questions] == ["nps"]


def test_a_sixth_question_does_not_fit(office: Office, marta: Browser) -> None:
    at = made(office, marta, *([SCORE] * 5))
    assert posts(office, marta, f"{at}/questions", **SCORE).status_code == 422
    assert len(kept(office).questions) == 5


def test_questions_that_somebody_has_seen_get_a_new_version(office: Office, marta: Browser) -> None:
    at = made(office, marta, SCORE)
    assert posts(office, marta, at, **{**SETTINGS, "share": "100"}).status_code == 200
    key = kept(office).questions[0].key
    change = f"{at}/questions/{key}"
    assert posts(office, marta, change, **{**SCORE, "text_es": "¿Nos recomiendas?"}).status_code == 200
    assert kept(office).version == 1  # nobody has seen it
    office.run(delivers(office.desk, office.shop))
    office.write(lambda tx: tx.execute(update(survey_invitation).values(sent_at=office.now())))
    assert posts(office, marta, change, **{**SCORE, "text_es": "¿Volverías?"}).status_code == 200
    assert kept(office).version == 2
    assert kept(office).questions[0].key == key
    seen = office.read(lambda tx: surveys.questions(tx, office.shop, at[1:], 1))
    assert seen[0].texts["es"] == "¿Nos recomiendas?"
    assert posts(office, marta, change, **{**SCORE, "kind": "csat"}).status_code == 200
    assert kept(office).questions[0].key != key  # another kind of answer is another question


def test_options_keep_their_numbers_however_they_are_sorted(office: Office, marta: Browser) -> None:
    at = made(office, marta, {**WHAT, "how": "", "values": ""})
    change = f"{at}/questions/{kept(office).questions[0].key}"
    posts(office, marta, change, **{**WHAT, "how": "", "options_es": "El plazo\nLa taza\nEl embalaje"})
    numbers = {option.texts["es"]: option.number for option in kept(office).questions[0].options}
    assert numbers == {"El plazo": 2, "La taza": 3, "El embalaje": 1}
    posts(office, marta, change, **{**WHAT, "how": "", "options_es": "El plazo\nEl embalaje"})
    posts(office, marta, change, **{**WHAT, "how": "", "options_es": "El plazo\nEl embalaje\nEl trato"})
    assert {option.number for option in kept(office).questions[0].options} == {2, 1, 4}


def test_pasted_codes_are_kept_once_each(office: Office, marta: Browser) -> None:
    at = made(office, marta, SCORE)
    coupon = {"gift": "coupon", "until": "2027-01-31", "terms_es": "Uno por pedido.", "codes": "UNO\n DOS \nUNO\n"}
    assert posts(office, marta, at, **SETTINGS, **coupon).status_code == 200
    assert posts(office, marta, at, **SETTINGS, **{**coupon, "codes": "DOS\nTRES"}).status_code == 200
    assert office.read(lambda tx: survey_coupons.stock(tx, office.shop, at[1:])).left == 3
    assert "UNO" not in marta.gets(PATH).text  # whoever looks over a shoulder reads none


def test_the_preview_runs_in_a_sandbox_and_asks_nobody(office: Office, marta: Browser) -> None:
    at = made(office, marta, SCORE)
    page = marta.gets(f"{PATH}{at}/preview")
    policy = page.headers["content-security-policy"]
    assert "sandbox allow-scripts allow-forms" in policy
    assert "connect-src" not in policy
    assert "frame-ancestors 'self'" in policy
    nonces = set(re.findall(r'nonce="([^"]+)"', page.text))
    assert len(nonces) == 1
    assert f"script-src 'nonce-{nonces.pop()}'" in policy
    assert "Nos recomendar" in page.text


def test_what_is_done_stands_in_the_journal(office: Office, marta: Browser) -> None:
    at = made(office, marta, SCORE)
    posts(office, marta, at, **SETTINGS)
    posts(office, marta, f"{at}/remove")
    assert office.read(lambda tx: surveys.of_shop(tx, office.shop)) == []
    journal = office.at_work("lola@loza.example", "administrator").gets("/console/settings/journal").text
    for action in ("survey.added", "survey.question_added", "survey.changed", "survey.removed"):
        assert action in journal
