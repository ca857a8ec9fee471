"""Schedules of digests, topics with their history, digests; who wrote a post, by id."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(80), primary_key=True, nullable=False)


def _moment(name: str) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _of_topic() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["team", "channel", "topic"],
        ["topics.team", "topics.channel", "topics.id"],
        ondelete="CASCADE",
    )


def upgrade() -> None:
    op.add_column("posts", sa.Column("author_id", sa.String(80), nullable=False, server_default=""))
    op.create_table(
        "schedules",
        _key("team"),
        _key("channel"),
        sa.Column("days", sa.String(16), nullable=False),
        sa.Column("at", sa.String(5), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("destination", sa.String(80), nullable=False),
        _moment("since"),
        _moment("covers_from"),
        sa.Column("set_by", sa.String(80), nullable=False),
        sa.Column("paused_until", sa.Date),
    )
    op.create_table(
        "topics",
        _key("team"),
        _key("channel"),
        _key("id"),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("given_name", sa.Text, nullable=False),
        sa.Column("terms", sa.Text, nullable=False),
        sa.Column("hidden", sa.Boolean, nullable=False),
        sa.Column("merged_into", sa.String(80), nullable=False),
        sa.Column("changed_by", sa.String(80), nullable=False),
        sa.Column("example", sa.String(32), nullable=False),
        sa.Column("centroid", sa.LargeBinary, nullable=False),
        sa.Column("spread", sa.Double, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        _moment("first_seen"),
        _moment("last_seen"),
    )
    op.create_table(
        "topic_periods",
        _key("team"),
        _key("channel"),
        _key("topic"),
        sa.Column("ended_at", sa.DateTime(timezone=True), primary_key=True, nullable=False),
        _moment("started_at"),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("people", sa.Integer, nullable=False),
        sa.Column("answered", sa.Integer, nullable=False),
        _of_topic(),
    )
    op.create_table(
        "topic_messages",
        _key("team"),
        _key("channel"),
        sa.Column("ts", sa.String(32), primary_key=True, nullable=False),
        sa.Column("topic", sa.String(80), nullable=False),
        _of_topic(),
    )
    op.create_index("topic_messages_by_topic", "topic_messages", ["team", "channel", "topic"])
    op.create_table(
        "digests",
        _key("team"),
        _key("channel"),
        sa.Column("period", sa.String(32), primary_key=True, nullable=False),
        _moment("started_at"),
        _moment("ended_at"),
        sa.Column("destination", sa.String(80), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("message_ts", sa.String(32), nullable=False),
        sa.Column("details_ts", sa.String(32), nullable=False),
        sa.Column("picture", sa.String(80), nullable=False),
        sa.Column("pictured", sa.Text, nullable=False),
        sa.Column("contents", sa.Text, nullable=False),
    )


def downgrade() -> None:
    for table in ("digests", "topic_messages", "topic_periods", "topics", "schedules"):
        op.drop_table(table)
    op.drop_column("posts", "author_id")
