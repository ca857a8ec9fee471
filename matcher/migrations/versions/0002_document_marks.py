"""What documents can be counted by: their identifiers and lines."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document_marks",
        sa.Column("team", sa.String(64), primary_key=True),
        sa.Column("document", sa.String(80), primary_key=True),
        sa.Column("mark", sa.String(80), primary_key=True),
        sa.ForeignKeyConstraint(
            ["team", "document"], ["documents.team", "documents.id"], ondelete="CASCADE"
        ),
    )
    op.create_index("document_marks_by_mark", "document_marks", ["team", "mark", "document"])
