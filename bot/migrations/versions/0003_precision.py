"""How sure Akin has to be in a channel before it says "the same"."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "conversations",
        sa.Column("precision", sa.Double, nullable=False, server_default="0.9"),
    )


def downgrade() -> None:
    op.drop_column("conversations", "precision")
