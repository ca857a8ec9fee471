"""The tables of what the bot knows beside the documents."""

import sqlalchemy as sa

from matcher.database import UtcDateTime

metadata = sa.MetaData()


def _id(name: str, *, key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(80), primary_key=key, nullable=False)


workspaces = sa.Table(
    "workspaces",
    metadata,
    _id("team", key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
)

conversations = sa.Table(
    "conversations",
    metadata,
    _id("team", key=True),
    _id("id", key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("type", sa.String(16), nullable=False),
    sa.Column("is_shared", sa.Boolean, nullable=False),
    sa.Column("is_archived", sa.Boolean, nullable=False),
    sa.Column("is_member", sa.Boolean, nullable=False),
    sa.Column("has_guests", sa.Boolean, nullable=False),
    sa.Column("checked_at", UtcDateTime),
    sa.Column("watch", sa.String(16), nullable=False),
    sa.Column("loudness", sa.String(16), nullable=False),
    sa.Column("precision", sa.Double, nullable=False, server_default="0.9"),
)

people = sa.Table(
    "people",
    metadata,
    _id("team", key=True),
    _id("id", key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("is_guest", sa.Boolean, nullable=False),
    sa.Column("is_stranger", sa.Boolean, nullable=False),
    sa.Column("is_bot", sa.Boolean, nullable=False),
    sa.Column("checked_at", UtcDateTime, nullable=False),
)

posts = sa.Table(
    "posts",
    metadata,
    _id("team", key=True),
    _id("channel", key=True),
    _id("ts", key=True),
    sa.Column("thread_ts", sa.String(32), nullable=False),
    sa.Column("author", sa.String(255), nullable=False),
    # "" where it was stored before ids were kept.
    sa.Column("author_id", sa.String(80), nullable=False, server_default=""),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("version", sa.String(32), nullable=False),
    sa.Column("checks", sa.Integer, nullable=False, server_default="0"),
    sa.Column("checked_at", UtcDateTime),
    sa.Index("posts_by_thread", "team", "channel", "thread_ts"),
)

resolutions = sa.Table(
    "resolutions",
    metadata,
    # What somebody wrote as the resolution by a command; it wins over checked replies.
    _id("team", key=True),
    _id("channel", key=True),
    _id("ts", key=True),
    sa.Column("text", sa.Text, nullable=False),
)

forgotten = sa.Table(
    "forgotten",
    metadata,
    # Only that there was something: later edits of it must not bring it back.
    _id("team", key=True),
    _id("channel", key=True),
    _id("ts", key=True),
)

replies = sa.Table(
    "replies",
    metadata,
    _id("team", key=True),
    _id("channel", key=True),
    _id("message_ts", key=True),
    sa.Column("thread_ts", sa.String(32), nullable=False),
    sa.Column("reply_ts", sa.String(32), nullable=False),
    sa.Column("asked", sa.Boolean, nullable=False),
    sa.Column("hidden_by", sa.String(80), nullable=False),
    sa.Column("updated_at", UtcDateTime, nullable=False),
)

shown = sa.Table(
    "shown",
    metadata,
    # Which documents a reply shows, in order, with the scores they had.
    _id("team", key=True),
    _id("channel", key=True),
    _id("message_ts", key=True),
    sa.Column("rank", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("document", sa.String(80), nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("cosine", sa.Double, nullable=False),
    sa.Column("relevance", sa.Double, nullable=False),
    sa.Column("same", sa.Double, nullable=False),
    sa.ForeignKeyConstraint(
        ["team", "channel", "message_ts"],
        ["replies.team", "replies.channel", "replies.message_ts"],
        ondelete="CASCADE",
    ),
    sa.Index("shown_by_document", "team", "document"),
)

judgements = sa.Table(
    "judgements",
    metadata,
    _id("team", key=True),
    # The two documents of a pair in the order of their ids: a pair has one judgement.
    _id("first", key=True),
    _id("second", key=True),
    sa.Column("outcome", sa.String(16), nullable=False),
    sa.Column("person", sa.String(80), nullable=False),
    sa.Column("channel", sa.String(80), nullable=False),
    sa.Column("judged_at", UtcDateTime, nullable=False),
    sa.Index("judgements_by_second", "team", "second"),
)

openings = sa.Table(
    "openings",
    metadata,
    # They belong to the channel that they were noted in, always.
    _id("team", key=True),
    _id("channel", key=True),
    _id("id", key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("author", sa.String(80), nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
)

candidates = sa.Table(
    "candidates",
    metadata,
    # Résumés that were dropped in a channel, without who it is; `id` is the file's.
    _id("team", key=True),
    _id("channel", key=True),
    _id("id", key=True),
    sa.Column("message_ts", sa.String(32), nullable=False),
    sa.Column("file_name", sa.Text, nullable=False),
    sa.Column("pages", sa.Integer, nullable=False),
    sa.Column("problem", sa.Text, nullable=False),
    sa.Column("resume", sa.Text, nullable=False),
    sa.Column("replaces", sa.Text, nullable=False),
    sa.Column("replaced_by", sa.String(80), nullable=False),
    sa.Column("received_at", UtcDateTime, nullable=False),
    sa.Index("candidates_by_message", "team", "channel", "message_ts"),
)

contacts = sa.Table(
    "contacts",
    metadata,
    # Who it is: apart from everything that is searched, and gone with the candidate.
    _id("team", key=True),
    _id("channel", key=True),
    _id("id", key=True),
    sa.Column("contact", sa.Text, nullable=False),
    sa.ForeignKeyConstraint(
        ["team", "channel", "id"],
        ["candidates.team", "candidates.channel", "candidates.id"],
        ondelete="CASCADE",
    ),
)
