"""Insert or replace a row, on SQLite and PostgreSQL alike."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite


def upsert(
    connection: sa.Connection, table: sa.Table, values: dict[str, Any], *, keep: bool = False
) -> bool:
    """Insert a row; where its key is there already, update it (or `keep` it as it is).

    Returns whether a row was written.
    """
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(table).values(values)
    key = [column.name for column in table.primary_key.columns]
    rest = {name: value for name, value in values.items() if name not in key}
    if keep or not rest:
        statement = statement.on_conflict_do_nothing(index_elements=key)
    else:
        statement = statement.on_conflict_do_update(index_elements=key, set_=rest)
    # Not by the number of rows, which not every driver tells of an insert.
    written = statement.returning(*table.primary_key.columns)
    return connection.execute(written).first() is not None
