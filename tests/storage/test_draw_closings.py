"""Draws of before close when their last day is over where their shop is, once the database is up to date."""

from datetime import UTC, datetime

from sqlalchemy import insert, select, text
from test_survey_spans import upgrade

from mostrador.domain.survey_rules import Settings
from mostrador.storage import migrate, schema, surveys

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
BEFORE = text(
    "INSERT INTO survey_draw (id, shop_id, survey_id, incentive, made_at) VALUES (:id, :shop, :survey, :gift, :at)"
)


def test_a_draw_of_before_closes_at_the_end_of_its_last_day(database_url: str):
    engine = migrate.engine_for(database_url.replace("postgresql://", "postgresql+psycopg://"))
    upgrade(engine, "0014")
    at = NOON if engine.dialect.name == "postgresql" else int(NOON.timestamp() * 1_000_000)
    zones = {"a": "Europe/Madrid", "b": "America/Mexico_City"}
    with engine.begin() as tx:
        for each, zone in zones.items():
            profile = {"time_zone": zone}
            tx.execute(
                insert(schema.shop), {"id": f"shop_{each}", "name": each, "created_at": NOON, "profile": profile}
            )
            surveys.add(tx, f"shop_{each}", f"svy_{each}", Settings(name="Tras la entrega"), at=NOON)
            row = {"id": f"drw_{each}", "shop": f"shop_{each}", "survey": f"svy_{each}", "at": at}
            tx.execute(BEFORE, {**row, "gift": '{"kind": "draw", "until": "2026-12-31"}'})
    migrate.migrate(engine)
    draw = schema.survey_draw.c
    with engine.connect() as tx:
        assert [tuple(row) for row in tx.execute(select(draw.id, draw.closes_at).order_by(draw.id))] == [
            ("drw_a", datetime(2026, 12, 31, 23, tzinfo=UTC)),
            ("drw_b", datetime(2027, 1, 1, 6, tzinfo=UTC)),
        ]
    engine.dispose()
