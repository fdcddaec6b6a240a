"""Which conversations an order's number stands in"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    numbered = sa.text("order_number IS NOT NULL")
    op.create_index(
        "ix_conversation_order_number",
        "conversation",
        ["shop_id", "order_number"],
        sqlite_where=numbered,
        postgresql_where=numbered,
    )
