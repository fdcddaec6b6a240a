"""Rules that watch orders, what they have seen, and campaigns"""

import sqlalchemy as sa
from alembic import op

from mostrador.storage.types import Json, Moment

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("from_at", Moment(), nullable=False),
        sa.Column("until_at", Moment(), nullable=False),
        sa.Column("products", Json, nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_campaign_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("shop_id", "id", name=op.f("uq_campaign_shop_id_id")),
    )
    op.create_index(op.f("ix_campaign_shop_id_until_at"), "campaign", ["shop_id", "until_at"], unique=False)
    op.create_table(
        "watch",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("on", sa.Boolean(), nullable=False),
        sa.Column("department_id", sa.Text(), nullable=True),
        sa.Column("texts", Json, nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "department_id"],
            ["department.shop_id", "department.id"],
            name=op.f("fk_watch_shop_id_department_id"),
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_watch_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch")),
        sa.UniqueConstraint("shop_id", "id", name=op.f("uq_watch_shop_id_id")),
    )
    op.create_table(
        "watch_hit",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("watch_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["shop_id", "order_id"], ["shop_order.shop_id", "shop_order.id"], name=op.f("fk_watch_hit_shop_id_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "watch_id"], ["watch.shop_id", "watch.id"], name=op.f("fk_watch_hit_shop_id_watch_id")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_watch_hit_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("shop_id", "watch_id", "order_id", name=op.f("pk_watch_hit")),
    )
    op.create_index(op.f("ix_watch_hit_shop_id_order_id"), "watch_hit", ["shop_id", "order_id"], unique=False)
    op.create_index(
        op.f("ix_order_return_shop_id_received_at"), "order_return", ["shop_id", "received_at"], unique=False
    )
    op.create_index(
        "ix_shop_order_open",
        "shop_order",
        ["shop_id", "id"],
        unique=False,
        sqlite_where=sa.text("delivered_at IS NULL AND status NOT IN ('cancelled', 'refunded', 'completed')"),
        postgresql_where=sa.text("delivered_at IS NULL AND status NOT IN ('cancelled', 'refunded', 'completed')"),
    )
