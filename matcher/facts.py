"""Facts about the index as a whole: which encoder it was built with."""

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from matcher.tables import index_state


class Facts:
    """Short texts under keys, in the database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reader = engine.execution_options(akin_read_only=True)

    def get(self, key: str) -> str | None:
        """Return what was noted under a key."""
        query = sa.select(index_state.c.value).where(index_state.c.key == key)
        with self._reader.connect() as db:
            return db.execute(query).scalar()

    def note(self, facts: dict[str, str]) -> None:
        """Note facts, all or none."""
        with self._engine.begin() as db:
            for key, value in facts.items():
                db.execute(sa.delete(index_state).where(index_state.c.key == key))
                db.execute(index_state.insert().values(key=key, value=value))
