"""Supervisors keep canned replies; agents are offered those that suit, filled in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from live_callers import LiveShopper, agent_line
from mostrador.storage import shops
from office import Browser, Office

REPLIES = "/console/settings/replies"
SALE = "{customer.first_name}, tu pedido {order.number} llega {?cuándo llega}. {agent.name}, {shop.name}"


@pytest.fixture
def office(migrated_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_url, tmp_path) as office:
        yield office


def keeps(supervisor: Browser, path: str = "", **fields: str) -> Any:
    office = supervisor.office
    version = str(office.read(lambda tx: shops.find(tx, office.shop)).version)
    return supervisor.posts(REPLIES + path, **{"version": version, "name": "Sale hoy", "text": SALE, **fields})


def offered(agent: Browser, chat: str) -> list[dict[str, str]]:
    replies: list[dict[str, str]] = agent.http.get(f"/console/chats/{chat}/replies").json()["replies"]
    return replies


def test_a_supervisor_writes_a_reply_and_an_agent_gets_it_filled_in(office: Office):
    sam, marta = office.at_work("sam@loza.example", "supervisor"), office.at_work("marta@loza.example")
    assert keeps(sam).status_code == 200
    chat = LiveShopper(office).opens(name="Ana García")
    reply = offered(marta, chat)[0]
    assert reply["name"] == "Sale hoy"
    assert reply["text"] == "Ana, tu pedido {order.number} llega {?cuándo llega}. Marta, Loza"
    assert keeps(sam, f"/{reply['id']}", name="Sale mañana", text="Sale mañana.").status_code == 200
    assert [each["text"] for each in offered(marta, chat)] == ["Sale mañana."]
    assert sam.posts(f"{REPLIES}/{reply['id']}/remove", version="1").status_code == 409
    version = str(office.read(lambda tx: shops.find(tx, office.shop)).version)
    assert sam.posts(f"{REPLIES}/{reply['id']}/remove", version=version).status_code == 200
    assert offered(marta, chat) == []


def test_a_reply_is_offered_in_its_language_alone(office: Office):
    sam = office.at_work("sam@loza.example", "supervisor")
    assert keeps(sam, language="en", text="It leaves today.").status_code == 200
    assert offered(sam, LiveShopper(office).opens()) == []


def test_a_wrong_reply_says_what_is_wrong_and_keeps_what_was_typed(office: Office):
    sam = office.at_work("sam@loza.example", "supervisor")
    answer = keeps(sam, text="Hola, {nombre}.")
    assert answer.status_code == 422
    assert "Something in braces is none of our fields." in answer.text
    assert "Hola, {nombre}." in answer.text


def test_two_supervisors_do_not_overwrite_each_other(office: Office):
    sam = office.at_work("sam@loza.example", "supervisor")
    old = str(office.read(lambda tx: shops.find(tx, office.shop)).version)
    assert keeps(sam).status_code == 200
    assert keeps(sam, version=old, name="Otra").status_code == 409


def test_a_supervisor_sees_the_replies_and_no_other_settings(office: Office):
    sam = office.at_work("sam@loza.example", "supervisor")
    first = sam.gets("/console/settings")
    assert first.headers["location"].endswith("/settings/replies")
    page = sam.gets(REPLIES)
    assert "/console/settings/team" not in page.text
    assert sam.gets("/console/settings/team").status_code == 403


def test_an_answer_with_a_field_that_is_not_filled_in_leaves_neither_by_chat_nor_by_mail(office: Office):
    ana, marta = LiveShopper(office), office.at_work("marta@loza.example")
    chat = ana.opens(email="ana@example.com")
    with agent_line(marta) as line:
        for text in ("Llega {?cuándo}.", "Tu pedido {order.number} llega."):
            key = line.says(chat, text)
            refused = line.frame("error")
            assert (refused["code"], refused["key"]) == ("field_unfilled", key)
        line.says(chat, "Escribe {así}.")
        line.sends("watch", conversation=chat)
        line.hears(chat, "Escribe {así}.")
    said = {"mode": "answer", "key": "key-1", "text": "Llega {?cuándo}.", "seen": "9"}
    answer = marta.posts(f"/console/conversations/{chat}/say", **said)
    assert answer.status_code == 422
    assert "A field is not filled in." in answer.text
    assert "Llega {?cuándo}." in answer.text
