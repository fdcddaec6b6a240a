"""A shop's page asks about an order that may be told later: by the shop's own id of it, once for each moment"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("survey_invitation", sa.Column("order_key", sa.Text(), nullable=True))
    name = op.f("ix_survey_invitation_shop_id_order_key_moment")
    op.create_index(name, "survey_invitation", ["shop_id", "order_key", "moment"], unique=True)
