"""The database: which URLs are understood, and what is said about the others."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa

from matcher.database import Lock, UtcDateTime, connect, locked, sqlite_url, upgrade
from matcher.errors import DatabaseUnavailableError
from matcher.tables import metadata


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("no url", "not a database URL"),
        ("postgresql://akin:s3cret@host:port/akin", "not a database URL"),
        ("postgresql://akin:s3cret/x@host:5432:1/akin", "not a database URL"),
        ("mysql://akin:s3cret@host/akin", "'mysql'"),
        ("nonsense://akin:s3cret@host/akin", "'nonsense'"),
        ("postgresql+nodriver://akin:s3cret@host/akin", "unknown driver"),
        ("sqlite://", "without a file"),
        ("sqlite:///:memory:", "without a file"),
    ],
)
def test_a_bad_url_is_refused_without_repeating_its_password(url: str, said: str) -> None:
    with pytest.raises(DatabaseUnavailableError, match=said) as refusal:
        connect(url)
    shown = str(refusal.value)
    assert "AKIN_DATABASE_URL" in shown
    assert "s3cret" not in shown
    assert refusal.value.__cause__ is None  # nor does the traceback show it
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None


def test_a_driver_that_is_not_installed_is_named_with_what_to_install() -> None:
    with pytest.raises(DatabaseUnavailableError, match=r"psycopg2 .*akin-bot\[postgres\]"):
        connect("postgresql+psycopg2://akin@host/akin")


def test_a_server_that_does_not_answer_is_named_without_the_password() -> None:
    engine = connect("postgresql://akin:s3cret@127.0.0.1:9/akin?connect_timeout=2")
    with pytest.raises(DatabaseUnavailableError, match="can't be opened") as refusal:
        upgrade(engine, "matcher")
    assert "s3cret" not in str(refusal.value)
    engine.dispose()


def test_a_file_that_is_no_database_is_refused_with_what_to_check(tmp_path: Path) -> None:
    path = tmp_path / "akin.db"
    path.write_text("something else altogether, " * 200)
    engine = connect(sqlite_url(path))
    with pytest.raises(DatabaseUnavailableError, match="AKIN_DATA"):
        upgrade(engine, "matcher")
    engine.dispose()
    assert path.read_text().startswith("something else")


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    engine = connect(sqlite_url(tmp_path / "missing" / "akin.db"))
    with pytest.raises(DatabaseUnavailableError, match="can't be opened"):
        upgrade(engine, "matcher")
    engine.dispose()


def test_a_newer_schema_is_refused(database_url: str) -> None:
    engine = connect(database_url)
    upgrade(engine, "matcher")
    with engine.begin() as db:
        db.execute(sa.text("UPDATE matcher_version SET version_num = '9999'"))
    with pytest.raises(DatabaseUnavailableError, match="newer version of Akin"):
        upgrade(engine, "matcher")
    engine.dispose()


def test_the_migrations_make_the_tables_that_the_code_uses(database_url: str) -> None:
    engine = connect(database_url)
    upgrade(engine, "matcher")
    upgrade(engine, "matcher")
    found = sa.inspect(engine)
    for table in metadata.sorted_tables:
        columns = {column["name"]: column for column in found.get_columns(table.name)}
        assert set(columns) == {column.name for column in table.columns}
        for column in table.columns:
            assert columns[column.name]["nullable"] == column.nullable
        keys = found.get_pk_constraint(table.name)["constrained_columns"]
        assert keys == [column.name for column in table.primary_key]
        indexes = {index["name"] for index in found.get_indexes(table.name)}
        assert {index.name for index in table.indexes} <= indexes
    engine.dispose()


def test_several_may_start_on_an_empty_database_at_once(database_url: str) -> None:
    def start(_: int) -> None:
        engine = connect(database_url)
        upgrade(engine, "matcher")
        engine.dispose()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(start, range(4)))


def test_a_new_sqlite_file_that_somebody_writes_to_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = sqlite3.connect(tmp_path / "akin.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waited = []

    def done_meanwhile(seconds: float) -> None:
        waited.append(seconds)
        other.execute("COMMIT")

    monkeypatch.setattr("matcher.database.sleep", done_meanwhile)
    engine = connect(sqlite_url(tmp_path / "akin.db"))
    with engine.connect() as db:
        assert db.execute(sa.text("PRAGMA journal_mode")).scalar_one() == "wal"
    assert len(waited) == 1, "SQLite does not wait for this by itself"
    engine.dispose()
    other.close()


def test_many_writers_wait_for_each_other_instead_of_failing(database_url: str) -> None:
    engine = connect(database_url)
    upgrade(engine, "matcher")
    with engine.begin() as db:
        db.execute(sa.text("INSERT INTO index_state (key, value) VALUES ('n', '0')"))

    def count(_: int) -> None:
        with locked(engine, Lock.WRITING) as db:
            value = db.execute(sa.text("SELECT value FROM index_state")).scalar_one()
            db.execute(
                sa.text("UPDATE index_state SET value = :value"), {"value": str(int(value) + 1)}
            )

    with ThreadPoolExecutor(12) as threads:
        list(threads.map(count, range(60)))
    with engine.connect() as db:
        assert db.execute(sa.text("SELECT value FROM index_state")).scalar_one() == "60"
    engine.dispose()


def test_moments_come_back_in_utc_and_naive_ones_are_refused(database_url: str) -> None:
    engine = connect(database_url)
    moments = sa.Table("moments", sa.MetaData(), sa.Column("at", UtcDateTime))
    there = datetime(2025, 1, 2, 3, 4, 5, 678, tzinfo=timezone(timedelta(hours=5)))
    with engine.begin() as db:
        moments.create(db)
        db.execute(moments.insert(), [{"at": there}, {"at": None}])
        found = set(db.execute(sa.select(moments.c.at)).scalars())
    assert found == {there, None}
    assert {each.tzinfo for each in found if each} == {UTC}
    with engine.begin() as db, pytest.raises(sa.exc.StatementError, match="time zone"):
        db.execute(moments.insert(), [{"at": datetime(2025, 1, 1)}])  # noqa: DTZ001
    engine.dispose()
