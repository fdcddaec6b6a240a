"""Addresses stand in small letters, so that one mailbox is one person however it was typed"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

COLUMNS = (
    ("customer", "claimed_email"),
    ("shop_order", "email"),
    ("conversation", "contact_email"),
    ("survey_invitation", "email"),
)


def upgrade() -> None:
    for table, name in COLUMNS:
        rows = sa.table(table, sa.column(name))
        column = rows.c[name]
        op.execute(rows.update().where(column != sa.func.lower(column)).values({name: sa.func.lower(column)}))
    # Two who have proven one mailbox in two spellings stay two: nobody knows which of them to keep.
    proven = sa.table("customer", sa.column("id"), sa.column("shop_id"), sa.column("email"))
    other = proven.alias()
    same = sa.and_(
        other.c.shop_id == proven.c.shop_id,
        other.c.id != proven.c.id,
        sa.func.lower(other.c.email) == sa.func.lower(proven.c.email),
    )
    alone = sa.and_(proven.c.email != sa.func.lower(proven.c.email), ~sa.exists().where(same))
    op.execute(proven.update().where(alone).values(email=sa.func.lower(proven.c.email)))
