"""Canned replies: texts that agents send again and again"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "canned_reply",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("department_id", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_canned_reply_shop_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["shop_id", "department_id"],
            ["department.shop_id", "department.id"],
            name=op.f("fk_canned_reply_shop_id_department_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_reply")),
        sa.UniqueConstraint("shop_id", "id", name=op.f("uq_canned_reply_shop_id_id")),
    )
