"""What the shop's own systems are told, and what its platform tells"""

import sqlalchemy as sa
from alembic import op

from mostrador.storage.types import Json, Moment

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shop_hook",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("keys", Json, nullable=True),
        sa.Column("keys_at", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=True),
        sa.Column("refused_at", Moment(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_shop_hook_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_hook")),
        sa.UniqueConstraint("path", name=op.f("uq_shop_hook_path")),
        sa.UniqueConstraint("shop_id", "id", name=op.f("uq_shop_hook_shop_id_id")),
    )
    op.create_table(
        "webhook",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("types", Json, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("failing_since", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_webhook_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
        sa.UniqueConstraint("shop_id", "id", name=op.f("uq_webhook_shop_id_id")),
    )
    op.create_table(
        "webhook_delivery",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("webhook_id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("next_at", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["shop_id", "webhook_id"],
            ["webhook.shop_id", "webhook.id"],
            name=op.f("fk_webhook_delivery_shop_id_webhook_id"),
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_webhook_delivery_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_delivery")),
        sa.UniqueConstraint("shop_id", "id", name=op.f("uq_webhook_delivery_shop_id_id")),
    )
    op.create_index(op.f("ix_webhook_delivery_at"), "webhook_delivery", ["at"], unique=False)
    op.create_index(
        op.f("ix_webhook_delivery_shop_id_at_id"), "webhook_delivery", ["shop_id", "at", "id"], unique=False
    )
    op.create_index(
        op.f("ix_webhook_delivery_shop_id_webhook_id_state"),
        "webhook_delivery",
        ["shop_id", "webhook_id", "state"],
        unique=False,
    )
    op.create_index(
        op.f("ix_conversation_shop_id_opened_at_id"), "conversation", ["shop_id", "opened_at", "id"], unique=False
    )
    op.create_index(
        "uq_conversation_opened_by_shop",
        "conversation",
        ["shop_id", "opening_key"],
        unique=True,
        sqlite_where=sa.text("channel = 'api'"),
        postgresql_where=sa.text("channel = 'api'"),
    )
    op.add_column("shop_secret", sa.Column("subject", sa.Text(), server_default="", nullable=False))
