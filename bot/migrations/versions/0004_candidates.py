"""Openings, candidates, and apart from them who they are."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(80), primary_key=True, nullable=False)


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "openings",
        _key("team"),
        _key("channel"),
        _key("id"),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("author", sa.String(80), nullable=False),
        sa.Column("created_at", moment, nullable=False),
    )
    op.create_table(
        "candidates",
        _key("team"),
        _key("channel"),
        _key("id"),
        sa.Column("message_ts", sa.String(32), nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("problem", sa.Text, nullable=False),
        sa.Column("resume", sa.Text, nullable=False),
        sa.Column("replaces", sa.Text, nullable=False),
        sa.Column("replaced_by", sa.String(80), nullable=False),
        sa.Column("received_at", moment, nullable=False),
    )
    op.create_index("candidates_by_message", "candidates", ["team", "channel", "message_ts"])
    op.create_table(
        "contacts",
        _key("team"),
        _key("channel"),
        _key("id"),
        sa.Column("contact", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "channel", "id"],
            ["candidates.team", "candidates.channel", "candidates.id"],
            ondelete="CASCADE",
        ),
    )


def downgrade() -> None:
    op.drop_table("contacts")
    op.drop_table("candidates")
    op.drop_table("openings")
