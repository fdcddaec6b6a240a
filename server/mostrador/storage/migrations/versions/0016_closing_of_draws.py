"""When a draw closes is kept with it, so that a shop that moves to another zone moves no last day"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from mostrador.storage.types import Json, Moment

revision = "0016"
down_revision = "0015"
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
    op.add_column("survey_draw", sa.Column("closes_at", Moment(), nullable=True))
    connection = op.get_bind()
    found = sa.select(draw.c.id, draw.c.incentive, shop.c.profile).join_from(draw, shop, shop.c.id == draw.c.shop_id)
    for id, incentive, profile in connection.execute(found).all():
        day = date.fromisoformat(incentive["until"]) + timedelta(days=1)
        closes_at = datetime.combine(day, time(), ZoneInfo(profile.get("time_zone", "Europe/Madrid")))
        connection.execute(sa.update(draw).where(draw.c.id == id).values(closes_at=closes_at))
    with op.batch_alter_table("survey_draw") as batch:
        batch.alter_column("closes_at", existing_type=Moment(), nullable=False)
