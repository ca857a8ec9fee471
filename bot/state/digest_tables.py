"""The tables of digests: when they are due, what was posted, and the topics in them."""

import sqlalchemy as sa

from bot.state.tables import metadata
from matcher.database import UtcDateTime


def _id(name: str, *, key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(80), primary_key=key, nullable=False)


def _of_topic() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["team", "channel", "topic"],
        ["topics.team", "topics.channel", "topics.id"],
        ondelete="CASCADE",
    )


schedules = sa.Table(
    "schedules",
    metadata,
    _id("team", key=True),
    _id("channel", key=True),
    sa.Column("days", sa.String(16), nullable=False),  # "0,2": Monday and Wednesday
    sa.Column("at", sa.String(5), nullable=False),  # "09:00"
    sa.Column("zone", sa.String(64), nullable=False),
    _id("destination"),
    sa.Column("since", UtcDateTime, nullable=False),
    sa.Column("covers_from", UtcDateTime, nullable=False),
    _id("set_by"),
    sa.Column("paused_until", sa.Date),
)

topics = sa.Table(
    "topics",
    metadata,
    # They belong to the channel whose messages they are made of, always.
    _id("team", key=True),
    _id("channel", key=True),
    _id("id", key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("given_name", sa.Text, nullable=False),
    sa.Column("terms", sa.Text, nullable=False),
    sa.Column("hidden", sa.Boolean, nullable=False),
    _id("merged_into"),
    _id("changed_by"),
    sa.Column("example", sa.String(32), nullable=False),
    sa.Column("centroid", sa.LargeBinary, nullable=False),  # float32, little-endian, unit length
    sa.Column("spread", sa.Double, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("first_seen", UtcDateTime, nullable=False),
    sa.Column("last_seen", UtcDateTime, nullable=False),
)

topic_periods = sa.Table(
    "topic_periods",
    metadata,
    _id("team", key=True),
    _id("channel", key=True),
    _id("topic", key=True),
    sa.Column("ended_at", UtcDateTime, primary_key=True, nullable=False),
    sa.Column("started_at", UtcDateTime, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("people", sa.Integer, nullable=False),
    sa.Column("answered", sa.Integer, nullable=False),
    _of_topic(),
)

topic_messages = sa.Table(
    "topic_messages",
    metadata,
    # A message is of one topic.
    _id("team", key=True),
    _id("channel", key=True),
    sa.Column("ts", sa.String(32), primary_key=True, nullable=False),
    _id("topic"),
    _of_topic(),
    sa.Index("topic_messages_by_topic", "team", "channel", "topic"),
)

digests = sa.Table(
    "digests",
    metadata,
    # One a period, posted or not, with why. What it shows is kept by id, without anybody's words.
    _id("team", key=True),
    _id("channel", key=True),
    sa.Column("period", sa.String(32), primary_key=True, nullable=False),
    sa.Column("started_at", UtcDateTime, nullable=False),
    sa.Column("ended_at", UtcDateTime, nullable=False),
    _id("destination"),
    sa.Column("outcome", sa.String(16), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("message_ts", sa.String(32), nullable=False),
    sa.Column("details_ts", sa.String(32), nullable=False),
    _id("picture"),
    sa.Column("pictured", sa.Text, nullable=False),  # the names of topics that are in the picture
    sa.Column("contents", sa.Text, nullable=False),
)
