"""Search finds what people wrote, by what people type, alike on both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from mostrador.domain.event import Audience, Event
from mostrador.storage import search
from mostrador.storage.search import MARK_CLOSE, MARK_OPEN, Hit
from shopping import Counter

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def writes(counter: Counter, *texts: str, audience: Audience = "everyone", shop: str = "") -> None:
    """So many messages, numbered from 1 in one conversation."""

    def work(tx: Connection) -> None:
        for number, words in enumerate(texts, start=1):
            event = Event(f"cnv_{audience}", number, "message", "vis_a", NOON, {}, None, audience)
            search.remember(tx, shop or counter.shop, event, words)

    counter.run(counter.desk.db.write(work))


def hits(counter: Counter, typed: str, *, notes: bool = True, shop: str = "") -> list[Hit]:
    where = shop or counter.shop
    return counter.run(counter.desk.db.read(lambda tx: search.find(tx, where, typed, notes=notes)))


def found(counter: Counter, typed: str) -> list[int]:
    return [hit.seq for hit in hits(counter, typed)]


def test_words_are_found_however_they_are_written(counter: Counter) -> None:
    writes(counter, "¿Dónde está mi PEDIDO?", "El niño rompió la taza", "Straße, façade, ÁRBOL", "pingüino")
    assert found(counter, "donde") == [1]
    assert found(counter, "DÓNDE pedido") == [1]
    assert found(counter, "nino") == [2]
    assert found(counter, "niño taza") == [2]
    assert found(counter, "facade arbol") == [3]
    assert found(counter, "pinguino") == [4]
    assert found(counter, "pedido taza") == []


def test_the_last_word_may_be_a_beginning(counter: Counter) -> None:
    writes(counter, "Las zapatillas azules", "Una zapatería")
    assert found(counter, "zapat") == [2, 1]
    assert found(counter, "zapatillas azu") == [1]
    assert found(counter, "azu zapatillas") == []


def test_codes_addresses_and_numbers_are_found_as_they_are_typed(counter: Counter) -> None:
    writes(
        counter,
        "Su código es M-7K3F-92, gracias",
        "Escríbame a ana.perez@example.com",
        "Pedido nº 1042-B por 35,90 €",
        "Mire https://www.loza.example/tazas/azul?x=1",
        "la taza/plato rota, o'hara",
    )
    for typed in ("M-7K3F-92", "m-7k3f-92", "M-7K3F", "7K3F-92"):
        assert found(counter, typed) == [1], typed
    for typed in ("ana.perez@example.com", "perez", "ana.perez"):
        assert found(counter, typed) == [2], typed
    for typed in ("1042-B", "1042", "35,90"):
        assert found(counter, typed) == [3], typed
    for typed in ("https://www.loza.example/tazas/azul", "loza.example", "azul"):
        assert found(counter, typed) == [4], typed
    for typed in ("plato", "taza/plato", "o'hara", "hara"):
        assert found(counter, typed) == [5], typed
    assert found(counter, "taza") == [5, 4]  # by its beginning


OPERATORS = (
    '"ana', 'ana"', "ana AND pedido", "OR", "NOT pedido", "NEAR(ana pedido)", "ana*", "*", "(", "body:ana", "-ana",
    "^ana", "ana & pedido", "ana | !pedido", "ana:*", "a <-> b", "\\", "'", "''", "%", "_", ":", "{}", "\x01", "ana\\",
)  # fmt: skip


@pytest.mark.parametrize("typed", ["".join(OPERATORS), *OPERATORS])
def test_no_character_is_an_operator(on_both: list[Counter], typed: str) -> None:
    for counter in on_both:
        found(counter, typed)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40))
def test_whatever_is_typed_is_answered(on_both: list[Counter], typed: str) -> None:
    for counter in on_both:
        found(counter, typed)


@pytest.fixture(scope="module")
def on_both(
    migrated_sqlite: Path, migrated_postgres: str, postgres: object, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Counter]]:
    """Both databases at once, with a few words in each."""
    file = tmp_path_factory.mktemp("search") / "mostrador.sqlite3"
    file.write_bytes(migrated_sqlite.read_bytes())
    with postgres.database(template=migrated_postgres) as url:  # type: ignore[attr-defined]
        counters = [Counter(address, tmp_path_factory.mktemp("search")) for address in (f"sqlite:///{file}", url)]
        for counter in counters:
            writes(counter, "Ana escribe por su pedido", "NOT AND OR NEAR")
        yield counters
        for counter in counters:
            counter.closes()


def test_words_that_look_like_operators_are_words(on_both: list[Counter]) -> None:
    for counter in on_both:
        assert found(counter, "NOT AND OR") == [2]
        assert found(counter, "ana AND pedido") == []
        assert found(counter, "-ana") == [1]
        assert found(counter, '"pedido"') == [1]


def test_a_hit_shows_the_words_around_it_and_marks_them(counter: Counter) -> None:
    writes(counter, "Buenos días. " * 30 + "¿Dónde está mi <b>pedido</b>? " + "Gracias. " * 30)
    (hit,) = hits(counter, "donde pedido")
    assert f"{MARK_OPEN}Dónde{MARK_CLOSE}" in hit.marked
    assert f"{MARK_OPEN}pedido{MARK_CLOSE}" in hit.marked
    assert len(hit.marked) < 250


def test_notes_are_found_by_those_who_may_read_them(counter: Counter) -> None:
    writes(counter, "La taza está rota")
    writes(counter, "Es la tercera taza que dice que está rota", audience="agents")
    assert [hit.is_note for hit in hits(counter, "taza rota")] == [True, False]
    assert [hit.is_note for hit in hits(counter, "taza rota", notes=False)] == [False]
    assert hits(counter, "tercera", notes=False) == []


def test_another_shop_finds_nothing(counter: Counter) -> None:
    writes(counter, "La taza está rota")
    assert hits(counter, "taza", shop=counter.opens_shop("Bombillas")) == []


def test_pages_go_on_where_the_last_one_ended(counter: Counter) -> None:
    writes(counter, *(f"taza {number}" for number in range(1, 8)))
    before, pages = None, []
    while True:
        page = counter.run(
            counter.desk.db.read(
                lambda tx: search.find(tx, counter.shop, "taza", notes=True, before=before, limit=3)  # noqa: B023
            )
        )
        if not page:
            break
        pages.append([hit.seq for hit in page])
        before = page[-1].row
    assert pages == [[7, 6, 5], [4, 3, 2], [1]]


def test_what_is_forgotten_leaves_no_trace_in_the_index(counter: Counter) -> None:
    writes(counter, "Vivo en la calle Zurbarán", "Otra cosa", "Zurbarán es un pintor")
    counter.run(counter.desk.db.write(lambda tx: search.forget(tx, "cnv_everyone", 1)))
    assert found(counter, "calle") == []
    assert found(counter, "zurbaran") == [3]
    counter.run(counter.desk.db.write(lambda tx: search.forget(tx, "cnv_everyone", 3)))
    kept = counter.run(counter.desk.db.read(everything_in_the_index))
    assert b"otra" in kept.lower()
    assert b"zurbar" not in kept.lower()
    assert b"calle" not in kept.lower()


def test_a_forgotten_conversation_leaves_no_trace_either(counter: Counter) -> None:
    writes(counter, "Vivo en la calle Zurbarán", "Y mi portal es el siete")
    writes(counter, "Otra cosa", shop=counter.opens_shop("Bombillas"))

    def forget(tx: Connection) -> None:
        search.forget_conversation(tx, counter.shop, "cnv_everyone")
        search.optimise(tx)

    counter.run(counter.desk.db.write(forget))
    kept = counter.run(counter.desk.db.read(everything_in_the_index))
    assert b"otra" in kept.lower()
    assert b"zurbar" not in kept.lower()
    assert b"portal" not in kept.lower()


def everything_in_the_index(tx: Connection) -> bytes:
    """All that the index's tables hold; on SQLite also those that FTS5 keeps for itself."""
    tables = ["search"]
    if tx.dialect.name == "sqlite":
        names = tx.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'search\\_%' ESCAPE '\\'")
        )
        tables = list(names.scalars())
        assert len(tables) >= 4
    kept = b""
    for table in tables:
        for row in tx.execute(text(f"SELECT * FROM {table}")):  # noqa: S608 - names of our own
            kept += b" ".join(value if isinstance(value, bytes) else str(value).encode() for value in row)
    return kept
