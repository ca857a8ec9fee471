"""The inbox's jobs and the channels' next free moments."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _partial_index(name: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(
        name,
        "jobs",
        columns,
        unique=unique,
        sqlite_where=condition,
        postgresql_where=condition,
    )


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "jobs",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            primary_key=True,
            autoincrement=True,
        ),
        sa.Column("event_id", sa.Text, nullable=False, unique=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("lane", sa.Text, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("steps", sa.Text, nullable=False, server_default="{}"),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("postponements", sa.Integer, nullable=False, server_default="0"),
        sa.Column("claims", sa.Integer, nullable=False, server_default="0"),
        sa.Column("run_at", moment, nullable=False),
        sa.Column("owner", sa.Text),
        sa.Column("lease_until", moment),
        sa.Column("last_error", sa.Text, nullable=False, server_default=""),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("finished_at", moment),
        sa.Column("announced_at", moment),
        sqlite_autoincrement=True,
    )
    _partial_index(
        "jobs_one_running_a_lane", ["lane"], "status = 'running' AND lane <> ''", unique=True
    )
    _partial_index("jobs_leases", ["lease_until"], "status = 'running'")
    _partial_index("jobs_ready", ["lane", "seq", "run_at"], "status = 'ready'")
    _partial_index("jobs_unannounced", ["seq"], "status = 'dead' AND announced_at IS NULL")
    _partial_index("jobs_finished", ["status", "finished_at"], "finished_at IS NOT NULL")

    op.create_table(
        "slots",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("free_at", sa.Double, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("slots")
    op.drop_table("jobs")
