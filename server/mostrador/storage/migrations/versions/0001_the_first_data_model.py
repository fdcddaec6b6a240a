"""The first data model"""

import sqlalchemy as sa
from alembic import op

from mostrador.storage.search import POSTGRESQL_DDL, SQLITE_DDL
from mostrador.storage.types import Json, Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agent",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("totp_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("totp_step", sa.BigInteger(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent")),
        sa.UniqueConstraint("email", name=op.f("uq_agent_email")),
    )
    op.create_table(
        "attempt",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", Moment(), nullable=False),
        sa.Column("free_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_attempt")),
    )
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempt_last_at"), ["last_at"], unique=False)

    op.create_table(
        "audit",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("fields", Json, nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("chain", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_shop_id_number"), ["shop_id", "number"], unique=False)

    op.create_table(
        "meta",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_meta")),
    )
    op.create_table(
        "shop",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("profile", Json, nullable=False),
        sa.Column("widget_seen_at", Moment(), nullable=True),
        sa.Column("widget_seen_from", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop")),
    )
    op.create_table(
        "spent",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_spent")),
    )
    with op.batch_alter_table("spent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_spent_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "api_key",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", Json, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("last_used_at", Moment(), nullable=True),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_api_key_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_key_digest")),
        sa.UniqueConstraint("shop_id", "id", name=op.f("uq_api_key_shop_id_id")),
    )
    op.create_table(
        "block",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_block_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("shop_id", "who", name=op.f("pk_block")),
    )
    op.create_table(
        "customer",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("claimed_email", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("proven_at", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_customer_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
        sa.UniqueConstraint("shop_id", "email", name=op.f("uq_customer_shop_id_email")),
        sa.UniqueConstraint("shop_id", "external_id", name=op.f("uq_customer_shop_id_external_id")),
        sa.UniqueConstraint("shop_id", "id", name=op.f("uq_customer_shop_id_id")),
    )
    with op.batch_alter_table("customer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_customer_shop_id_claimed_email"), ["shop_id", "claimed_email"], unique=False
        )

    op.create_table(
        "department",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("removed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_department_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department")),
        sa.UniqueConstraint("shop_id", "id", name=op.f("uq_department_shop_id_id")),
    )
    op.create_table(
        "due",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", Json, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("run_at", Moment(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("unique_key", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_due_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_due")),
        sa.UniqueConstraint("unique_key", name=op.f("uq_due_unique_key")),
    )
    with op.batch_alter_table("due", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_due_state_run_at"), ["state", "run_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_due_subject_state"), ["subject", "state"], unique=False)

    op.create_table(
        "identity_use",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("visitor_id", sa.Text(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_identity_use_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("shop_id", "digest", "visitor_id", name=op.f("pk_identity_use")),
    )
    with op.batch_alter_table("identity_use", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identity_use_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "link",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", Json, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_link_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
        sa.UniqueConstraint("digest", name=op.f("uq_link_digest")),
    )
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_link_purpose_subject"), ["purpose", "subject"], unique=False)

    op.create_table(
        "mail_trouble",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_mail_trouble_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("shop_id", "address", name=op.f("pk_mail_trouble")),
    )
    op.create_table(
        "membership",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("removed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_membership_agent_id")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_membership_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("shop_id", "agent_id", name=op.f("pk_membership")),
    )
    op.create_table(
        "receipt",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_receipt_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("shop_id", "address", "at", name=op.f("pk_receipt")),
    )
    op.create_table(
        "recent_text",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("sketch", sa.LargeBinary(), nullable=False),
        sa.Column("band_0", sa.Integer(), nullable=False),
        sa.Column("band_1", sa.Integer(), nullable=False),
        sa.Column("band_2", sa.Integer(), nullable=False),
        sa.Column("band_3", sa.Integer(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_recent_text_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_recent_text")),
    )
    with op.batch_alter_table("recent_text", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recent_text_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_recent_text_band_0_number"), ["band_0", "number"], unique=False)
        batch_op.create_index(batch_op.f("ix_recent_text_band_1_number"), ["band_1", "number"], unique=False)
        batch_op.create_index(batch_op.f("ix_recent_text_band_2_number"), ["band_2", "number"], unique=False)
        batch_op.create_index(batch_op.f("ix_recent_text_band_3_number"), ["band_3", "number"], unique=False)

    op.create_table(
        "recovery_code",
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_recovery_code_agent_id")),
        sa.PrimaryKeyConstraint("agent_id", "digest", name=op.f("pk_recovery_code")),
    )
    op.create_table(
        "session",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.Column("browser", sa.Text(), server_default="", nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_session_agent_id")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_session_shop_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_session")),
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_agent_id"), ["agent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_session_revoked_at"), ["revoked_at"], unique=False)

    op.create_table(
        "shop_origin",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_shop_origin_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("shop_id", "origin", name=op.f("pk_shop_origin")),
    )
    op.create_table(
        "shop_secret",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_shop_secret_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_secret")),
        sa.UniqueConstraint("shop_id", "id", name=op.f("uq_shop_secret_shop_id_id")),
    )
    op.create_table(
        "tag",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_tag_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint("shop_id", "id", name=op.f("uq_tag_shop_id_id")),
        sa.UniqueConstraint("shop_id", "name", name=op.f("uq_tag_shop_id_name")),
    )
    op.create_table(
        "membership_department",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("department_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "agent_id"],
            ["membership.shop_id", "membership.agent_id"],
            name=op.f("fk_membership_department_shop_id_agent_id"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "department_id"],
            ["department.shop_id", "department.id"],
            name=op.f("fk_membership_department_shop_id_department_id"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shop.id"], name=op.f("fk_membership_department_shop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("shop_id", "agent_id", "department_id", name=op.f("pk_membership_department")),
    )
    op.create_table(
        "topic",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("names", Json, nullable=False),
        sa.Column("department_id", sa.Text(), nullable=True),
        sa.Column("asks_order", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["shop_id", "department_id"],
            ["department.shop_id", "department.id"],
            name=op.f("fk_topic_shop_id_department_id"),
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_topic_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
        sa.UniqueConstraint("shop_id", "id", name=op.f("uq_topic_shop_id_id")),
    )
    op.create_table(
        "visitor",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["shop_id", "customer_id"], ["customer.shop_id", "customer.id"], name=op.f("fk_visitor_shop_id_customer_id")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_visitor_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visitor")),
        sa.UniqueConstraint("digest", name=op.f("uq_visitor_digest")),
        sa.UniqueConstraint("shop_id", "id", name=op.f("uq_visitor_shop_id_id")),
    )
    op.create_table(
        "conversation",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("preview", sa.Text(), nullable=False),
        sa.Column("topic_id", sa.Text(), nullable=True),
        sa.Column("order_number", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("visitor_id", sa.Text(), nullable=True),
        sa.Column("opening_key", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=True),
        sa.Column("contact_name", sa.Text(), nullable=False),
        sa.Column("contact_email", sa.Text(), nullable=False),
        sa.Column("told_by_browser", Json, nullable=False),
        sa.Column("spam_score", sa.Integer(), nullable=False),
        sa.Column("spam_reasons", Json, nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("snoozed_until", Moment(), nullable=True),
        sa.Column("quarantined", sa.Boolean(), nullable=False),
        sa.Column("department_id", sa.Text(), nullable=True),
        sa.Column("assignee_id", sa.Text(), nullable=True),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("tags", Json, nullable=False),
        sa.Column("merged_into", sa.Text(), nullable=True),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("last_at", Moment(), nullable=False),
        sa.Column("waiting_since", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["assignee_id"], ["agent.id"], name=op.f("fk_conversation_assignee_id")),
        sa.ForeignKeyConstraint(
            ["shop_id", "customer_id"],
            ["customer.shop_id", "customer.id"],
            name=op.f("fk_conversation_shop_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "department_id"],
            ["department.shop_id", "department.id"],
            name=op.f("fk_conversation_shop_id_department_id"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "merged_into"],
            ["conversation.shop_id", "conversation.id"],
            name=op.f("fk_conversation_shop_id_merged_into"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "topic_id"], ["topic.shop_id", "topic.id"], name=op.f("fk_conversation_shop_id_topic_id")
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "visitor_id"],
            ["visitor.shop_id", "visitor.id"],
            name=op.f("fk_conversation_shop_id_visitor_id"),
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_conversation_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
        sa.UniqueConstraint("shop_id", "code", name=op.f("uq_conversation_shop_id_code")),
        sa.UniqueConstraint("shop_id", "id", name=op.f("uq_conversation_shop_id_id")),
        sa.UniqueConstraint("visitor_id", "opening_key", name=op.f("uq_conversation_visitor_id_opening_key")),
    )
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.create_index(
            "ix_conversation_merged_into",
            ["shop_id", "merged_into"],
            unique=False,
            sqlite_where=sa.text("merged_into IS NOT NULL"),
            postgresql_where=sa.text("merged_into IS NOT NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_conversation_shop_id_assignee_id_folder_last_at_id"),
            ["shop_id", "assignee_id", "folder", "last_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_conversation_shop_id_contact_email_last_at"),
            ["shop_id", "contact_email", "last_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_conversation_shop_id_customer_id_last_at"),
            ["shop_id", "customer_id", "last_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_conversation_shop_id_department_id_folder_last_at_id"),
            ["shop_id", "department_id", "folder", "last_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_conversation_shop_id_folder_last_at_id"),
            ["shop_id", "folder", "last_at", "id"],
            unique=False,
        )

    op.create_table(
        "conversation_link",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("other_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "conversation_id"],
            ["conversation.shop_id", "conversation.id"],
            name=op.f("fk_conversation_link_shop_id_conversation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "other_id"],
            ["conversation.shop_id", "conversation.id"],
            name=op.f("fk_conversation_link_shop_id_other_id"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shop.id"], name=op.f("fk_conversation_link_shop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("shop_id", "conversation_id", "other_id", name=op.f("pk_conversation_link")),
    )
    op.create_table(
        "event",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("body", Json, nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["shop_id", "conversation_id"],
            ["conversation.shop_id", "conversation.id"],
            name=op.f("fk_event_shop_id_conversation_id"),
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_event_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("shop_id", "conversation_id", "seq", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(
            "uq_event_key",
            ["conversation_id", "author", "key"],
            unique=True,
            sqlite_where=sa.text("key IS NOT NULL"),
            postgresql_where=sa.text("key IS NOT NULL"),
        )

    op.create_table(
        "participant",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("from_seq", sa.Integer(), nullable=False),
        sa.Column("to_seq", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["shop_id", "conversation_id"],
            ["conversation.shop_id", "conversation.id"],
            name=op.f("fk_participant_shop_id_conversation_id"),
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_participant_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("shop_id", "conversation_id", "who", name=op.f("pk_participant")),
    )
    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_participant_shop_id_who"), ["shop_id", "who"], unique=False)

    op.create_table(
        "read_mark",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "conversation_id"],
            ["conversation.shop_id", "conversation.id"],
            name=op.f("fk_read_mark_shop_id_conversation_id"),
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_read_mark_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("shop_id", "conversation_id", "reader", name=op.f("pk_read_mark")),
    )
    for statement in SQLITE_DDL if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_DDL:
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("Restore the backup that was made before the migration.")
