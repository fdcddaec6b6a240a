"""A survey's questions: what they ask, when they are shown, and what can be an answer to them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from mostrador.domain.form import UNPRINTABLE_IN_TEXT
from mostrador.domain.shop import Strict
from mostrador.errors import FieldError, FormInvalid

Kind = Literal["nps", "csat", "ces", "one", "several", "text"]
SCALES: Mapping[str, range] = {"nps": range(11), "csat": range(1, 6), "ces": range(1, 8)}
"""Net Promoter Score (Reichheld 2003), customer satisfaction, customer effort (Dixon 2010, 7: very easy)."""
UNHAPPY: Mapping[str, int] = {"nps": 6, "csat": 2, "ces": 3}
"""Up to this score somebody should look: of the NPS these are its detractors."""

MOST_QUESTIONS = 5
MOST_OPTIONS = 12
LONGEST_QUESTION = 200  # characters
LONGEST_OPTION = 80
LONGEST_TEXT = 2_000  # code points of an answer

Texts = dict[str, str]  # language → what is read
Given = int | tuple[int, ...] | str


class Option(Strict, frozen=True):
    """What can be chosen. `number` names it in every version, and is given to no other."""

    number: Annotated[int, Meta(ge=1)]
    texts: Texts


class Condition(Strict, frozen=True):
    """When a question is shown: by the score, or the chosen option's number, of the one before it."""

    how: Literal["among", "most", "least"]
    values: tuple[int, ...]

    def holds(self, given: Given | None) -> bool:
        """Say whether it is shown after this answer; never after none, nor after a text."""
        if given is None or isinstance(given, str):
            return False
        numbers = given if isinstance(given, tuple) else (given,)
        if self.how == "among":
            return any(number in self.values for number in numbers)
        limit = self.values[0]
        return any(number <= limit if self.how == "most" else number >= limit for number in numbers)


class Question(Strict, frozen=True):
    """
    One question. `key` names it in every version of the survey, as long as it asks for the same kind of answer.

    `last` is the highest number that an option of it ever had.
    """

    key: str
    kind: Kind
    texts: Texts
    options: tuple[Option, ...] = ()
    required: bool = False
    condition: Condition | None = None
    last: int = 0

    @property
    def scale(self) -> range | None:
        return SCALES.get(self.kind)

    def text(self, language: str, otherwise: str) -> str:
        return said(self.texts, language, otherwise)


# msgspec learns what a type holds at its first use, and two threads that use it first at once crash the process.
msgspec.json.Decoder(tuple[Question, ...])


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody said to a question; the one of `number`, `choices` and `text` that its kind has."""

    question: Question
    given: Given

    @property
    def number(self) -> int | None:
        return self.given if isinstance(self.given, int) and self.question.scale else None

    @property
    def choices(self) -> tuple[int, ...] | None:
        if self.question.kind == "one" and isinstance(self.given, int):
            return (self.given,)
        return self.given if isinstance(self.given, tuple) else None

    @property
    def text(self) -> str | None:
        return self.given if isinstance(self.given, str) else None

    @property
    def scores(self) -> tuple[int, ...]:
        """
        By what it is counted: the score, the number of what was chosen, 0 for a text.

        Several choices are counted as 0, for the one who chose, and then by the number of each.
        """
        if self.number is not None:
            return (self.number,)
        chosen = self.choices or ()
        return chosen if self.question.kind == "one" else (0, *chosen)

    @property
    def is_unhappy(self) -> bool:
        return self.number is not None and self.number <= UNHAPPY[self.question.kind]

    def read(self, language: str, otherwise: str) -> str:
        """How an agent reads it: `3/10`, what was chosen, or the words."""
        if self.question.scale:
            return f"{self.number}/{self.question.scale[-1]}"
        if self.text is not None:
            return self.text
        named = {option.number: said(option.texts, language, otherwise) for option in self.question.options}
        return " · ".join(named[number] for number in self.choices or ())


def said(texts: Mapping[str, str], language: str, otherwise: str) -> str:
    """What it says in this language, or in the other one where nobody wrote that."""
    return texts.get(language) or texts.get(otherwise) or next(iter(texts.values()), "")


def asked(questions: Sequence[Question], given: Mapping[str, Given]) -> Iterator[Question]:
    """The questions that are shown to whoever gives these answers, in their order."""
    before: Given | None = None
    for question in questions:
        if question.condition is None or question.condition.holds(before):
            yield question
            before = given.get(question.key)
        else:
            before = None


def answers(questions: Sequence[Question], given: Mapping[str, Any], *, whole: bool) -> list[Answer]:
    """
    Return what was answered, in the questions' order; what was left out is not among it.

    `whole`: nothing more will come. Raises `FormInvalid`, naming the questions whose answer cannot be meant; the first
    question always needs one.
    """
    problems: dict[str, FieldError] = {}
    taken: dict[str, Given] = {}
    by_key = {question.key: question for question in questions}
    for key, value in given.items():
        if key not in by_key:
            problems[key] = FieldError("not_asked", "This survey has no such question.")
        elif (answer := _taken(by_key[key], value)) is None:
            problems[key] = FieldError("answer_invalid", "This is not one of the answers to this question.")
        elif answer not in ("", ()):
            taken[key] = answer
    shown = list(asked(questions, taken))
    for key in taken.keys() - {question.key for question in shown}:
        problems[key] = FieldError("not_asked", "After the answers before it, this question is not asked.")
    for number, question in enumerate(shown):
        needed = number == 0 or (whole and question.required)
        if needed and question.key not in taken and question.key not in problems:
            problems[question.key] = FieldError("required", "This question needs an answer.")
    if problems:
        raise FormInvalid("These answers cannot be taken as they are.", fields=problems)
    return [Answer(question, taken[question.key]) for question in shown if question.key in taken]


def _taken(question: Question, value: Any) -> Given | None:
    """The answer as it is kept, or None if it cannot be one to this question."""
    numbers = {option.number for option in question.options}
    match question.kind, value:
        case "nps" | "csat" | "ces", int() if not isinstance(value, bool):
            return value if value in SCALES[question.kind] else None
        case "one", int() if not isinstance(value, bool):
            return value if value in numbers else None
        case "several", list() | tuple():
            chosen = [each for each in value if isinstance(each, int) and not isinstance(each, bool)]
            is_fine = len(chosen) == len(value) == len(set(chosen)) and set(chosen) <= numbers
            return tuple(sorted(chosen)) if is_fine else None
        case "text", str():
            text = UNPRINTABLE_IN_TEXT.sub("", value).strip()
            return text if len(text) <= LONGEST_TEXT else None
        case _:
            return None
