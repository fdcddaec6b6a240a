"""Answers to surveys, counted for their day, its month and its year; answers in the order in which they are read"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KEY = ("shop_id", "survey_id", "question", "dimension", "span", "day", "value", "score")
FIRST_DAYS = {"day": "day", "month": "substr(day, 1, 7) || '-01'", "year": "substr(day, 1, 4) || '-01-01'"}


def upgrade() -> None:
    op.execute("CREATE TEMPORARY TABLE counted AS SELECT * FROM survey_rollup")
    op.drop_table("survey_rollup")
    op.create_table(
        "survey_rollup",
        sa.Column("shop_id", sa.Text(), nullable=False),
        sa.Column("survey_id", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("dimension", sa.Text(), nullable=False),
        sa.Column("span", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "survey_id"], ["survey.shop_id", "survey.id"], name=op.f("fk_survey_rollup_shop_id_survey_id")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_survey_rollup_shop_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint(*KEY, name=op.f("pk_survey_rollup")),
        sqlite_with_rowid=False,
    )
    for span, first in FIRST_DAYS.items():
        op.execute(
            f"INSERT INTO survey_rollup ({', '.join(KEY)}, count) "  # noqa: S608 - our own names
            f"SELECT shop_id, survey_id, question, dimension, '{span}', {first}, value, score, sum(count) "
            "FROM counted GROUP BY 1, 2, 3, 4, 5, 6, 7, 8"
        )
    op.execute("DROP TABLE counted")
    op.drop_index(op.f("ix_survey_answer_shop_id_survey_id_question_at"), table_name="survey_answer")
    op.create_index(
        op.f("ix_survey_answer_shop_id_survey_id_question_at_invitation_id"),
        "survey_answer",
        ["shop_id", "survey_id", "question", "at", "invitation_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_survey_invitation_shop_id_survey_id_answered_at_id"),
        "survey_invitation",
        ["shop_id", "survey_id", "answered_at", "id"],
        unique=False,
    )
