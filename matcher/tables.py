"""The tables of documents, their chunks and marks, and what the index still has to follow."""

import sqlalchemy as sa

from matcher.database import UtcDateTime

metadata = sa.MetaData()

documents = sa.Table(
    "documents",
    metadata,
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
    sa.Column("created_at", UtcDateTime, nullable=False),
    # A hash of all of the above: reading the same export again changes nothing, fast.
    sa.Column("digest", sa.String(32), nullable=False),
    sa.Index("documents_by_channel", "team", "channel"),
    sa.Index("documents_by_collection", "team", "audience", "kind"),
)

chunks = sa.Table(
    "chunks",
    metadata,
    sa.Column("team", sa.String(64), primary_key=True),
    sa.Column("document", sa.String(80), primary_key=True),
    # Two encoders' chunks lie side by side while `akin reindex` builds the new ones.
    sa.Column("encoder", sa.String(64), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("part", sa.String(16), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("vector", sa.LargeBinary, nullable=False),  # float32, little-endian, unit length
    sa.ForeignKeyConstraint(
        ["team", "document"], ["documents.team", "documents.id"], ondelete="CASCADE"
    ),
)

document_marks = sa.Table(
    "document_marks",
    metadata,
    sa.Column("team", sa.String(64), primary_key=True),
    sa.Column("document", sa.String(80), primary_key=True),
    # An identifier or a line of the document's own text (`matcher.document_marks`).
    sa.Column("mark", sa.String(80), primary_key=True),
    sa.ForeignKeyConstraint(
        ["team", "document"], ["documents.team", "documents.id"], ondelete="CASCADE"
    ),
    sa.Index("document_marks_by_mark", "team", "mark", "document"),
)

index_changes = sa.Table(
    "index_changes",
    metadata,
    # Written in the transaction that changes a document, deleted when the index has followed:
    # a crash in between leaves the row, and the index follows at the next start.
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

index_state = sa.Table(
    "index_state",
    metadata,
    sa.Column("key", sa.String(32), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
