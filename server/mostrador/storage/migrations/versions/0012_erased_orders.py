"""Orders whose buyer was forgotten are known for it, so that nothing that is told later brings them back"""

import sqlalchemy as sa
from alembic import op

from mostrador.storage.types import Moment

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("shop_order", sa.Column("erased_at", Moment(), nullable=True))
