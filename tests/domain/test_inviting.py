"""Which invitations to chat an owner may mean, and what is said of the others."""

from typing import Any

import pytest

from mostrador.domain.inviting import Draft, as_browsers_write
from mostrador.domain.shop import Chat, Invitation
from mostrador.errors import FormInvalid

SPOKEN = ("es", "en")
GOOD: dict[str, Any] = {
    "on": True,
    "page": "/carrito",
    "seconds": 30,
    "items": 1,
    "every": 7,
    "texts": {"es": "¿Te ayudamos?"},
}


def wrong(**changes: Any) -> dict[str, str]:
    with pytest.raises(FormInvalid) as refused:
        Draft(**{**GOOD, **changes}).checked("rul_a", SPOKEN)
    return {name: problem.code for name, problem in refused.value.fields.items()}


def test_a_rule_is_taken_with_its_text_on_one_line() -> None:
    taken = Draft(**{**GOOD, "page": " /carrito ", "texts": {"es": " ¿Te \n ayudamos? ", "en": " "}}).checked(
        "rul_a", SPOKEN
    )
    assert taken == Invitation(
        id="rul_a", on=True, page="/carrito", seconds=30, items=1, every=7, texts={"es": "¿Te ayudamos?"}
    )


@pytest.mark.parametrize("page", ["", "/", "/zapatos/*/tallas", "*oferta", "/niños"])
def test_a_page_is_how_a_path_begins(page: str) -> None:
    assert Draft(**{**GOOD, "page": page}).checked("rul_a", SPOKEN).page == page


@pytest.mark.parametrize(
    "page", ["carrito", "https://lola.example/carrito", "/a b", "/a?x=1", "/a#b", "/" + "a" * 200, "/\u202e"]
)
def test_what_is_no_path_is_refused(page: str) -> None:
    assert wrong(page=page) == {"page": "path_invalid"}


@pytest.mark.parametrize(
    ("field", "number"),
    [("seconds", -1), ("seconds", 3601), ("items", -1), ("items", 1000), ("every", 0), ("every", 366)],
)
def test_a_number_out_of_range_is_refused(field: str, number: int) -> None:
    assert wrong(**{field: number}) == {field: "number_range"}


@pytest.mark.parametrize(
    ("texts", "problems"),
    [
        ({}, {"texts.es": "required"}),
        ({"en": "Can we help?"}, {"texts.es": "required"}),
        ({"es": "a" * 201}, {"texts.es": "text_too_long"}),
        ({"es": "Hola\u202e"}, {"texts.es": "text_too_long"}),
        ({"es": "Hola", "fr": "Salut"}, {"texts.fr": "language_unknown"}),
    ],
)
def test_a_text_that_could_not_be_shown_is_refused(texts: dict[str, str], problems: dict[str, str]) -> None:
    assert wrong(texts=texts) == problems


def test_all_that_is_wrong_is_said_at_once() -> None:
    assert set(wrong(page="x", every=0, texts={})) == {"page", "every", "texts.es"}


def test_a_page_is_compared_as_browsers_write_it() -> None:
    assert as_browsers_write("/niños/*/50%25(a)") == "/ni%C3%B1os/*/50%25(a)"


def test_nobody_is_invited_by_a_rule_that_is_off_or_to_a_chat_that_is() -> None:
    on, off = Invitation(id="rul_a", on=True), Invitation(id="rul_b")
    assert Chat().inviting == ()
    assert Chat(invitations=(off, on)).inviting == (on,)
    assert Chat(on=False, invitations=(on,)).inviting == ()


def test_who_speaks_another_language_reads_the_shops_first() -> None:
    rule = Invitation(id="rul_a", texts={"es": "¿Te ayudamos?", "en": "Can we help?"})
    assert [rule.text(language, "es") for language in ("en", "es", "fr")] == [
        "Can we help?",
        "¿Te ayudamos?",
        "¿Te ayudamos?",
    ]
