"""The data model: what every table owes its shop and its people, and that migrations arrive at it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, Table, insert
from sqlalchemy.exc import IntegrityError

from mostrador.domain.shop import Department, Topic
from mostrador.storage import migrate, schema, shops
from mostrador.storage.search import TABLES
from shopping import Counter

INSTALLATION = {"meta", "shop", "agent", "recovery_code", "spent", "attempt"}  # nobody's, or every shop's
SOMETIMES = {"link", "due", "audit", "session"}  # a shop's where there is one


@pytest.fixture
def engine(database_url: str) -> Any:
    engine = migrate.engine_for(database_url.replace("postgresql://", "postgresql+psycopg://"))
    yield engine
    engine.dispose()


@pytest.mark.parametrize("table", schema.metadata.sorted_tables, ids=lambda table: table.name)
def test_every_column_says_whether_it_is_personal(table: Table):
    assert {column.name for column in table.columns if "personal" not in column.info} == set()


@pytest.mark.parametrize("table", schema.metadata.sorted_tables, ids=lambda table: table.name)
def test_every_owned_table_belongs_to_a_shop(table: Table):
    if table.name in INSTALLATION:
        assert "shop_id" not in table.columns
    elif table.name in SOMETIMES:
        assert "shop_id" in table.columns
    else:
        assert not table.columns["shop_id"].nullable


def test_a_row_cannot_point_into_another_shop(migrated_url: str, tmp_path: Path):
    counter = Counter(migrated_url, tmp_path)
    theirs = counter.opens_shop("Next door")

    def work(tx: Any) -> None:
        department = Department("dep_theirs", "Care")
        shops.add_department(tx, theirs, department)
        shops.add_topic(tx, counter.shop, Topic("top_ours", {"es": "Pedidos"}, department.id, asks_order=False), 9)

    with pytest.raises(IntegrityError):
        counter.run(counter.desk.db.write(work))
    counter.closes()


def test_migrations_arrive_at_the_model_that_the_code_expects(engine: Engine):
    assert not migrate.is_current(engine)
    migrate.migrate(engine)
    assert migrate.is_current(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_name": lambda name, kind, _: not (kind == "table" and name.split("_")[0] in TABLES),
                "compare_type": True,
            },
        )
        assert compare_metadata(context, schema.metadata) == []


def test_migrating_again_changes_nothing_and_loses_nothing(engine: Engine):
    migrate.migrate(engine)
    with engine.begin() as connection:
        connection.execute(
            insert(schema.shop),
            {"id": "shop_a", "name": "Loza", "created_at": datetime(2026, 11, 1, tzinfo=UTC), "profile": {}},
        )
    migrate.migrate(engine)
    with engine.connect() as connection:
        assert shops.all_ids(connection) == ["shop_a"]
