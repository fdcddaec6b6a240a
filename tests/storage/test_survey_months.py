"""Answers that were counted by days alone are counted by months, too, once the database is brought up to date."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select, text

from mostrador.domain.survey_rules import Settings
from mostrador.storage import migrate, schema, surveys

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def test_what_was_counted_before_is_counted_by_months(database_url: str):
    engine = migrate.engine_for(database_url.replace("postgresql://", "postgresql+psycopg://"))
    migrate.migrate(engine)
    with engine.begin() as tx:
        tx.execute(insert(schema.shop), {"id": "shop_a", "name": "Loza", "created_at": NOON, "profile": {}})
        surveys.add(tx, "shop_a", "svy_a", Settings(name="Tras la entrega"), at=NOON)
        tx.execute(insert(schema.survey_rollup), [cell(day) for day in ("2026-10-31", "2026-11-01", "2026-11-30")])
        tx.execute(text("DROP TABLE survey_month"))  # as it was before
        tx.execute(text("UPDATE alembic_version SET version_num = '0010'"))
    migrate.migrate(engine)
    months = select(schema.survey_month.c.month, schema.survey_month.c.count).order_by(schema.survey_month.c.month)
    with engine.connect() as tx:
        assert [tuple(row) for row in tx.execute(months)] == [("2026-10", 2), ("2026-11", 4)]
    engine.dispose()


def cell(day: str) -> dict[str, Any]:
    key = {"shop_id": "shop_a", "survey_id": "svy_a", "question": "qst_a", "dimension": "all", "value": ""}
    return {**key, "day": day, "score": 9, "count": 2}
