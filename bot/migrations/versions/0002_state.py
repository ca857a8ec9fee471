"""What the bot knows beside the documents: channels, people, posts, replies and judgements."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _key(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(80), primary_key=True, nullable=False) for name in names]


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    text = sa.Text
    op.create_table(
        "workspaces",
        *_key("team"),
        sa.Column("name", text, nullable=False),
        sa.Column("url", text, nullable=False),
    )
    op.create_table(
        "conversations",
        *_key("team", "id"),
        sa.Column("name", text, nullable=False),
        sa.Column("type", sa.String(16), nullable=False),
        sa.Column("is_shared", sa.Boolean, nullable=False),
        sa.Column("is_archived", sa.Boolean, nullable=False),
        sa.Column("is_member", sa.Boolean, nullable=False),
        sa.Column("has_guests", sa.Boolean, nullable=False),
        sa.Column("checked_at", moment),
        sa.Column("watch", sa.String(16), nullable=False),
        sa.Column("loudness", sa.String(16), nullable=False),
    )
    op.create_table(
        "people",
        *_key("team", "id"),
        sa.Column("name", text, nullable=False),
        sa.Column("is_guest", sa.Boolean, nullable=False),
        sa.Column("is_stranger", sa.Boolean, nullable=False),
        sa.Column("is_bot", sa.Boolean, nullable=False),
        sa.Column("checked_at", moment, nullable=False),
    )
    op.create_table(
        "posts",
        *_key("team", "channel", "ts"),
        sa.Column("thread_ts", sa.String(32), nullable=False),
        sa.Column("author", sa.String(255), nullable=False),
        sa.Column("text", text, nullable=False),
        sa.Column("version", sa.String(32), nullable=False),
        sa.Column("checks", sa.Integer, nullable=False, server_default="0"),
        sa.Column("checked_at", moment),
    )
    op.create_index("posts_by_thread", "posts", ["team", "channel", "thread_ts"])
    op.create_table(
        "resolutions", *_key("team", "channel", "ts"), sa.Column("text", text, nullable=False)
    )
    op.create_table("forgotten", *_key("team", "channel", "ts"))
    op.create_table(
        "replies",
        *_key("team", "channel", "message_ts"),
        sa.Column("thread_ts", sa.String(32), nullable=False),
        sa.Column("reply_ts", sa.String(32), nullable=False),
        sa.Column("asked", sa.Boolean, nullable=False),
        sa.Column("hidden_by", sa.String(80), nullable=False),
        sa.Column("updated_at", moment, nullable=False),
    )
    op.create_table(
        "shown",
        *_key("team", "channel", "message_ts"),
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
    )
    op.create_index("shown_by_document", "shown", ["team", "document"])
    op.create_table(
        "judgements",
        *_key("team", "first", "second"),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("person", sa.String(80), nullable=False),
        sa.Column("channel", sa.String(80), nullable=False),
        sa.Column("judged_at", moment, nullable=False),
    )
    op.create_index("judgements_by_second", "judgements", ["team", "second"])


def downgrade() -> None:
    for table in (
        "judgements", "shown", "replies", "forgotten", "resolutions", "posts", "people",
        "conversations", "workspaces",
    ):  # fmt: skip
        op.drop_table(table)
