"""What a shopper's browser tells of where they are: agents see it, and nobody is asked to believe it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from live_callers import Line, LiveShopper, agent_line
from office import Office

PAGE = "https://www.loza.example/tazas/azul"
CART = {"items": 3, "total": "59,90\u00a0€"}  # as browsers write it


@pytest.fixture
def office(migrated_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_url, tmp_path) as office:
        yield office


def told(line: Line, **wanted: str) -> dict[str, Any]:
    """Wait for a state in which the browser tells this."""
    while True:
        said: dict[str, Any] = line.frame("state")["state"]["told"]
        if all(said.get(name) == value for name, value in wanted.items()):
            return said


def test_an_agent_sees_where_the_shopper_is_and_what_is_in_the_cart(office: Office):
    ana, marta = LiveShopper(office), office.at_work("marta@loza.example")
    ana.http.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    chat = ana.opens(page=PAGE, referrer="https://search.example/?q=tazas+ana@example.com", cart=CART)
    with agent_line(marta) as martas, ana.line() as hers:
        martas.sends("watch", conversation=chat)
        assert told(martas, page=PAGE) == {
            "page": PAGE,
            "referrer": "https://search.example/",
            "device": "Firefox, Linux",
            "items": "3",
            "total": "59,90 €",
        }
        hers.sends("here", conversation=chat, page="https://www.loza.example/caja?token=abc#pago", cart=None)
        moved = told(martas, page="https://www.loza.example/caja")
        assert moved == {"page": "https://www.loza.example/caja", "device": "Firefox, Linux"}
        ana.http.post(f"conversations/{chat}/here", json={"page": PAGE}).raise_for_status()
        told(martas, page=PAGE)
    facts = marta.http.get(f"/console/chats/{chat}/facts").text
    assert "The shopper’s browser says" in facts
    assert PAGE in facts


def test_a_shopper_is_told_nothing_of_what_the_browser_said(office: Office):
    ana = LiveShopper(office)
    ana.opens(page=PAGE, cart=CART)
    with ana.line() as hers:
        assert hers.frame("state")["state"]["told"] == {}


@pytest.mark.parametrize(
    "page",
    [
        "javascript:alert(1)",
        "https://ana:clave@loza.example/",
        "https://a\u202eb.example/",
        "<b>",
        "https://[",
        "x" * 1999,
    ],
)
def test_a_page_that_nobody_could_open_is_dropped(office: Office, page: str):
    ana, marta = LiveShopper(office), office.at_work("marta@loza.example")
    chat = ana.opens(page=PAGE)
    with agent_line(marta) as martas, ana.line() as hers:
        martas.sends("watch", conversation=chat)
        told(martas, page=PAGE)
        hers.sends("here", conversation=chat, page=page, cart={"items": 1, "total": "1 €\u202e"})
        assert "page" not in told(martas, items="1")


@pytest.mark.parametrize(
    "cart", [{"items": -1}, {"items": 10_000}, {"items": "3"}, {"items": 1, "total": "9" * 41}, {"items": 1, "x": 1}, 7]
)
def test_a_cart_that_is_none_is_refused_and_the_line_goes_on(office: Office, cart: Any):
    ana = LiveShopper(office)
    chat = ana.opens()
    with ana.line() as hers:
        hers.sends("here", conversation=chat, cart=cart)
        assert hers.frame("error")["code"] == "malformed"
        hers.says(chat, "Sigo aquí.")
        hers.hears(chat, "Sigo aquí.")
    assert ana.http.post(f"conversations/{chat}/here", json={"cart": cart}).status_code == 422


def test_nobody_tells_where_another_shopper_is_and_no_agent_does(office: Office):
    ana, jon, marta = LiveShopper(office), LiveShopper(office), office.at_work("marta@loza.example")
    chat = ana.opens(page=PAGE)
    with jon.line() as his, agent_line(marta) as martas:
        his.sends("here", conversation=chat, page="https://evil.example/")
        assert his.frame("error")["code"] == "not_found"
        martas.sends("here", conversation=chat, page="https://evil.example/")
        assert martas.frame("error")["code"] == "forbidden"
        martas.sends("watch", conversation=chat)
        told(martas, page=PAGE)


def test_an_ended_chat_follows_nobody(office: Office):
    ana, marta = LiveShopper(office), office.at_work("marta@loza.example")
    chat = ana.opens(page=PAGE)
    ana.http.post(f"conversations/{chat}/end", json={}).raise_for_status()
    ana.http.post(f"conversations/{chat}/here", json={"page": "https://www.loza.example/"}).raise_for_status()
    with agent_line(marta) as martas:
        martas.sends("watch", conversation=chat)
        told(martas, page=PAGE)
