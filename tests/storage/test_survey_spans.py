"""Answers that were counted by days alone are counted by months and years, too, once the database is up to date."""

from datetime import UTC, datetime
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, insert, select, text

from mostrador.domain.survey_rules import Settings
from mostrador.storage import migrate, schema, surveys

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
DAYS = ("2025-12-31", "2026-10-31", "2026-11-01", "2026-11-30")
BEFORE = text(
    "INSERT INTO survey_rollup (shop_id, survey_id, question, dimension, value, day, score, count) "
    "VALUES (:shop_id, :survey_id, :question, :dimension, :value, :day, :score, :count)"
)


def test_what_was_counted_before_is_counted_by_months_and_years(database_url: str):
    engine = migrate.engine_for(database_url.replace("postgresql://", "postgresql+psycopg://"))
    upgrade(engine, "0010")
    with engine.begin() as tx:
        tx.execute(insert(schema.shop), {"id": "shop_a", "name": "Loza", "created_at": NOON, "profile": {}})
        surveys.add(tx, "shop_a", "svy_a", Settings(name="Tras la entrega"), at=NOON)
        tx.execute(BEFORE, [cell(day) for day in DAYS])
    migrate.migrate(engine)
    rollup = schema.survey_rollup.c
    counts = select(rollup.span, rollup.day, rollup.count).order_by(rollup.span, rollup.day)
    with engine.connect() as tx:
        assert [tuple(row) for row in tx.execute(counts)] == [
            *(("day", day, 2) for day in DAYS),
            ("month", "2025-12-01", 2),
            ("month", "2026-10-01", 2),
            ("month", "2026-11-01", 4),
            ("year", "2025-01-01", 2),
            ("year", "2026-01-01", 6),
        ]
    engine.dispose()


def upgrade(engine: Engine, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.FOLDER))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()


def cell(day: str) -> dict[str, Any]:
    key = {"shop_id": "shop_a", "survey_id": "svy_a", "question": "qst_a", "dimension": "all", "value": ""}
    return {**key, "day": day, "score": 9, "count": 2}
