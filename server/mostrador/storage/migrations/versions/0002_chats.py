"""Chats: which conversations are live or have ended, who is on duty, and at whom a waiting chat rings"""

import sqlalchemy as sa
from alembic import op

from mostrador.storage.types import Json, Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LIVE, JOINED = sa.text("live"), sa.text("joined_at IS NOT NULL")

REVOKED = sa.text("revoked_at IS NOT NULL")


def upgrade() -> None:
    for name in ("live", "ended"):
        op.add_column("conversation", sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("conversation", sa.Column("joined_at", Moment(), nullable=True))
    op.create_index(
        "ix_conversation_live", "conversation", ["shop_id", "opened_at"], sqlite_where=LIVE, postgresql_where=LIVE
    )
    op.create_index(
        "ix_conversation_joined", "conversation", ["shop_id", "joined_at"], sqlite_where=JOINED, postgresql_where=JOINED
    )
    op.create_index("ix_visitor_revoked", "visitor", ["revoked_at"], sqlite_where=REVOKED, postgresql_where=REVOKED)
    op.create_table(
        "shift",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("idle_since", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_shift_shop_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_shift_agent_id")),
        sa.ForeignKeyConstraint(
            ["shop_id", "agent_id"],
            ["membership.shop_id", "membership.agent_id"],
            name=op.f("fk_shift_shop_id_agent_id"),
        ),
        sa.PrimaryKeyConstraint("shop_id", "agent_id", name=op.f("pk_shift")),
    )
    op.create_table(
        "chat_offer",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=True),
        sa.Column("until", Moment(), nullable=False),
        sa.Column("passed", Json, nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_chat_offer_shop_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_chat_offer_agent_id")),
        sa.ForeignKeyConstraint(
            ["shop_id", "conversation_id"],
            ["conversation.shop_id", "conversation.id"],
            name=op.f("fk_chat_offer_shop_id_conversation_id"),
        ),
        sa.PrimaryKeyConstraint("shop_id", "conversation_id", name=op.f("pk_chat_offer")),
    )
