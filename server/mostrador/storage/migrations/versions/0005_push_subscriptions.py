"""Browsers of agents that are told of chats by Web Push"""

import sqlalchemy as sa
from alembic import op

from mostrador.storage.types import Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "push_subscription",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("session", sa.LargeBinary(), nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("p256dh", sa.LargeBinary(), nullable=False),
        sa.Column("auth", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shop.id"], name=op.f("fk_push_subscription_shop_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session"], ["session.digest"], name=op.f("fk_push_subscription_session"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "agent_id"],
            ["membership.shop_id", "membership.agent_id"],
            name=op.f("fk_push_subscription_shop_id_agent_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_subscription")),
        sa.UniqueConstraint("shop_id", "id", name=op.f("uq_push_subscription_shop_id_id")),
        sa.UniqueConstraint("endpoint", name=op.f("uq_push_subscription_endpoint")),
    )
    op.create_index("ix_push_subscription_shop_id_agent_id", "push_subscription", ["shop_id", "agent_id"])
    op.create_index("ix_push_subscription_session", "push_subscription", ["session"])
