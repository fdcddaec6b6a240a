"""Draws among whoever answered a survey, and who has entered"""

import sqlalchemy as sa
from alembic import op

from mostrador.storage.types import Json, Moment

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "survey_draw",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("survey_id", sa.Text(), nullable=False),
        sa.Column("incentive", Json, nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("entries", sa.Integer(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("seed", sa.Text(), nullable=True),
        sa.Column("drawn_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["shop_id", "survey_id"], ["survey.shop_id", "survey.id"], name=op.f("fk_survey_draw_shop_id_survey_id")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_survey_draw_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_draw")),
        sa.UniqueConstraint("shop_id", "id", name=op.f("uq_survey_draw_shop_id_id")),
    )
    op.create_index(
        op.f("ix_survey_draw_shop_id_survey_id_made_at"),
        "survey_draw",
        ["shop_id", "survey_id", "made_at"],
        unique=False,
    )
    op.create_table(
        "draw_entry",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("draw_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("entered_at", Moment(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("invitation_id", sa.Text(), nullable=True),
        sa.Column("order_id", sa.Text(), nullable=True),
        sa.Column("entered_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["shop_id", "draw_id"],
            ["survey_draw.shop_id", "survey_draw.id"],
            name=op.f("fk_draw_entry_shop_id_draw_id"),
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "invitation_id"],
            ["survey_invitation.shop_id", "survey_invitation.id"],
            name=op.f("fk_draw_entry_shop_id_invitation_id"),
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_draw_entry_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("shop_id", "draw_id", "id", name=op.f("pk_draw_entry")),
        sa.UniqueConstraint("shop_id", "draw_id", "entered_by", name=op.f("uq_draw_entry_shop_id_draw_id_entered_by")),
        sa.UniqueConstraint("shop_id", "draw_id", "order_id", name=op.f("uq_draw_entry_shop_id_draw_id_order_id")),
    )
    op.create_index(
        op.f("ix_draw_entry_shop_id_invitation_id"), "draw_entry", ["shop_id", "invitation_id"], unique=False
    )
