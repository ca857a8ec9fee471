"""A channel can ask for no more than nine of ten: more was never reached among look-alikes."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE conversations SET precision = 0.9 WHERE precision > 0.9")


def downgrade() -> None:
    """Leave them: what was asked for is not known any more, and 0.9 is a choice there, too."""
