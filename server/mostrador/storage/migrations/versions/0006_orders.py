"""What the shop tells: orders, parcels, returns"""

import sqlalchemy as sa
from alembic import op

from mostrador.storage.types import Json, Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "order_return",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("order_key", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("items", Json, nullable=False),
        sa.Column("requested_at", Moment(), nullable=True),
        sa.Column("received_at", Moment(), nullable=True),
        sa.Column("last_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_order_return_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("shop_id", "order_key", "number", name=op.f("pk_order_return")),
    )
    op.create_index(op.f("ix_order_return_shop_id_number"), "order_return", ["shop_id", "number"], unique=False)
    op.create_table(
        "shipment",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("order_key", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("carrier", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("expected_on", sa.Text(), nullable=True),
        sa.Column("shipped_at", Moment(), nullable=True),
        sa.Column("delivered_at", Moment(), nullable=True),
        sa.Column("failed_at", Moment(), nullable=True),
        sa.Column("last_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_shipment_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("shop_id", "order_key", "number", name=op.f("pk_shipment")),
    )
    op.create_index(op.f("ix_shipment_shop_id_number"), "shipment", ["shop_id", "number"], unique=False)
    op.create_table(
        "shop_event",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("told_at", Moment(), nullable=False),
        sa.Column("body", Json, nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_shop_event_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("shop_id", "digest", name=op.f("pk_shop_event")),
    )
    op.create_index(op.f("ix_shop_event_shop_id_subject_at"), "shop_event", ["shop_id", "subject", "at"], unique=False)
    op.create_index(op.f("ix_shop_event_told_at"), "shop_event", ["told_at"], unique=False)
    op.create_table(
        "shop_order",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("snapshot", Json, nullable=False),
        sa.Column("customer_key", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("refunded", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("placed_at", Moment(), nullable=False),
        sa.Column("paid_at", Moment(), nullable=True),
        sa.Column("shipped_at", Moment(), nullable=True),
        sa.Column("delivered_at", Moment(), nullable=True),
        sa.Column("cancelled_at", Moment(), nullable=True),
        sa.Column("refunded_at", Moment(), nullable=True),
        sa.Column("completed_at", Moment(), nullable=True),
        sa.Column("expected_on", sa.Text(), nullable=True),
        sa.Column("last_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_shop_order_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_order")),
        sa.UniqueConstraint("shop_id", "external_id", name=op.f("uq_shop_order_shop_id_external_id")),
        sa.UniqueConstraint("shop_id", "id", name=op.f("uq_shop_order_shop_id_id")),
    )
    op.create_index(
        op.f("ix_shop_order_shop_id_customer_key_placed_at"),
        "shop_order",
        ["shop_id", "customer_key", "placed_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_shop_order_shop_id_email_placed_at"), "shop_order", ["shop_id", "email", "placed_at"], unique=False
    )
    op.create_index(op.f("ix_shop_order_shop_id_number"), "shop_order", ["shop_id", "number"], unique=False)
    op.create_index(
        op.f("ix_shop_order_shop_id_placed_at_id"), "shop_order", ["shop_id", "placed_at", "id"], unique=False
    )
    op.create_table(
        "order_name",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "order_id"],
            ["shop_order.shop_id", "shop_order.id"],
            name=op.f("fk_order_name_shop_id_order_id"),
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_order_name_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("shop_id", "word", "order_id", name=op.f("pk_order_name")),
    )
    op.create_index(op.f("ix_order_name_shop_id_order_id"), "order_name", ["shop_id", "order_id"], unique=False)
    op.create_table(
        "conversation_order",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "conversation_id"],
            ["conversation.shop_id", "conversation.id"],
            name=op.f("fk_conversation_order_shop_id_conversation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "order_id"],
            ["shop_order.shop_id", "shop_order.id"],
            name=op.f("fk_conversation_order_shop_id_order_id"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shop.id"], name=op.f("fk_conversation_order_shop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("shop_id", "conversation_id", "order_id", name=op.f("pk_conversation_order")),
    )
    op.create_index(
        op.f("ix_conversation_order_shop_id_order_id"), "conversation_order", ["shop_id", "order_id"], unique=False
    )
