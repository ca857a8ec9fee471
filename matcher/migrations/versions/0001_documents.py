"""Documents, chunks with their vectors, and the changes that the index has to follow."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "documents",
        sa.Column("team", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(80), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("resolution", sa.Text, nullable=False),
        sa.Column("replies", sa.Text, nullable=False),
        sa.Column("status", sa.String(64), nullable=False),
        sa.Column("author", sa.String(255), nullable=False),
        sa.Column("channel", sa.String(64), nullable=False),
        sa.Column("ts", sa.String(32), nullable=False),
        sa.Column("permalink", sa.Text, nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("audience", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(32), nullable=False),
    )
    op.create_index("documents_by_channel", "documents", ["team", "channel"])
    op.create_index("documents_by_collection", "documents", ["team", "audience", "kind"])
    op.create_table(
        "chunks",
        sa.Column("team", sa.String(64), primary_key=True),
        sa.Column("document", sa.String(80), primary_key=True),
        sa.Column("encoder", sa.String(64), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("part", sa.String(16), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "document"], ["documents.team", "documents.id"], ondelete="CASCADE"
        ),
    )
    op.create_table(
        "index_changes",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            primary_key=True,
            autoincrement=True,
        ),
        sa.Column("team", sa.String(64), nullable=False),
        sa.Column("document", sa.String(80), nullable=False),
        sa.Column("audience", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("positions", sa.Integer, nullable=False),
    )
    op.create_table(
        "index_state",
        sa.Column("key", sa.String(32), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
