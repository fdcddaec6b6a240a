"""An owner changes the shop in the console."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from console_agent import ConsoleAgent, console
from mostrador.actions import sightings
from mostrador.domain.shop import Shop
from mostrador.storage import shops
from shopping import Counter

PAGES = (
    "setup",
    "look",
    "languages",
    "hours",
    "topics",
    "departments",
    "invitations",
    "origins",
    "keys",
    "mail",
    "limits",
    "retention",
)


@pytest.fixture
def counter(migrated_sqlite_url: str, tmp_path: Path) -> Iterator[Counter]:
    counter = Counter(migrated_sqlite_url, tmp_path)
    yield counter
    counter.closes()


@pytest.fixture
def lola(counter: Counter) -> Iterator[ConsoleAgent]:
    with ConsoleAgent(counter, console(counter), "Lola", "administrator") as lola:
        yield lola


def shop_now(counter: Counter) -> Shop:
    shop = counter.run(counter.desk.db.read(lambda tx: shops.find(tx, counter.shop)))
    assert shop is not None
    return shop


def saves(agent: ConsoleAgent, path: str, fields: dict[str, Any] | None = None) -> httpx.Response:
    return agent.posts(f"/settings/{path}", {"version": shop_now(agent.counter).version, **(fields or {})})


@pytest.mark.parametrize("key", PAGES)
def test_every_page_opens_for_an_administrator(lola: ConsoleAgent, key: str) -> None:
    answer = lola.opens(f"/settings/{key}")
    assert answer.status_code == 200
    assert 'id="settings"' in answer.text


@pytest.mark.parametrize("role", ["supervisor", "agent"])
def test_nobody_else_opens_any(counter: Counter, role: Any) -> None:
    with ConsoleAgent(counter, console(counter), "Bo", role) as bo:
        assert [bo.opens(f"/settings/{page}").status_code for page in PAGES] == [403] * len(PAGES)
        assert bo.opens("/settings/look/preview").status_code == 403
        assert saves(bo, "limits", {"visitor": 1, "network": 1, "email": 1, "shop": 1}).status_code == 403
        assert saves(bo, "keys", {"name": "Mine", "scopes": ["events:write"]}).status_code == 403


def test_the_settings_begin_with_the_set_up(lola: ConsoleAgent) -> None:
    answer = lola.opens("/settings")
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/settings/setup")


def test_the_set_up_page_notices_the_first_call_of_the_widget(counter: Counter, lola: ConsoleAgent) -> None:
    before = lola.opens("/settings/setup").text
    assert f"/widget.js?shop={counter.shop}" in before
    assert "Waiting for the widget" in before
    counter.run(sightings.note(counter.desk, counter.shop, "https://www.loza.example"))
    counter.moves(timedelta(minutes=2))
    after = lola.opens("/settings/setup").text
    assert "The widget called from https://www.loza.example" in after
    assert re.search(r"2 min(utes|\.)? ago", after)


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("limits", {"visitor": 1, "network": 1, "email": 1, "shop": 1, "name": "Mine"}),
        ("retention", {"resolved": 1, "quarantine": 1, "profile": "{}"}),
        ("look", {"color": "#123456", "position": "left", "logo": "data:image/png;base64,AAAA"}),
        ("departments", {"name": "Sales", "shop_id": "shop_other"}),
        ("topics", {"name_es": "Regalos", "id": "top_mine"}),
        ("keys", {"name": "Mine", "scopes": ["events:write"], "digest": "00"}),
    ],
)
def test_a_field_that_no_form_has_is_refused(
    counter: Counter, lola: ConsoleAgent, path: str, fields: dict[str, Any]
) -> None:
    """S-17"""
    before = shop_now(counter)
    assert saves(lola, path, fields).status_code == 422
    assert shop_now(counter) == before


def test_a_save_without_the_version_that_was_seen_is_refused(lola: ConsoleAgent) -> None:
    assert lola.posts("/settings/retention", {"resolved": 1, "quarantine": 1}).status_code == 422


def test_the_second_of_two_owners_sees_what_the_first_did(counter: Counter, lola: ConsoleAgent) -> None:
    seen = shop_now(counter).version
    assert saves(lola, "retention", {"resolved": 90, "quarantine": 20}).status_code == 200
    late = lola.posts("/settings/retention", {"version": seen, "resolved": 5, "quarantine": 5})
    assert late.status_code == 409
    assert "Somebody else changed this meanwhile" in late.text
    assert shop_now(counter).profile.retention.resolved == 90


def test_languages_begin_with_the_first_one(counter: Counter, lola: ConsoleAgent) -> None:
    sent = {"languages": ["es", "en"], "first": "en", "address": "usted", "time_zone": "Atlantic/Canary"}
    assert saves(lola, "languages", {**sent, "privacy_url": "https://loza.example/privacy"}).status_code == 200
    profile = shop_now(counter).profile
    assert (profile.languages, profile.address, profile.time_zone) == (("en", "es"), "usted", "Atlantic/Canary")


def test_a_language_that_the_widget_does_not_speak_is_refused(lola: ConsoleAgent) -> None:
    sent = {"languages": ["xx"], "first": "xx", "address": "tu", "time_zone": "Europe/Madrid", "privacy_url": ""}
    answer = saves(lola, "languages", sent)
    assert answer.status_code == 422
    assert 'id="wrong-languages"' in answer.text


def test_a_privacy_page_cannot_be_a_script(lola: ConsoleAgent) -> None:
    sent = {"languages": ["es"], "first": "es", "address": "tu", "time_zone": "Europe/Madrid"}
    answer = saves(lola, "languages", {**sent, "privacy_url": "javascript:alert(1)"})
    assert answer.status_code == 422
    assert 'id="wrong-privacy_url"' in answer.text


def test_hours_are_read_as_people_write_them(counter: Counter, lola: ConsoleAgent) -> None:
    days = {"day_0": "9-14, 16.30-19:00", "day_1": "09:00–18:00", "day_2": "10 to 24"}
    sent = {
        **days,
        "answer_within": 4,
        "country": "ES",
        "region": "ct",
        "closed": "2026-12-25\n2026-08-15\n2026-12-24  10-14, 16-18",
    }
    answer = saves(lola, "hours", sent)
    assert answer.status_code == 200, answer.text
    hours = shop_now(counter).profile.hours
    assert hours.week[:4] == (
        (("09:00", "14:00"), ("16:30", "19:00")),
        (("09:00", "18:00"),),
        (("10:00", "24:00"),),
        (),
    )
    assert (hours.region, hours.closed, hours.answer_within) == ("CT", ("2026-08-15", "2026-12-25"), 4)
    assert hours.special == (("2026-12-24", (("10:00", "14:00"), ("16:00", "18:00"))),)
    assert "2026-12-24 10:00-14:00, 16:00-18:00" in answer.text
    assert "09:00-14:00, 16:30-19:00" in answer.text


@pytest.mark.parametrize("typed", ["all day", "18-9", "9-14, 13-18", "9-25", "9:60-10"])
def test_hours_that_cannot_be_meant_stay_to_be_mended(lola: ConsoleAgent, typed: str) -> None:
    answer = saves(lola, "hours", {"day_3": typed, "answer_within": 4, "country": "ES"})
    assert answer.status_code == 422
    assert 'id="wrong-day_3"' in answer.text
    assert f'value="{typed}"' in answer.text


def test_topics_are_added_moved_changed_and_removed(counter: Counter, lola: ConsoleAgent) -> None:
    care = shop_now(counter).topics[0].department
    added = saves(lola, "topics", {"name_es": "Regalos", "name_en": "Gifts", "department": care, "asks_order": "1"})
    assert added.status_code == 200, added.text
    topic = shop_now(counter).topics[-1]
    assert (topic.names, topic.department, topic.asks_order) == ({"es": "Regalos", "en": "Gifts"}, care, True)
    saves(lola, f"topics/{topic.id}/up")
    assert [each.name("es") for each in shop_now(counter).topics] == ["Pedidos", "Regalos", "Otra cosa"]
    saves(lola, f"topics/{topic.id}/down")
    saves(lola, f"topics/{topic.id}", {"name_es": "Tarjetas", "name_en": "Cards", "department": ""})
    changed = shop_now(counter).topics[-1]
    assert (changed.name("en"), changed.department, changed.asks_order) == ("Cards", None, False)
    assert saves(lola, f"topics/{topic.id}/remove").status_code == 200
    assert topic.id not in {each.id for each in shop_now(counter).topics}


def test_a_topic_without_a_name_says_so_at_its_own_field(counter: Counter, lola: ConsoleAgent) -> None:
    topic = shop_now(counter).topics[0].id
    assert 'id="wrong-new_name_es"' in saves(lola, "topics", {"name_es": " "}).text
    assert f'id="wrong-{topic}_name_es"' in saves(lola, f"topics/{topic}", {"name_es": ""}).text


def test_departments_are_added_renamed_and_removed(counter: Counter, lola: ConsoleAgent) -> None:
    assert "Sales" in saves(lola, "departments", {"name": "Sales"}).text
    taken = saves(lola, "departments", {"name": "sales"})
    assert taken.status_code == 422
    assert 'value="sales"' in taken.text
    [care, sales] = counter.run(counter.desk.db.read(lambda tx: shops.departments(tx, counter.shop)))
    assert "Shops" in saves(lola, f"departments/{sales.id}", {"name": "Shops"}).text
    assert saves(lola, f"departments/{sales.id}/remove").status_code == 200
    used = saves(lola, f"departments/{care.id}/remove")
    assert used.status_code == 409
    assert "A topic leads here" in used.text


def test_an_address_is_added_and_removed(counter: Counter, lola: ConsoleAgent) -> None:
    assert "https://shop.example" in saves(lola, "origins", {"origin": "https://shop.example/"}).text
    refused = saves(lola, "origins", {"origin": "https://*.example"})
    assert refused.status_code == 422
    assert "would let strangers" in refused.text
    saves(lola, "origins/remove", {"origin": "https://www.loza.example"})
    assert shop_now(counter).origins == ("https://shop.example",)


def test_a_key_is_shown_once(lola: ConsoleAgent) -> None:
    made = saves(lola, "keys", {"name": "Warehouse", "scopes": ["events:write", "surveys:invite"]})
    assert made.status_code == 200, made.text
    [key] = set(re.findall(r"mk_[\w-]{43}", made.text))
    again = lola.opens("/settings/keys").text
    assert key not in again
    assert f"…{key[-4:]}" in again
    [id] = set(re.findall(r"keys/(key_\w+)/rotate", again))
    rotated = saves(lola, f"keys/{id}/rotate").text
    assert len(set(re.findall(r"mk_[\w-]{43}", rotated))) == 1
    assert key not in rotated
    third = saves(lola, f"keys/{id}/rotate")
    assert third.status_code == 409
    assert "There are two already" in third.text
    assert saves(lola, f"keys/{id}/revoke").status_code == 200
    assert f"…{key[-4:]}" not in lola.opens("/settings/keys").text


def test_a_key_without_scopes_is_refused_at_its_field(lola: ConsoleAgent) -> None:
    answer = saves(lola, "keys", {"name": "Warehouse"})
    assert answer.status_code == 422
    assert 'id="wrong-scopes"' in answer.text


def test_an_identity_secret_is_rotated_and_the_old_one_ended(lola: ConsoleAgent) -> None:
    saves(lola, "keys/identity/rotate")
    made = saves(lola, "keys/identity/rotate").text
    [old, _new] = re.findall(r'<b class="num">(idk_\w+)</b>', made)
    assert saves(lola, "keys/identity/rotate").status_code == 409
    after = saves(lola, f"keys/identity/{old}/revoke").text
    assert old not in after
