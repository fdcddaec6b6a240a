"""Answers to surveys, counted by months"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "survey_month",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("survey_id", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("dimension", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "survey_id"], ["survey.shop_id", "survey.id"], name=op.f("fk_survey_month_shop_id_survey_id")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_survey_month_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint(
            "shop_id", "survey_id", "question", "dimension", "value", "month", "score", name=op.f("pk_survey_month")
        ),
    )
    op.execute(
        "INSERT INTO survey_month (shop_id, survey_id, question, dimension, value, month, score, count) "
        "SELECT shop_id, survey_id, question, dimension, value, substr(day, 1, 7), score, sum(count) "
        "FROM survey_rollup GROUP BY 1, 2, 3, 4, 5, 6, 7"
    )
