"""A form of the settings that is refused: its sentence stands at the field, and what was typed stays to be mended."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pytest

from console_agent import ConsoleAgent, console
from mostrador.domain.shop import Shop
from mostrador.storage import members, shops
from shopping import Counter


@pytest.fixture
def counter(migrated_sqlite_url: str, tmp_path: Path) -> Iterator[Counter]:
    counter = Counter(migrated_sqlite_url, tmp_path)
    yield counter
    counter.closes()


@pytest.fixture
def lola(counter: Counter) -> Iterator[ConsoleAgent]:
    with ConsoleAgent(counter, console(counter), "Lola", "administrator") as lola:
        yield lola


class Filled(HTMLParser):
    """A page's fields as whoever reads it sees them, which errors it shows, and what is folded open."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: dict[str, str | None] = {}  # by the field's id
        self.ticked: set[tuple[str, str]] = set()  # (form's address, value)
        self.wrong: set[str] = set()
        self.open: set[str] = set()
        self.form = self._select = self._area = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        id = given.get("id", "")
        if id.startswith("wrong-"):
            self.wrong.add(id.removeprefix("wrong-"))
        if tag == "details" and "open" in given:
            self.open.add(id)
        if tag == "form":
            self.form = given.get("hx-post", "").partition("/settings/")[2]
        if tag == "select":
            self._select = id
        if tag == "option" and "selected" in given:
            self.values[self._select] = given["value"]
        if tag == "textarea":
            self._area = id
        if tag == "input" and given.get("type") in {"checkbox", "radio"} and "checked" in given and self.form:
            self.ticked.add((self.form, given["value"]))
        elif tag == "input" and id:
            self.values[id] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        if tag == "form":
            self.form = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] = data


def shop_now(counter: Counter) -> Shop:
    shop = counter.run(counter.desk.db.read(lambda tx: shops.find(tx, counter.shop)))
    assert shop is not None
    return shop


def saves(agent: ConsoleAgent, path: str, fields: dict[str, Any] | None = None) -> httpx.Response:
    return agent.posts(f"/settings/{path}", {"version": shop_now(agent.counter).version, **(fields or {})})


def refused(answer: httpx.Response, *wrong: str, status: int = 422) -> Filled:
    """The page of a refusal, which names just these fields."""
    assert answer.status_code == status, answer.text
    assert 'id="settings"' in answer.text
    page = Filled(answer.text)
    assert page.wrong == set(wrong)
    return page


@pytest.mark.parametrize("department", ["dep_of_another_shop", ""])
def test_a_new_topic_keeps_its_names_its_department_and_its_box(
    counter: Counter, lola: ConsoleAgent, department: str
) -> None:
    care = department or shop_now(counter).topics[0].department or ""
    typed = {"name_es": "" if not department else "Regalos", "name_en": "Gifts", "department": care, "asks_order": "1"}
    page = refused(saves(lola, "topics", typed), "new_department" if department else "new_name_es")
    assert page.values["f-new_name_en"] == "Gifts"
    assert page.values["f-new_name_es"] == typed["name_es"]
    assert ("topics", "1") in page.ticked
    assert page.values.get("f-new-department") == (None if department else care)


def test_a_topic_that_is_changed_wrongly_stays_open_with_what_was_typed(counter: Counter, lola: ConsoleAgent) -> None:
    first, second = shop_now(counter).topics
    page = refused(
        saves(lola, f"topics/{first.id}", {"name_es": " ", "name_en": "Presents", "department": "", "asks_order": "1"}),
        f"{first.id}_name_es",
    )
    assert page.open == {first.id}
    assert page.values[f"f-{first.id}_name_en"] == "Presents"
    assert (f"topics/{first.id}", "1") in page.ticked
    assert page.values[f"f-{second.id}_name_es"] == second.names["es"], "the others stand as they are"
    assert page.values["f-new_name_en"] == ""


def test_a_box_that_was_unticked_stays_so(counter: Counter, lola: ConsoleAgent) -> None:
    topic = shop_now(counter).topics[0]
    saves(lola, f"topics/{topic.id}", {"name_es": "Pedidos", "asks_order": "1"})
    page = refused(saves(lola, f"topics/{topic.id}", {"name_es": ""}), f"{topic.id}_name_es")
    assert (f"topics/{topic.id}", "1") not in page.ticked


def test_a_topic_that_somebody_else_changed_meanwhile_keeps_what_was_typed(
    counter: Counter, lola: ConsoleAgent
) -> None:
    seen, topic = shop_now(counter).version, shop_now(counter).topics[0].id
    saves(lola, "retention", {"resolved": 90, "quarantine": 20})
    page = refused(lola.posts(f"/settings/topics/{topic}", {"version": seen, "name_es": "Envíos"}), status=409)
    assert page.values[f"f-{topic}_name_es"] == "Envíos"
    assert page.open == {topic}


def test_a_department_that_is_renamed_wrongly_keeps_its_new_name_at_its_own_field(
    counter: Counter, lola: ConsoleAgent
) -> None:
    saves(lola, "departments", {"name": "Sales"})
    [care, sales] = counter.run(counter.desk.db.read(lambda tx: shops.departments(tx, counter.shop)))
    page = refused(saves(lola, f"departments/{sales.id}", {"name": care.name.upper()}), f"{sales.id}_name")
    assert page.values[f"f-{sales.id}_name"] == care.name.upper()
    assert page.values["f-name"] == "", "the field of the new one is not that one"


def test_an_address_that_is_not_removed_does_not_stand_in_the_field_of_the_new_one(
    counter: Counter, lola: ConsoleAgent
) -> None:
    seen = shop_now(counter).version
    saves(lola, "retention", {"resolved": 90, "quarantine": 20})
    late = lola.posts("/settings/origins/remove", {"version": seen, "origin": "https://www.loza.example"})
    assert refused(late, status=409).values["f-origin"] == ""


def test_an_invitation_keeps_address_role_and_departments(counter: Counter, lola: ConsoleAgent) -> None:
    care = shop_now(counter).topics[0].department or ""
    typed = {"email": "bo@", "role": "supervisor", "departments": [care]}
    page = refused(saves(lola, "team/invite", typed), "email")
    assert page.values["f-email"] == "bo@"
    assert page.values["f-new-role"] == "supervisor"
    assert ("team/invite", care) in page.ticked
    gone = {"email": "bo@loza.example.com", "role": "agent", "departments": [care, "dep_of_another_shop"]}
    page = refused(saves(lola, "team/invite", gone), "departments")
    assert page.values["f-email"] == "bo@loza.example.com"
    assert ("team/invite", care) in page.ticked


def test_a_member_who_has_to_stay_what_they_are_keeps_what_was_chosen(counter: Counter, lola: ConsoleAgent) -> None:
    care = shop_now(counter).topics[0].department or ""
    typed = {"role": "agent", "departments": [care]}
    page = refused(saves(lola, f"team/{lola.id}", typed), lola.id, status=409)
    assert page.open == {lola.id}
    assert page.values[f"f-{lola.id}-role"] == "agent"
    assert (f"team/{lola.id}", care) in page.ticked
    assert page.values["f-email"] == ""
    [member] = counter.run(counter.desk.db.read(lambda tx: members.of_shop(tx, counter.shop)))
    assert member.role == "administrator"


def test_a_key_keeps_its_name_and_its_boxes(lola: ConsoleAgent) -> None:
    page = refused(saves(lola, "keys", {"name": "Warehouse"}), "scopes")
    assert page.values["f-name"] == "Warehouse"
    assert not page.ticked
    page = refused(saves(lola, "keys", {"name": " ", "scopes": ["conversations:read"]}), "name")
    assert page.ticked == {("keys", "conversations:read")}


@pytest.mark.parametrize("typed", ["a lot", "", "99999999"])
def test_a_number_that_is_none_stays_where_it_was_typed(counter: Counter, lola: ConsoleAgent, typed: str) -> None:
    page = refused(saves(lola, "limits", {"visitor": typed, "network": "61", "email": "11", "shop": "2001"}), "visitor")
    assert [page.values[f"f-{name}"] for name in ("visitor", "network", "email", "shop")] == [
        typed,
        "61",
        "11",
        "2001",
    ]
    page = refused(saves(lola, "retention", {"resolved": typed, "quarantine": "31"}), "resolved")
    assert (page.values["f-resolved"], page.values["f-quarantine"]) == (typed, "31")
    mail = {"sender_name": "Loza", "signature": "The team", "undo_seconds": typed}
    page = refused(saves(lola, "mail", mail), "undo_seconds")
    assert (page.values["f-sender_name"], page.values["f-signature"]) == ("Loza", "The team")
    hours = {"day_0": "9-14", "answer_within": typed, "country": "FR", "region": "", "closed": "2026-12-24"}
    page = refused(saves(lola, "hours", hours), "answer_within")
    assert (page.values["f-day_0"], page.values["f-country"], page.values["f-closed"]) == ("9-14", "FR", "2026-12-24")


def test_every_wrong_thing_of_the_hours_is_said_where_it_is(lola: ConsoleAgent) -> None:
    typed = {"day_3": "9-14, 13-18", "answer_within": "4", "country": "XX", "closed": "Christmas"}
    page = refused(saves(lola, "hours", typed), "day_3", "country", "closed")
    assert page.values["f-closed"] == "Christmas"


@pytest.mark.parametrize("line", ["2026-12-24 14-10", "2026-12-24 all day", "Christmas 10-14", "2026-02-30 10-14"])
def test_hours_of_a_single_day_that_cannot_be_meant_stay_to_be_mended(lola: ConsoleAgent, line: str) -> None:
    typed = {"answer_within": "4", "country": "ES", "closed": f"2026-12-25\n{line}"}
    page = refused(saves(lola, "hours", typed), "closed")
    assert page.values["f-closed"].splitlines() == ["2026-12-25", line]
    page = refused(saves(lola, "hours", {"answer_within": "4", "country": "ES", "region": "ZZZ"}), "region")
    assert page.values["f-region"] == "ZZZ"


def test_languages_that_were_all_unticked_stay_so_beside_what_is_wrong(lola: ConsoleAgent) -> None:
    typed = {"first": "en", "address": "usted", "time_zone": "Mars/Olympus", "privacy_url": "ftp://loza.example"}
    page = refused(saves(lola, "languages", typed), "time_zone", "privacy_url")
    assert page.values["f-first"] == "en"
    assert page.values["f-time_zone"] == "Mars/Olympus"
    assert page.values["f-privacy_url"] == "ftp://loza.example"
    assert page.ticked == {("languages", "usted")}


def test_a_logo_that_was_not_chosen_is_asked_for_at_its_field(lola: ConsoleAgent) -> None:
    refused(saves(lola, "look/logo", {"logo": ""}), "logo")


def test_a_colour_of_no_kind_leaves_side_and_greetings_as_typed(lola: ConsoleAgent) -> None:
    typed = {"color": "teal", "position": "left", "greeting_es": "¡Hola!", "greeting_en": "x" * 161}
    page = refused(saves(lola, "look", typed), "color", "greeting_en")
    assert page.values["f-color"] == "teal"
    assert page.values["f-greeting_es"] == "¡Hola!"
    assert page.ticked == {("look", "left")}


def test_whatever_a_form_sends_that_is_none_of_its_fields_the_page_stays(counter: Counter, lola: ConsoleAgent) -> None:
    page = refused(saves(lola, "departments", {"name": "Sales", "shop_id": "shop_other"}))
    assert page.values["f-name"] == "Sales"
    assert re.search(r'role="alert"', lola.posts("/settings/retention", {"resolved": 1, "quarantine": 1}).text)
    late = lola.posts("/settings/topics", {"version": "one", "name_es": "Regalos"})
    assert refused(late).values["f-new_name_es"] == "Regalos"
