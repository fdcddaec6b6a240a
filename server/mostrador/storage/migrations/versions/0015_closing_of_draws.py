"""When a draw closes is kept with it, so that a shop that moves to another zone moves no last day"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from mostrador.storage.types import Json, Moment

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

shop = sa.table("shop", sa.column("id", sa.Text()), sa.column("profile", Json))
draw = sa.table(
    "survey_draw",
    sa.column("id", sa.Text()),
    sa.column("shop_id", sa.Text()),
    sa.column("incentive", Json),
    sa.column("closes_at", Moment()),
)


def upgrade() -> None:
    connection = op.get_bind()
    is_sqlite = connection.dialect.name == "sqlite"
    filled_below = "0" if is_sqlite else "1970-01-01T00:00:00Z"  # SQLite adds no column without one
    op.add_column("survey_draw", sa.Column("closes_at", Moment(), nullable=False, server_default=filled_below))
    found = connection.execute(
        sa.select(draw.c.id, draw.c.incentive, shop.c.profile).join_from(draw, shop, shop.c.id == draw.c.shop_id)
    ).all()
    for id, incentive, profile in found:
        day = date.fromisoformat(incentive["until"]) + timedelta(days=1)
        closes_at = datetime.combine(day, time(), ZoneInfo(profile.get("time_zone", "Europe/Madrid")))
        connection.execute(sa.update(draw).where(draw.c.id == id).values(closes_at=closes_at))
    if not is_sqlite:
        op.alter_column("survey_draw", "closes_at", server_default=None)
