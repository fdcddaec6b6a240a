"""What can be an answer, which questions come after which, and what a survey's owner may type."""

from typing import Any

import pytest

from mostrador.domain import survey, survey_rules
from mostrador.domain.survey import Answer, Condition, Option, Question
from mostrador.domain.survey_rules import Draft, Settings
from mostrador.errors import FormInvalid

SCORE = Question(key="score", kind="nps", texts={"es": "¿Nos recomendarías?"})
WHAT = Question(
    key="what",
    kind="several",
    texts={"es": "¿Qué falló?"},
    options=(Option(number=1, texts={"es": "El embalaje"}), Option(number=3, texts={"es": "El plazo"})),
    condition=Condition(how="most", values=(6,)),
    last=3,
)
LATE = Question(
    key="late",
    kind="one",
    texts={"es": "¿Cuánto tardó?"},
    options=(Option(number=1, texts={"es": "Un día"}), Option(number=2, texts={"es": "Más"})),
    condition=Condition(how="among", values=(3,)),
    required=True,
)
WHY = Question(key="why", kind="text", texts={"es": "¿Por qué?", "en": "Why?"})
ALL = (SCORE, WHAT, LATE, WHY)


def keys(given: dict[str, Any]) -> list[str]:
    return [question.key for question in survey.asked(ALL, given)]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({}, ["score", "why"]),
        ({"score": 9}, ["score", "why"]),
        ({"score": 6}, ["score", "what", "why"]),
        ({"score": 0, "what": (1,)}, ["score", "what", "why"]),
        ({"score": 0, "what": (1, 3)}, ["score", "what", "late", "why"]),
        ({"score": 9, "what": (3,)}, ["score", "why"]),  # what was said before Ana changed her mind counts for nothing
    ],
)
def test_a_question_is_shown_by_what_was_said_to_the_one_before(given: dict[str, Any], shown: list[str]):
    assert keys(given) == shown


def test_at_least_holds_from_its_limit_on():
    assert [score for score in range(11) if Condition(how="least", values=(9,)).holds(score)] == [9, 10]
    assert not Condition(how="least", values=(0,)).holds("a text")


@pytest.mark.parametrize(
    "value", [-1, 11, 9.0, "9", None, True, [9], {"score": 9}, 10**30, "", []], ids=lambda value: repr(value)[:12]
)
def test_what_is_no_score_is_refused_at_its_question(value: Any):
    with pytest.raises(FormInvalid) as refused:
        survey.answers(ALL, {"score": value}, whole=False)
    assert set(refused.value.fields) == {"score"}


@pytest.mark.parametrize("value", [[2], [1, 1], [1, "3"], [True], 1, "1", [[1]]], ids=repr)
def test_what_is_not_on_the_list_cannot_be_chosen(value: Any):
    with pytest.raises(FormInvalid) as refused:
        survey.answers(ALL, {"score": 2, "what": value}, whole=False)
    assert refused.value.fields["what"].code == "answer_invalid"


def test_nobody_answers_what_is_not_asked():
    for given in ({"score": 9, "what": [1]}, {"score": 9, "other": 1}):
        with pytest.raises(FormInvalid) as refused:
            survey.answers(ALL, given, whole=False)
        assert {problem.code for problem in refused.value.fields.values()} == {"not_asked"}


def test_the_first_question_always_needs_an_answer_and_a_required_one_at_the_end():
    with pytest.raises(FormInvalid):
        survey.answers(ALL, {"why": "Porque sí."}, whole=False)
    given = {"score": 2, "what": [3, 1]}
    assert [answer.question.key for answer in survey.answers(ALL, given, whole=False)] == ["score", "what"]
    with pytest.raises(FormInvalid) as refused:
        survey.answers(ALL, given, whole=True)
    assert refused.value.fields["late"].code == "required"


def test_an_answer_is_counted_by_its_score_its_options_or_as_a_text():
    taken = survey.answers(ALL, {"score": 2, "what": [3, 1], "late": 2, "why": " Llegó\x00 rota. "}, whole=True)
    assert [answer.scores for answer in taken] == [(2,), (0, 1, 3), (2,), (0,)]
    assert [answer.number for answer in taken] == [2, None, None, None]
    assert taken[3].text == "Llegó rota."
    read = [answer.read("en", "es") for answer in taken]
    assert read == ["2/10", "El embalaje · El plazo", "Más", "Llegó rota."]


def test_a_text_has_its_limit():
    assert survey.answers((WHY,), {"why": "a" * 2000}, whole=True)
    with pytest.raises(FormInvalid):
        survey.answers((WHY,), {"why": "a" * 2001}, whole=True)


@pytest.mark.parametrize(("kind", "unhappy", "content"), [("nps", 6, 7), ("csat", 2, 3), ("ces", 3, 4)])
def test_who_is_unhappy(kind: Any, unhappy: int, content: int):
    asked = Question(key="score", kind=kind, texts={})
    assert Answer(asked, unhappy).is_unhappy
    assert not Answer(asked, content).is_unhappy
    assert not Answer(WHY, "Fatal").is_unhappy


def test_a_missing_translation_falls_back_to_the_shops_language():
    assert WHY.text("en", "es") == "Why?"
    assert SCORE.text("en", "es") == "¿Nos recomendarías?"
    assert SCORE.text("en", "fr") == "¿Nos recomendarías?"


def made(before: Question | None = SCORE, **typed: Any) -> Question:
    draft = Draft(**{"kind": "text", "texts": {"es": "¿Por qué?"}, "options": {}, **typed})
    return survey_rules.question(draft, "new", languages=("es", "en"), before=before)


def refused(before: Question | None = SCORE, **typed: Any) -> set[str]:
    with pytest.raises(FormInvalid) as said:
        made(before, **typed)
    return set(said.value.fields)


def test_a_question_says_what_is_wrong_with_it():
    assert refused(texts={"en": "Why?"}) == {"texts.es"}
    assert refused(texts={"es": "¿Por qué?", "fr": "Pourquoi ?"}) == {"texts.fr"}
    assert refused(texts={"es": "a" * 201}) == {"texts.es"}
    assert refused(kind="slider") == {"kind"}
    assert refused(kind="one", options={"es": "Una"}) == {"options.es"}
    assert refused(kind="one", options={"es": "Una\nUna"}) == {"options.es"}
    assert refused(kind="one", options={"es": "Una\nDos", "en": "One"}) == {"options.en"}
    assert refused(how="most", values="11") == {"values"}
    assert refused(how="most", values="") == {"values"}
    assert refused(how="most", values="3, 6") == {"values"}
    assert refused(WHY, how="among", values="1") == {"how"}
    assert refused(None, how="among", values="1") == {"how"}
    assert refused(WHAT, how="most", values="1") == {"how"}


def test_options_are_named_by_their_line():
    assert made(WHAT, how="among", values="2").condition == Condition(how="among", values=(3,))
    assert refused(WHAT, how="among", values="3") == {"values"}


def test_a_condition_goes_with_what_it_was_about():
    assert [question.condition is None for question in survey_rules.fitting((SCORE, WHAT, LATE))] == [
        True,
        False,
        False,
    ]
    assert [question.condition is None for question in survey_rules.fitting((WHY, WHAT, LATE))] == [True, True, False]
    assert [question.condition is None for question in survey_rules.fitting((WHAT,))] == [True]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"name": "a" * 81},
        {"days": 91},
        {"share": 0},
        {"rest_days": -1},
        {"reminder_days": 22},
        {"quiet_from": "9"},
        {"quiet_until": "24:00"},
        {"department": "dep_theirs"},
        {"state": "live"},
    ],
    ids=repr,
)
def test_a_survey_says_what_is_wrong_with_it(wrong: dict[str, Any]):
    settings = Settings(**{"name": "Tras la entrega", **wrong})
    with pytest.raises(FormInvalid) as said:
        survey_rules.checked(settings, languages=("es",), departments={"dep_ours"}, asks=False)
    assert set(said.value.fields) == set(wrong)
