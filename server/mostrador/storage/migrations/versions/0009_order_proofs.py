"""Orders that somebody without an account asks for"""

import sqlalchemy as sa
from alembic import op

from mostrador.storage.types import Moment

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "order_proof",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("visitor_id", sa.Text(), nullable=False),
        sa.Column("number_digest", sa.LargeBinary(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("proven_at", Moment(), nullable=True),
        sa.Column("mailbox", sa.Text(), nullable=True),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["shop_id", "visitor_id"], ["visitor.shop_id", "visitor.id"], name=op.f("fk_order_proof_shop_id_visitor_id")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_order_proof_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_proof")),
        sa.UniqueConstraint("shop_id", "id", name=op.f("uq_order_proof_shop_id_id")),
    )
    op.create_index(op.f("ix_order_proof_made_at"), "order_proof", ["made_at"], unique=False)
    op.create_index(
        "ix_order_proof_mailbox",
        "order_proof",
        ["shop_id", "mailbox", "sent_at"],
        unique=False,
        sqlite_where=sa.text("mailbox IS NOT NULL"),
        postgresql_where=sa.text("mailbox IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_order_proof_shop_id_visitor_id_made_at"),
        "order_proof",
        ["shop_id", "visitor_id", "made_at"],
        unique=False,
    )
