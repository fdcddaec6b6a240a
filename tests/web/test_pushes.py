"""A chat rings at an agent whose console sleeps, and their browser tells them; a push service stands by to see how."""

import json
import logging
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from push_agents import KEY, comes_on_duty, ends, is_on, subscribed, subscribes
from test_queue import board

from live_callers import LiveShopper, agent_line
from office import Office
from push_browser import PushBrowser, vouched
from services.far_server import FarServer, answer

SHE_SAYS = '<img src=x onerror="alert(1)"> Me llamo Ana García, 612 345 678'


@pytest.fixture
def office_settings() -> dict[str, Any]:
    return {"allowed_private_ranges": ["127.0.0.0/8"]}


def test_s1_a_chat_that_rings_is_told_to_the_agents_browser_without_a_word_of_the_shoppers(
    office: Office, service: FarServer, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    marta = office.at_work("marta@loza.example")
    browser = subscribes(marta, service)
    with structlog.testing.capture_logs() as logged, agent_line(marta) as line:
        comes_on_duty(line)
        chat = LiveShopper(office).opens(SHE_SAYS, name="Ana García")
        card = board(line, ringing=[chat])["ringing"][0]
        (sent,) = service.got()
        office.settles()
    told = json.loads(browser.opens(sent.body))
    assert told == {"title": "A chat waits for you", "code": card["code"], "chat": chat}
    assert sent.line == "POST /push/a-secret-of-the-browser HTTP/1.1"
    assert {name: sent.headers[name] for name in ("content-encoding", "urgency", "ttl")} == {
        "content-encoding": "aes128gcm",
        "urgency": "high",
        "ttl": "30",
    }
    assert re.fullmatch(r"[\w-]{1,32}", sent.headers["topic"])
    assert chat not in str(sent.headers)
    assert ends(office) == [("push_ring", "done", None)]
    for told_on in (caplog.text, str(logged)):
        assert "Ana" not in told_on
        assert "a-secret" not in told_on


def test_the_push_service_is_told_who_we_are_and_for_how_long(office: Office, service: FarServer):
    marta = office.at_work("marta@loza.example")
    subscribes(marta, service)
    with agent_line(marta) as line:
        comes_on_duty(line)
        LiveShopper(office).opens()
        (sent,) = service.got()
    claims, key = vouched(sent)
    offered = KEY.search(marta.gets("/console/chats").text)
    assert offered
    assert key == offered[1]
    assert claims == {
        "aud": service.url,
        "sub": f"mailto:{office.settings.mail_from}",
        "exp": int((office.now() + timedelta(hours=12)).timestamp()),
    }


def test_a_chat_that_somebody_else_takes_rings_no_more(office: Office, service: FarServer):
    service.answers = [answer(503)]
    marta, bo = office.at_work("marta@loza.example"), office.at_work("bo@loza.example")
    subscribes(marta, service)
    with agent_line(marta) as martas, agent_line(bo) as bos:
        comes_on_duty(martas)
        chat = LiveShopper(office).opens()
        service.got()
        office.settles()
        bos.sends("join", conversation=chat)
        board(bos, mine=[chat])
        office.moves(timedelta(seconds=5))
        office.settles()
    assert len(service.requests) == 1
    assert ends(office) == [("push_ring", "taken_back", None)]


def test_a_push_that_does_not_get_through_is_tried_twice_more_while_it_rings(office: Office, service: FarServer):
    service.answers = [answer(503), answer(429), answer(500)]
    marta = office.at_work("marta@loza.example")
    browser = subscribes(marta, service)
    with agent_line(marta) as line:
        comes_on_duty(line)
        LiveShopper(office).opens()
        for count, pause in enumerate((3, 6, 12), 1):
            sent = service.got(count)[-1]
            office.settles()  # the next try is set
            office.moves(timedelta(seconds=pause))
        office.settles()
    assert int(sent.headers["ttl"]) == 30 - 3 - 6  # no longer than it rings
    assert browser.opens(sent.body)
    assert len(service.requests) == 3
    assert ends(office) == [("push_ring", "failed", "later")]
    assert is_on(marta)


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(office: Office, service: FarServer, status: int):
    service.answers = [answer(status)]
    marta = office.at_work("marta@loza.example")
    subscribes(marta, service)
    assert is_on(marta)
    with agent_line(marta) as line:
        comes_on_duty(line)
        chat = LiveShopper(office).opens()
        service.got()
        office.settles()
        line.sends("join", conversation=chat)
        board(line, mine=[chat])
        other = LiveShopper(office).opens()
        board(line, ringing=[other])
        office.settles()
    assert not is_on(marta)
    assert subscribed(office) == []
    assert ends(office) == [("push_ring", "failed", "gone")]


def test_a_chat_that_is_passed_on_is_told_to_whom_it_is_meant_for(office: Office, service: FarServer):
    marta, bo = office.at_work("marta@loza.example"), office.at_work("bo@loza.example")
    bos_browser = subscribes(bo, service)
    chat = LiveShopper(office).opens()
    with agent_line(marta) as martas, agent_line(bo) as bos:
        martas.sends("join", conversation=chat)
        board(martas, mine=[chat])
        comes_on_duty(bos)
        assert service.requests == []
        passed = marta.posts(f"/console/chats/{chat}/pass", to=bo.agent, note=SHE_SAYS, key="a-key-of-ours")
        assert passed.status_code == 204
        (sent,) = service.got()
    assert json.loads(bos_browser.opens(sent.body))["chat"] == chat


def test_a_message_that_the_agent_does_not_read_is_told_once_and_one_that_they_read_is_not(
    office: Office, service: FarServer
):
    ana, marta = LiveShopper(office), office.at_work("marta@loza.example")
    chat = ana.opens()
    browser = subscribes(marta, service)
    with ana.line() as hers, agent_line(marta) as line:
        line.sends("join", conversation=chat)
        board(line, mine=[chat])
        line.sends("watch", conversation=chat)
        for text in (SHE_SAYS, "¿Hola?"):
            hers.says(chat, text)
            line.hears(chat, text)
        office.settles()
        assert service.requests == []
        office.moves(timedelta(seconds=10))
        (sent,) = service.got()
        told = json.loads(browser.opens(sent.body))
        assert (told["title"], told["chat"]) == ("New message in your chat", chat)
        office.settles()
        hers.says(chat, "Ya está.")
        seq = line.hears(chat, "Ya está.")["seq"]
        line.sends("read", conversation=chat, seq=seq)
        while hers.frame("state")["state"]["read_by_agents"] < seq:
            pass
        office.moves(timedelta(seconds=10))
        office.settles()
    assert len(service.requests) == 1
    assert [state for _, state, _ in ends(office)] == ["done", "taken_back"]


def test_s19_an_endpoint_within_our_network_is_not_called(migrated_url: str, tmp_path: Path, service: FarServer):
    with Office(migrated_url, tmp_path) as office:
        marta = office.at_work("marta@loza.example")
        subscribes(marta, service)
        with agent_line(marta) as line:
            comes_on_duty(line)
            board(line, ringing=[LiveShopper(office).opens()])
            office.settles()
        assert service.requests == []
        assert ends(office) == [("push_ring", "failed", "Unsafe")]


def test_where_the_owner_wants_no_pushes_the_console_offers_none(migrated_url: str, tmp_path: Path, service: FarServer):
    with Office(migrated_url, tmp_path, web_push=False) as office:
        marta = office.at_work("marta@loza.example")
        assert 'id="push"' not in marta.gets("/console/chats").text
        subscription = PushBrowser().subscription(f"{service.url}/push/x")
        assert marta.posts("/console/push", **subscription).status_code == 404
        assert marta.posts("/console/push/off").status_code == 404


def test_the_worker_rules_the_console_and_nothing_beyond(office: Office):
    got = office.browser().gets("/console/worker.js")
    assert got.headers["content-type"].startswith("text/javascript")
    assert "service-worker-allowed" not in got.headers  # so its scope is at most /console/
    assert got.headers["cache-control"] == "no-cache"
    assert got.headers["content-security-policy"] == "default-src 'none'"
