"""Surveys, who was asked and what they said"""

import sqlalchemy as sa
from alembic import op

from mostrador.storage.types import Json, Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "opt_out",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_opt_out_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("shop_id", "address", name=op.f("pk_opt_out")),
    )
    op.create_table(
        "survey",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("moment", sa.Text(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("rest_days", sa.Integer(), nullable=False),
        sa.Column("reminder_days", sa.Integer(), nullable=False),
        sa.Column("quiet_from", sa.Text(), nullable=False),
        sa.Column("quiet_until", sa.Text(), nullable=False),
        sa.Column("department_id", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("incentive", Json, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("removed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["shop_id", "department_id"],
            ["department.shop_id", "department.id"],
            name=op.f("fk_survey_shop_id_department_id"),
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_survey_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint("shop_id", "id", name=op.f("uq_survey_shop_id_id")),
    )
    op.create_index(op.f("ix_survey_shop_id_state_moment"), "survey", ["shop_id", "state", "moment"], unique=False)
    op.create_table(
        "survey_funnel",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("survey_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("sent", sa.BigInteger(), nullable=False),
        sa.Column("delivered", sa.BigInteger(), nullable=False),
        sa.Column("started", sa.BigInteger(), nullable=False),
        sa.Column("finished", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "survey_id"], ["survey.shop_id", "survey.id"], name=op.f("fk_survey_funnel_shop_id_survey_id")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_survey_funnel_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("shop_id", "survey_id", "day", name=op.f("pk_survey_funnel")),
    )
    op.create_table(
        "survey_rollup",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("survey_id", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("dimension", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "survey_id"], ["survey.shop_id", "survey.id"], name=op.f("fk_survey_rollup_shop_id_survey_id")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_survey_rollup_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint(
            "shop_id", "survey_id", "question", "dimension", "value", "day", "score", name=op.f("pk_survey_rollup")
        ),
    )
    op.create_table(
        "survey_version",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("survey_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("questions", Json, nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "survey_id"], ["survey.shop_id", "survey.id"], name=op.f("fk_survey_version_shop_id_survey_id")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_survey_version_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("shop_id", "survey_id", "number", name=op.f("pk_survey_version")),
    )
    op.create_table(
        "survey_invitation",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("survey_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("moment", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=True),
        sa.Column("conversation_id", sa.Text(), nullable=True),
        sa.Column("customer_key", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("token_version", sa.Integer(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("reminded_at", Moment(), nullable=True),
        sa.Column("opened_at", Moment(), nullable=True),
        sa.Column("started_at", Moment(), nullable=True),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("dropped_at", Moment(), nullable=True),
        sa.Column("dropped", sa.Text(), nullable=True),
        sa.Column("draft", Json, nullable=True),
        sa.Column("answer_key", sa.Text(), nullable=True),
        sa.Column("doubted_at", Moment(), nullable=True),
        sa.Column("opened_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["shop_id", "conversation_id"],
            ["conversation.shop_id", "conversation.id"],
            name=op.f("fk_survey_invitation_shop_id_conversation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "opened_id"],
            ["conversation.shop_id", "conversation.id"],
            name=op.f("fk_survey_invitation_shop_id_opened_id"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "order_id"],
            ["shop_order.shop_id", "shop_order.id"],
            name=op.f("fk_survey_invitation_shop_id_order_id"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "survey_id"],
            ["survey.shop_id", "survey.id"],
            name=op.f("fk_survey_invitation_shop_id_survey_id"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shop.id"], name=op.f("fk_survey_invitation_shop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_invitation")),
        sa.UniqueConstraint(
            "shop_id",
            "conversation_id",
            "survey_id",
            name=op.f("uq_survey_invitation_shop_id_conversation_id_survey_id"),
        ),
        sa.UniqueConstraint("shop_id", "id", name=op.f("uq_survey_invitation_shop_id_id")),
        sa.UniqueConstraint("shop_id", "key", name=op.f("uq_survey_invitation_shop_id_key")),
        sa.UniqueConstraint("shop_id", "order_id", "moment", name=op.f("uq_survey_invitation_shop_id_order_id_moment")),
    )
    op.create_index(
        op.f("ix_survey_invitation_shop_id_customer_key_sent_at"),
        "survey_invitation",
        ["shop_id", "customer_key", "sent_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_survey_invitation_shop_id_email_sent_at"),
        "survey_invitation",
        ["shop_id", "email", "sent_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_survey_invitation_shop_id_opened_id"), "survey_invitation", ["shop_id", "opened_id"], unique=False
    )
    op.create_index(
        op.f("ix_survey_invitation_shop_id_survey_id_made_at"),
        "survey_invitation",
        ["shop_id", "survey_id", "made_at"],
        unique=False,
    )
    op.create_table(
        "survey_answer",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("invitation_id", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("survey_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("choices", Json, nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("products", Json, nullable=False),
        sa.Column("department_id", sa.Text(), nullable=True),
        sa.Column("agent_id", sa.Text(), nullable=True),
        sa.Column("carrier", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "invitation_id"],
            ["survey_invitation.shop_id", "survey_invitation.id"],
            name=op.f("fk_survey_answer_shop_id_invitation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "survey_id"], ["survey.shop_id", "survey.id"], name=op.f("fk_survey_answer_shop_id_survey_id")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_survey_answer_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("shop_id", "invitation_id", "question", name=op.f("pk_survey_answer")),
    )
    op.create_index(
        op.f("ix_survey_answer_shop_id_survey_id_question_at"),
        "survey_answer",
        ["shop_id", "survey_id", "question", "at"],
        unique=False,
    )
    op.create_table(
        "survey_coupon",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("survey_id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.Column("claimed_at", Moment(), nullable=True),
        sa.Column("invitation_id", sa.Text(), nullable=True),
        sa.Column("order_id", sa.Text(), nullable=True),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["shop_id", "invitation_id"],
            ["survey_invitation.shop_id", "survey_invitation.id"],
            name=op.f("fk_survey_coupon_shop_id_invitation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "survey_id"], ["survey.shop_id", "survey.id"], name=op.f("fk_survey_coupon_shop_id_survey_id")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_survey_coupon_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("shop_id", "survey_id", "code", name=op.f("pk_survey_coupon")),
        sa.UniqueConstraint(
            "shop_id", "survey_id", "claimed_by", name=op.f("uq_survey_coupon_shop_id_survey_id_claimed_by")
        ),
        sa.UniqueConstraint(
            "shop_id", "survey_id", "order_id", name=op.f("uq_survey_coupon_shop_id_survey_id_order_id")
        ),
    )
