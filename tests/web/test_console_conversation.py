"""An agent reads a conversation in the console and does something about it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection
from starlette.applications import Starlette

from console_agent import ConsoleAgent, console, works
from mostrador.domain import conversation as talk
from mostrador.storage import conversations
from shopping import MESSAGE, Counter, Shopper

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
UNDO = timedelta(seconds=9)  # a little longer than an answer is held


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


@pytest.fixture
def cid(counter: Counter, app: Starlette) -> Iterator[ConsoleAgent]:
    with ConsoleAgent(counter, app, "Cid", "supervisor") as cid:
        yield cid


def shown(agent: ConsoleAgent, conversation: str) -> str:
    page = agent.swaps(f"/conversations/{conversation}", "main#conversation")
    assert page.status_code == 200, page.text
    return page.text


def much_happens(tx: Connection, agent: ConsoleAgent, conversation: str) -> None:
    for number in range(120):
        current = conversations.lock(tx, agent.shop, conversation)
        assert current is not None
        change = talk.pend if number % 2 else talk.reopen
        conversations.append(tx, current, change(replace(current, status="snoozed"), agent.speaker, at=NOON))


def test_what_ana_wrote_stands_in_the_inbox_and_opens(ana: Shopper, bo: ConsoleAgent) -> None:
    opened = ana.sends()
    inbox = bo.opens("/inbox/open")
    assert inbox.status_code == 200
    assert f'id="row-{opened.conversation}"' in inbox.text
    page = bo.opens(f"/conversations/{opened.conversation}")
    assert page.status_code == 200
    assert MESSAGE in page.text
    assert opened.code in page.text


def test_bo_answers_and_resolves(counter: Counter, ana: Shopper, bo: ConsoleAgent) -> None:
    opened = ana.sends()
    held = bo.answers(opened.conversation, "It left today.", then="resolve")
    assert held.status_code == 200
    assert "data-countdown" in held.text
    counter.moves(UNDO)
    works(counter)
    text = shown(bo, opened.conversation)
    assert "It left today." in text
    assert "data-countdown" not in text
    assert "Bo resolved it" in text


def test_bo_takes_an_answer_back_and_has_its_text_again(counter: Counter, ana: Shopper, bo: ConsoleAgent) -> None:
    opened = ana.sends()
    held = bo.answers(opened.conversation, "Wrong customer, sorry.")
    due = re.search(r'id="held-(due_\w+)"', held.text)
    assert due
    back = bo.does(opened.conversation, "take-back", held=due[1])
    assert "data-countdown" not in back.text
    assert re.search(r"<textarea[^>]*>Wrong customer, sorry.</textarea>", back.text)
    counter.moves(UNDO)
    works(counter)
    assert "Wrong customer" not in shown(bo, opened.conversation)


def test_an_answer_that_has_left_cannot_be_taken_back(counter: Counter, ana: Shopper, bo: ConsoleAgent) -> None:
    opened = ana.sends()
    held = bo.answers(opened.conversation, "It left today.")
    due = re.search(r'id="held-(due_\w+)"', held.text)
    assert due
    counter.moves(UNDO)
    works(counter)
    late = bo.does(opened.conversation, "take-back", held=due[1])
    assert late.status_code == 409
    assert "It has left already." in late.text


def test_two_agents_who_answer_at_once_are_asked_before_the_second_leaves(
    counter: Counter, ana: Shopper, bo: ConsoleAgent, cid: ConsoleAgent
) -> None:
    opened = ana.sends()
    seen = bo.last_seq(opened.conversation)
    assert bo.answers(opened.conversation, "It left today.", seen=seen).status_code == 200
    asked = cid.answers(opened.conversation, "I will look into it.", seen=seen)
    assert asked.status_code == 409
    assert "Bo has just answered" in asked.text
    assert "It left today." in asked.text
    assert re.search(r"<textarea[^>]*>I will look into it.</textarea>", asked.text)
    known = re.search(r'name="known" value="([^"]+)"', asked.text)
    assert known
    assert cid.answers(opened.conversation, "I will look into it.", seen=seen, known=known[1]).status_code == 200
    counter.moves(UNDO)
    works(counter)
    text = shown(bo, opened.conversation)
    assert "It left today." in text
    assert "I will look into it." in text


def test_an_answer_that_left_while_another_was_written_is_shown_first(
    counter: Counter, ana: Shopper, bo: ConsoleAgent, cid: ConsoleAgent
) -> None:
    opened = ana.sends()
    seen = cid.last_seq(opened.conversation)
    bo.answers(opened.conversation, "It left today.")
    counter.moves(UNDO)
    works(counter)
    asked = cid.answers(opened.conversation, "I will look into it.", seen=seen)
    assert asked.status_code == 409
    assert "Bo has just answered" in asked.text


def test_a_page_that_is_behind_neither_reopens_what_was_resolved_nor_loses_its_text(
    counter: Counter, ana: Shopper, bo: ConsoleAgent, cid: ConsoleAgent
) -> None:
    opened = ana.sends()
    seen = bo.last_seq(opened.conversation)
    stamp = bo.opens("/news").json()["after"]
    cid.does(opened.conversation, "status", to="resolved")
    assert bo.opens(f"/news?after={stamp}").json()["conversations"] == [opened.conversation]
    late = bo.answers(opened.conversation, "It left today.", seen=seen)
    assert late.status_code == 409
    assert re.search(r"<textarea[^>]*>It left today.</textarea>", late.text)
    assert "It was resolved meanwhile" in late.text
    assert opened.conversation in bo.opens("/inbox/resolved").text


def test_linked_conversations_show_each_other_until_they_are_parted(counter: Counter, bo: ConsoleAgent) -> None:
    one = counter.shopper("ana").sends(message="Hola, la taza azul ha llegado con el asa rota.")
    two = counter.shopper("eve").sends(message="Buenas, quiero saber el horario de la tienda de Oviedo.")
    assert two.code in bo.does(one.conversation, "link", code=two.code.lower()).text
    assert f'href="/console/conversations/{one.conversation}"' in shown(bo, two.conversation)
    bo.does(two.conversation, "unlink", id=one.conversation)
    assert f'href="/console/conversations/{one.conversation}"' not in shown(bo, two.conversation)
    unknown = bo.does(one.conversation, "link", code="M-2222-22")
    assert unknown.status_code == 422
    assert "No conversation has that code." in unknown.text


def test_a_note_is_no_answer(counter: Counter, ana: Shopper, bo: ConsoleAgent) -> None:
    opened = ana.sends()
    noted = bo.notes(opened.conversation, "She has called twice.")
    assert 'class="note"' in noted.text
    counter.moves(UNDO)
    works(counter)
    assert "bubble mine" not in shown(bo, opened.conversation)


def test_what_agents_do_is_told_in_the_log(counter: Counter, ana: Shopper, bo: ConsoleAgent, cid: ConsoleAgent) -> None:
    opened = ana.sends()
    for action, fields, told in (
        ("assign", {"agent": bo.id}, "Bo took it"),
        ("assign", {"agent": cid.id}, "Bo assigned it to Cid"),
        ("assign", {"agent": ""}, "Bo unassigned it"),
        ("priority", {"to": "urgent"}, "Bo set the priority to urgent"),
        ("tag", {"name": "broken"}, "Bo added “broken”"),
        ("untag", {"name": "broken"}, "Bo removed “broken”"),
        ("status", {"to": "pending"}, "Bo is waiting for others"),
        ("status", {"to": "snoozed", "until": "tomorrow"}, "Bo snoozed it until"),
        ("status", {"to": "open"}, "Bo reopened it"),
        ("status", {"to": "resolved"}, "Bo resolved it"),
        ("quarantine", {}, "Bo put it in quarantine"),
        ("release", {}, "Bo released it from quarantine"),
    ):
        done = bo.does(opened.conversation, action, **fields)
        assert done.status_code == 200, done.text
        assert told in done.text


def test_a_snoozed_conversation_comes_back_by_itself(counter: Counter, ana: Shopper, bo: ConsoleAgent) -> None:
    opened = ana.sends()
    bo.does(opened.conversation, "status", to="snoozed", until="later")
    assert opened.conversation in bo.opens("/inbox/waiting").text
    counter.moves(timedelta(hours=4))
    works(counter)
    assert opened.conversation in bo.opens("/inbox/open").text
    assert "Open again" in shown(bo, opened.conversation)


def test_only_a_supervisor_blocks_a_sender(ana: Shopper, bo: ConsoleAgent, cid: ConsoleAgent) -> None:
    opened = ana.sends()
    assert bo.does(opened.conversation, "block").status_code == 403
    assert "Cid blocked the sender" in cid.does(opened.conversation, "block").text
    assert "Cid unblocked the sender" in cid.does(opened.conversation, "unblock").text


def test_the_mail_is_previewed_in_a_frame_without_scripts_or_origin(ana: Shopper, bo: ConsoleAgent) -> None:
    opened = ana.sends()
    preview = bo.posts(f"/conversations/{opened.conversation}/preview", {"text": "It <left> today.", "csrf": bo.csrf})
    assert preview.status_code == 200
    assert "It &lt;left&gt; today." in preview.text
    policy = preview.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "frame-ancestors 'self'" in policy
    assert "script-src" not in policy
    assert "It &lt;left&gt;" not in shown(bo, opened.conversation)


def test_two_agents_see_each_other(ana: Shopper, bo: ConsoleAgent, cid: ConsoleAgent) -> None:
    opened = ana.sends()
    assert "is here too" not in shown(cid, opened.conversation)
    bo.does(opened.conversation, "here", writing="")
    assert "Bo is here too" in shown(cid, opened.conversation)
    bo.does(opened.conversation, "here", writing="1")
    assert "Bo is writing" in shown(cid, opened.conversation)
    bo.does(opened.conversation, "here", gone="1")
    assert "Bo is" not in shown(cid, opened.conversation)


def test_a_field_that_nobody_asked_for_is_refused(ana: Shopper, bo: ConsoleAgent) -> None:
    opened = ana.sends()
    assert bo.does(opened.conversation, "tag", name="vip", shop_id="shop_other").status_code == 422
    assert bo.does(opened.conversation, "assign", agent=bo.id, role="administrator").status_code == 422
    assert bo.does(opened.conversation, "release", quarantined="").status_code == 422


def test_markup_that_a_shopper_writes_stays_text(counter: Counter, bo: ConsoleAgent) -> None:
    eve = counter.shopper("eve")
    evil = '<script>alert(1)</script> javascript:alert(1) {{ 7 * 7 }} http://a.example/"onmouseover=alert(1)'
    opened = eve.sends(message=evil * 2, name='<img src=x onerror="alert(1)">')
    bo.does(opened.conversation, "release")
    for page in (bo.opens(f"/conversations/{opened.conversation}").text, bo.opens("/inbox/open").text):
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert 'href="javascript' not in page
        assert "49" not in re.sub(r"\d{3,}|:\d\d", "", page.split("alert(1)")[1][:200])
        assert not re.search(r"<[^>]+ onmouseover", page)


def test_older_events_are_asked_for(counter: Counter, ana: Shopper, bo: ConsoleAgent) -> None:
    opened = ana.sends()
    bo.counter.run(counter.desk.db.write(lambda tx: much_happens(tx, bo, opened.conversation)))
    page = shown(bo, opened.conversation)
    assert MESSAGE not in page
    earlier = re.search(r'id="earlier"[^>]*hx-get="([^"]+)"', page)
    assert earlier
    older = bo.swaps(earlier[1].removeprefix("/console").replace("&amp;", "&"), "button#earlier")
    assert MESSAGE in older.text
    assert 'id="earlier"' not in older.text
    together = re.findall(r'id="event-(\d+)"', older.text + page)
    assert together == [str(seq) for seq in range(1, len(together) + 1)]


def test_an_answer_that_gives_somebody_away_is_looked_at_again_before_it_leaves(
    counter: Counter, ana: Shopper, bo: ConsoleAgent
) -> None:
    opened = ana.sends()
    text = "Write to luis@strange.example."
    held = bo.answers(opened.conversation, text)
    assert held.status_code == 409
    assert "neither the customer’s nor the shop’s" in held.text
    assert re.search(rf"<textarea[^>]*>{text}</textarea>", held.text)
    assert 'name="anyway" value="held_address"' in held.text
    assert "Send anyway" in held.text
    other = bo.answers(opened.conversation, "You idiot.", anyway="held_address")
    assert 'name="anyway" value="held_insult"' in other.text, "another reason asks again"
    assert bo.answers(opened.conversation, text, anyway="held_address").status_code == 200
    counter.moves(UNDO)
    works(counter)
    page = shown(bo, opened.conversation)
    assert text in page
    assert "Sent anyway: somebody else’s e-mail address" in page
