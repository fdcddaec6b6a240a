"""What lies where in the inbox, page by page, and what search finds, on both databases."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from correspondents import writes
from mostrador.actions import conversations, inbox
from mostrador.domain.speaker import Speaker
from mostrador.errors import NotFound
from mostrador.storage.inbox import PAGES, Position, Shelf
from mostrador.storage.search import MARK_CLOSE, MARK_OPEN
from owning import hired
from shopping import Counter


@pytest.fixture
def counter(migrated_url: str, tmp_path: Path) -> Iterator[Counter]:
    counter = Counter(migrated_url, tmp_path)
    yield counter
    counter.closes()


@pytest.fixture
def bo(counter: Counter) -> Speaker:
    return counter.run(hired(counter.desk, counter.shop, "Bo", "agent"))


def pages(counter: Counter, agent: Speaker, shelf: Shelf, most: int) -> list[list[str]]:
    found: list[list[str]] = []
    after: Position | None = None
    while True:
        page = counter.run(inbox.page(counter.desk, agent, shelf, after, most))
        found.append([row.id for row in page.rows])
        after = page.more
        if after is None:
            return found


def test_pages_show_everything_once_and_the_newest_first(counter: Counter, bo: Speaker) -> None:
    ids = writes(counter, *(f"Pregunta {number}" for number in range(23)))
    shown = pages(counter, bo, Shelf("open"), 5)
    assert [len(page) for page in shown] == [5, 5, 5, 5, 3]
    flat = [each for page in shown for each in page]
    assert sorted(flat) == sorted(ids)
    assert pages(counter, bo, Shelf("unassigned"), 7) == [flat[start : start + 7] for start in range(0, 23, 7)]


def test_what_comes_while_paging_moves_no_page(counter: Counter, bo: Speaker) -> None:
    writes(counter, *(f"Pregunta {number}" for number in range(9)))
    before = pages(counter, bo, Shelf("open"), 100)[0]
    first = counter.run(inbox.page(counter.desk, bo, Shelf("open"), None, 3))
    counter.moves(timedelta(hours=2))
    writes(counter, "Nueva", "Y otra")
    second = counter.run(inbox.page(counter.desk, bo, Shelf("open"), first.more, 3))
    assert [row.id for row in second.rows] == before[3:6]


def test_each_conversation_is_on_its_shelves(counter: Counter, bo: Speaker) -> None:
    mine, snoozed, resolved, aside, free = writes(counter, "uno", "dos", "tres", "cuatro", "cinco")
    desk = counter.desk
    counter.run(conversations.assign(desk, bo, mine, bo.id))
    counter.run(conversations.snooze(desk, bo, snoozed, counter.clock.now() + timedelta(hours=1)))
    counter.run(conversations.resolve(desk, bo, resolved))
    counter.run(conversations.quarantine(desk, bo, aside))

    def on(shelf: Shelf) -> set[str]:
        return {each for page in pages(counter, bo, shelf, 50) for each in page}

    assert on(Shelf("open")) == {mine, free}
    assert on(Shelf("mine")) == {mine}
    assert on(Shelf("unassigned")) == {free}
    assert on(Shelf("waiting")) == {snoozed}
    assert on(Shelf("resolved")) == {resolved}
    assert on(Shelf("quarantine")) == {aside}
    frame = counter.run(inbox.frame(desk, bo))
    assert frame.views == {"mine": 1, "unassigned": 1, "open": 2, "waiting": 1, "quarantine": 1}


def test_a_department_shows_its_own(counter: Counter, bo: Speaker) -> None:
    here, _ = writes(counter, "uno", "dos")
    department = counter.run(inbox.frame(counter.desk, bo)).departments[0][0]
    counter.run(conversations.move(counter.desk, bo, here, department))
    page = counter.run(inbox.page(counter.desk, bo, Shelf("open", department), None))
    assert [row.id for row in page.rows] == [here]
    assert page.department == "Atención"
    with pytest.raises(NotFound):
        counter.run(inbox.page(counter.desk, bo, Shelf("open", "dep_elsewhere"), None))


def test_a_row_is_new_until_its_agent_has_read_it(counter: Counter, bo: Speaker) -> None:
    (one,) = writes(counter, "uno")

    def unread() -> bool:
        return counter.run(inbox.page(counter.desk, bo, Shelf("open"), None)).rows[0].unread

    assert unread()
    counter.run(conversations.mark_read(counter.desk, bo, one, 1))
    assert not unread()
    counter.run(conversations.note(counter.desk, bo, one, "Hm.", "k1"))
    assert unread()
    counter.run(conversations.mark_read(counter.desk, bo, one, 99))
    counter.run(conversations.mark_read(counter.desk, bo, one, 1))
    assert not unread()


def test_search_marks_what_was_found_and_takes_any_characters(counter: Counter, bo: Speaker) -> None:
    broken, _ = writes(counter, "¿Dónde está mi pedido? La taza llegó rota", "Gracias por todo")
    (hit,) = counter.run(inbox.find(counter.desk, bo, "donde TAZA")).hits
    assert hit.row.id == broken
    assert f"{MARK_OPEN}taza{MARK_CLOSE}" in hit.excerpt
    for typed in ('"ana', "M-7K3F-92", "a AND b OR (", "NEAR/3 *", "'; drop table event --", "\\", ":*", "%"):
        counter.run(inbox.find(counter.desk, bo, typed))
    assert counter.run(inbox.find(counter.desk, bo, "inexistente")).hits == ()


def test_search_pages_by_key_and_shows_each_conversation_once_a_page(counter: Counter, bo: Speaker) -> None:
    ids = writes(counter, *(f"taza {number}" for number in range(65)))
    seen: list[str] = []
    before = None
    while True:
        found = counter.run(inbox.find(counter.desk, bo, "taza", before))
        seen += [hit.row.id for hit in found.hits]
        before = found.more
        if before is None:
            break
    assert sorted(seen) == sorted(ids)


def test_a_code_and_an_address_find_their_conversations(counter: Counter, bo: Speaker) -> None:
    (one,) = writes(counter, "uno", name="Lia")
    row = counter.run(inbox.page(counter.desk, bo, Shelf("open"), None)).rows[0]
    for typed in (row.code, row.code.lower().replace("-", " "), row.code.removeprefix("M-")):
        assert [(hit.row.id, hit.where) for hit in counter.run(inbox.find(counter.desk, bo, typed)).hits] == [
            (one, "code")
        ]
    assert [hit.row.id for hit in counter.run(inbox.find(counter.desk, bo, "LIA@example.com")).hits] == [one]


def test_a_name_finds_what_its_owner_sent(counter: Counter, bo: Speaker) -> None:
    (one,) = writes(counter, "Hola", name="Begoña")
    writes(counter, "Hola", name="Lia")
    assert [hit.row.id for hit in counter.run(inbox.find(counter.desk, bo, "begona")).hits] == [one]


def test_another_shops_words_codes_and_addresses_find_nothing(counter: Counter, bo: Speaker) -> None:
    other = counter.opens_shop("Otra")
    writes(counter, "taza secreta", shop=other)
    dan = counter.run(hired(counter.desk, other, "Dan", "agent"))
    code = counter.run(inbox.page(counter.desk, dan, Shelf("open"), None)).rows[0].code
    for typed in ("taza secreta", code, "ana@example.com"):
        assert counter.run(inbox.find(counter.desk, bo, typed)).hits == ()


def test_every_view_is_served_by_an_index_without_sorting(counter: Counter, bo: Speaker) -> None:
    writes(counter, *(f"Pregunta {number}" for number in range(60)))
    is_sqlite = counter.settings.database.startswith("sqlite")

    explain = "EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN "

    def plan(tx: Connection, key: tuple[str, bool, bool]) -> str:
        shown: list[str] = []

        def look(_connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
            beside = cursor.connection.cursor()
            beside.execute(explain + statement, parameters)
            shown.extend(str(row[-1]) for row in beside.fetchall())

        if not is_sqlite:
            for way in ("seqscan", "bitmapscan", "hashjoin", "mergejoin"):
                tx.execute(text(f"SET LOCAL enable_{way} = off"))  # with sixty rows it would not bother
        values = {"shop": counter.shop, "reader": bo.id, "most": 30, "department": "dep"}
        event.listen(tx, "before_cursor_execute", look)
        tx.execute(PAGES[key], {**values, "at": counter.clock.now(), "id": "cnv"}).all()  # type: ignore[index]
        event.remove(tx, "before_cursor_execute", look)
        return "\n".join(shown)

    for key in PAGES:
        shown = counter.run(counter.desk.db.write(partial(plan, key=key)))
        assert "ix_conversation_shop_id" in shown, (key, shown)
        assert "TEMP B-TREE" not in shown, (key, shown)
        assert "Sort" not in shown, (key, shown)
