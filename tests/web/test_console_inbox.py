"""Agents look at the inbox and search it; it hears by itself when something changes."""

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from console_agent import ConsoleAgent, console
from correspondents import writes
from mostrador.domain.wake import Wake
from shopping import Counter, Shopper


@pytest.fixture
def counter(migrated_sqlite_url: str, tmp_path: Path) -> Iterator[Counter]:
    counter = Counter(migrated_sqlite_url, tmp_path)
    yield counter
    counter.closes()


@pytest.fixture
def app(counter: Counter) -> Starlette:
    return console(counter)


@pytest.fixture
def ana(counter: Counter) -> Shopper:
    return counter.shopper("ana")


@pytest.fixture
def bo(counter: Counter, app: Starlette) -> Iterator[ConsoleAgent]:
    with ConsoleAgent(counter, app, "Bo") as bo:
        yield bo


def rows(page: httpx.Response) -> list[str]:
    assert page.status_code == 200, page.text
    return re.findall(r'id="row-(cnv_\w+)"', page.text)


def test_an_empty_counter_shows_the_script_tag_and_no_skeleton_rows(counter: Counter, bo: ConsoleAgent) -> None:
    page = bo.opens("/inbox/open")
    assert f"widget.js?shop={counter.shop}" in page.text
    assert rows(page) == []


@pytest.mark.parametrize("view", ["open", "mine", "unassigned", "waiting", "resolved", "quarantine"])
def test_every_view_opens(ana: Shopper, bo: ConsoleAgent, view: str) -> None:
    ana.sends()
    page = bo.opens(f"/inbox/{view}")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"


def test_what_is_no_view_is_not_there(bo: ConsoleAgent) -> None:
    for path in ("/inbox/everything", "/inbox/dep_elsewhere", "/inbox/open?department=dep_elsewhere"):
        assert bo.opens(path).status_code == 404
    for cursor in ("x", "1", "9" * 40 + ".cnv_x", "-1.cnv_x", "1;drop.cnv"):
        assert bo.opens(f"/inbox/open?after={cursor}").status_code == 422


def test_the_next_page_comes_without_the_frame_around_it(counter: Counter, bo: ConsoleAgent) -> None:
    sent = writes(counter, *(f"Pregunta {number}" for number in range(34)))
    first = bo.opens("/inbox/open")
    more = re.search(r'id="more".*?hx-get="([^"]+)"', first.text)
    assert more
    address = more[1].removeprefix("/console").replace("&amp;", "&")
    second = bo.swaps(address, "li#more")
    assert "<ul>" not in second.text
    assert "<nav" not in second.text
    assert len(rows(first)) == 30
    assert sorted(rows(first) + rows(second)) == sorted(sent)


def test_what_was_unfolded_is_read_again_at_once_and_never_less_than_a_page(counter: Counter, bo: ConsoleAgent) -> None:
    writes(counter, *(f"Pregunta {number}" for number in range(34)))
    assert len(rows(bo.swaps("/inbox/open?rows=33", "div#rows"))) == 33
    assert len(rows(bo.swaps("/inbox/open?rows=1", "div#rows"))) == 30


def test_a_living_list_brings_its_counts_along(ana: Shopper, bo: ConsoleAgent) -> None:
    ana.sends()
    again = bo.swaps("/inbox/open?rows=30", "div#rows")
    assert 'hx-swap-oob="outerHTML"' in again.text
    assert len(rows(again)) == 1
    assert "<html" not in again.text


def test_search_shows_the_hit_and_only_as_text(counter: Counter, bo: ConsoleAgent) -> None:
    opened = counter.shopper("ana").sends(
        message="La taza llegó rota y con <b>restos</b> de pegamento por todas partes"
    )
    bo.does(opened.conversation, "release")
    page = bo.opens("/search?q=taza")
    assert rows(page) == [opened.conversation]
    assert "<mark>taza</mark>" in page.text
    assert "<b>restos" not in page.text
    assert rows(bo.opens(f"/search?q={opened.code}")) == [opened.conversation]
    assert rows(bo.opens("/search?q=")) == []


def test_a_conversation_of_another_shop_is_nowhere(counter: Counter, app: Starlette, ana: Shopper) -> None:
    opened = ana.sends()
    with ConsoleAgent(counter, app, "Dan", "administrator", counter.opens_shop("Otra")) as dan:
        assert opened.conversation not in dan.opens("/inbox/open").text
        assert rows(dan.opens(f"/search?q={opened.code}")) == []
        assert dan.opens(f"/conversations/{opened.conversation}").status_code == 404
        for action, fields in {
            "say": {"mode": "note", "key": "k1", "text": "Hm.", "seen": "0"},
            "take-back": {"held": "due_x"},
            "assign": {"agent": dan.id},
            "move": {"department": ""},
            "status": {"to": "resolved"},
            "priority": {"to": "urgent"},
            "tag": {"name": "vip"},
            "untag": {"name": "vip"},
            "quarantine": {},
            "release": {},
            "block": {},
            "unblock": {},
            "unmerge": {"id": opened.conversation},
            "unlink": {"id": opened.conversation},
            "match": {},
            "read": {"seq": "1"},
            "here": {},
            "preview": {"text": "Hm."},
        }.items():
            assert dan.does(opened.conversation, action, **fields).status_code == 404, action


def test_whoever_is_not_logged_in_is_sent_to_the_login(app: Starlette, counter: Counter) -> None:
    async def ask() -> list[httpx.Response]:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8321", headers={"Accept": "text/html"}
        ) as nobody:
            return [
                await nobody.get(f"/console/{path}") for path in ("inbox/open", "search?q=x", "conversations/cnv_x")
            ]

    for answer in counter.run(ask()):
        assert answer.status_code == 303
        assert "/console/login" in answer.headers["Location"]


def test_news_name_what_changed_and_come_at_most_once_a_second(
    counter: Counter, ana: Shopper, bo: ConsoleAgent
) -> None:
    stamp = bo.opens("/news").json()["after"]
    opened = ana.sends()
    heard = bo.opens(f"/news?after={stamp}").json()
    assert heard["conversations"] == [opened.conversation]
    assert bo.opens("/news?after=another.7").json()["conversations"] == ["*"]


def test_somebody_who_waits_hears_at_once_and_after_a_while_of_silence_that_nothing_was(
    counter: Counter, bo: ConsoleAgent
) -> None:
    stamp = bo.opens("/news").json()["after"]

    async def wait_and_ring() -> httpx.Response:
        waiting = asyncio.create_task(bo.asks(f"/news?after={stamp}"))
        await counter.clock.sleep(0.2)
        counter.desk.hub.ring(Wake(counter.shop, "cnv_x"))
        return await waiting

    assert counter.run(wait_and_ring()).json()["conversations"] == ["cnv_x"]
    stamp = bo.opens("/news").json()["after"]

    async def wait_and_let_time_pass() -> httpx.Response:
        waiting = asyncio.create_task(bo.asks(f"/news?after={stamp}"))
        await counter.clock.sleep(0.2)
        counter.moves(timedelta(seconds=26))
        return await waiting

    assert counter.run(wait_and_let_time_pass()).status_code == 204
