"""What a survey and its questions have to keep to, as their owner typed them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from mostrador.domain import incentive as gifts
from mostrador.domain.incentive import Incentive
from mostrador.domain.survey import (
    LONGEST_OPTION,
    LONGEST_QUESTION,
    MOST_OPTIONS,
    MOST_QUESTIONS,
    SCALES,
    Condition,
    Kind,
    Option,
    Question,
)
from mostrador.domain.surveying import Moment
from mostrador.errors import FieldError, FormInvalid

State = Literal["draft", "live", "paused"]
Basis = Literal["existing_customer", "legitimate_interest", "consent"]
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
LONGEST_NAME = 80
MOST_SURVEYS = 20  # of a shop
NUMBERS = {"days": (0, 90), "share": (1, 100), "rest_days": (0, 365), "reminder_days": (0, 21)}

Problems = Iterator[tuple[str, FieldError]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """
    Everything about a survey but its questions. `days` after the moment; `share` percent of the orders; `rest_days`
    before the same customer is asked again; `reminder_days` after the invitation, 0 for none.
    """

    name: str
    state: State = "draft"
    moment: Moment = "delivered"
    days: int = 3
    share: int = 100
    rest_days: int = 60
    reminder_days: int = 4
    quiet_from: str = "21:00"
    quiet_until: str = "09:00"
    department: str | None = None
    basis: Basis = "existing_customer"
    incentive: Incentive = field(default_factory=Incentive)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A question as it was typed: options a line each, by language; `how` and `values` of its condition, or nothing."""

    kind: str
    texts: Mapping[str, str]
    options: Mapping[str, str]
    required: bool = False
    how: str = ""
    values: str = ""


def checked(settings: Settings, *, languages: tuple[str, ...], departments: set[str], asks: bool) -> Settings:
    """
    Return the settings as they may be stored; `asks`: the survey has a question.

    Raises `FormInvalid`, naming each field that cannot be meant.
    """
    tidy = replace(settings, name=" ".join(settings.name.split()))
    if problems := dict(_settings(tidy, departments, asks=asks)) | dict(gifts.problems(tidy.incentive, languages)):
        raise FormInvalid("The survey cannot be taken as it is.", fields=problems)
    return tidy


def question(
    draft: Draft, key: str, *, languages: tuple[str, ...], before: Question | None, old: Question | None = None
) -> Question:
    """
    Return the question as it may be stored. `before` is the one it comes after, `old` what it was until now.

    Options keep their numbers as long as they stand in their line or keep their words; a new one gets a number that
    none had. Raises `FormInvalid`, naming each field that cannot be meant.
    """
    texts = {language: " ".join(text.split()) for language, text in draft.texts.items() if text.strip()}
    options, last = _options(draft.options, languages, old)
    problems = dict([*_question(draft, texts, languages), *_listed(draft, options, languages)])
    condition, wrong = _condition(draft, before)
    problems |= wrong
    if problems:
        raise FormInvalid("The question cannot be taken as it is.", fields=problems)
    kind: Kind = draft.kind  # type: ignore[assignment]
    if kind not in ("one", "several"):
        options = ()
    return Question(
        key=key, kind=kind, texts=texts, options=options, required=draft.required, condition=condition, last=last
    )


def fitting(questions: Sequence[Question]) -> tuple[Question, ...]:
    """The questions without the conditions that have nothing before them any more that they could be about."""
    found: list[Question] = []
    for each in questions:
        before = found[-1] if found else None
        keeps = each.condition is None or (before is not None and not _misses(each.condition, before))
        found.append(each if keeps else _without_condition(each))
    return tuple(found)


def _without_condition(each: Question) -> Question:
    return Question(
        key=each.key, kind=each.kind, texts=each.texts, options=each.options, required=each.required, last=each.last
    )


def _settings(settings: Settings, departments: set[str], *, asks: bool) -> Problems:
    if not settings.name or len(settings.name) > LONGEST_NAME or not settings.name.isprintable():
        yield "name", FieldError("required", f"Give it a name of at most {LONGEST_NAME} characters.")
    for name, (least, most) in NUMBERS.items():
        if not least <= getattr(settings, name) <= most:
            yield name, FieldError("number_range", f"A number from {least} to {most}.")
    for name in ("quiet_from", "quiet_until"):
        if not CLOCK.fullmatch(getattr(settings, name)):
            yield name, FieldError("time_invalid", "Give the time as 21:00.")
    if settings.department and settings.department not in departments:
        yield "department", FieldError("department_unknown", "There is no such department in this shop.")
    if settings.state == "live" and not asks:
        yield "state", FieldError("survey_empty", "Add a question before customers are asked.")


def _question(draft: Draft, texts: Mapping[str, str], languages: tuple[str, ...]) -> Problems:
    if draft.kind not in get_args(Kind):
        yield "kind", FieldError("value_invalid", "Choose a kind from the list.")
    if languages[0] not in texts:
        yield f"texts.{languages[0]}", FieldError("required", "Write it in the shop's first language.")
    for language, text in texts.items():
        if language not in languages:
            yield f"texts.{language}", FieldError("language_unknown", "The shop does not speak this language.")
        elif len(text) > LONGEST_QUESTION or not text.isprintable():
            yield f"texts.{language}", FieldError("text_too_long", f"At most {LONGEST_QUESTION} characters.")


def _listed(draft: Draft, options: tuple[Option, ...], languages: tuple[str, ...]) -> Problems:
    if draft.kind not in ("one", "several"):
        return
    first = languages[0]
    if not 2 <= len(options) <= MOST_OPTIONS:
        yield f"options.{first}", FieldError("options_count", f"From 2 to {MOST_OPTIONS} answers, a line each.")
    for language in languages:
        lines = _lines(draft.options.get(language, ""))
        if any(len(line) > LONGEST_OPTION or not line.isprintable() for line in lines) or len(set(lines)) < len(lines):
            detail = f"A line each, at most {LONGEST_OPTION} characters, none of them twice."
            yield f"options.{language}", FieldError("options_invalid", detail)
        elif lines and len(lines) != len(options):
            detail = "As many lines as in the shop's first language, in the same order."
            yield f"options.{language}", FieldError("options_differ", detail)


def _options(
    typed: Mapping[str, str], languages: tuple[str, ...], old: Question | None
) -> tuple[tuple[Option, ...], int]:
    first = languages[0]
    lines = {language: _lines(typed.get(language, "")) for language in languages}
    known = old.options if old else ()
    by_words = {option.texts.get(first, ""): option.number for option in known}
    last = max([old.last if old else 0, *(option.number for option in known)])
    same_length = len(known) == len(lines[first])
    taken = {by_words[line] for line in lines[first] if line in by_words}
    found = []
    for place, line in enumerate(lines[first]):
        number = by_words.get(line)
        if number is None and same_length and known[place].number not in taken:
            number = known[place].number  # its words were mended
        if number is None:
            number = last = last + 1
        taken.add(number)
        texts = {language: of[place] for language, of in lines.items() if place < len(of)}
        found.append(Option(number=number, texts=texts))
    return tuple(found), last


def _condition(draft: Draft, before: Question | None) -> tuple[Condition | None, dict[str, FieldError]]:
    """`values`: scores, or the places of the options in their list, from 1 on."""
    if not draft.how:
        return None, {}
    if before is None or before.kind == "text":
        return None, {"how": FieldError("condition_impossible", "The question before it has no score and no options.")}
    if draft.how not in ("among", "most", "least") or (draft.how != "among" and not before.scale):
        return None, {"how": FieldError("condition_impossible", "Only a score is at least or at most something.")}
    numbers = [int(part) for part in re.split(r"[,;\s]+", draft.values.strip()) if part.isascii() and part.isdecimal()]
    places = [option.number for option in before.options]
    values = numbers if before.scale else [places[each - 1] for each in numbers if 1 <= each <= len(places)]
    condition = Condition(how=draft.how, values=tuple(dict.fromkeys(values)))  # type: ignore[arg-type]
    if (
        not values
        or len(values) != len(numbers)
        or _misses(condition, before)
        or (draft.how != "among" and len(values) > 1)
    ):
        return None, {"values": FieldError("condition_values", "Give scores or options of the question before it.")}
    return condition, {}


def _misses(condition: Condition, before: Question) -> bool:
    """Whether no answer to the question before could be what the condition names."""
    possible = set(SCALES.get(before.kind, ())) | {option.number for option in before.options}
    return not set(condition.values) <= possible or (condition.how != "among" and before.scale is None)


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def require_room(questions: Sequence[Question]) -> None:
    """Raise `FormInvalid` where a survey has as many questions as anybody answers."""
    if len(questions) >= MOST_QUESTIONS:
        problem = FieldError("too_many_questions", f"A survey has at most {MOST_QUESTIONS} questions.")
        raise FormInvalid(problem.detail, fields={"kind": problem})
