"""Chats: whether a conversation is live, and whether it has ended for good"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("live", "ended"):
        op.add_column("conversation", sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False))
