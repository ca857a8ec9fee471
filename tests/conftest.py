"""Fixtures that tests of several packages share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from matcher.database import sqlite_url
from matcher.encoder import Encoder
from tests.postgres import PostgresMissingError, PostgresServer, running_postgres

# How long an example takes says how busy the machine is; pytest's own limit ends what hangs.
settings.register_profile("akin", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("akin")


@pytest.fixture(scope="session")
def encoder() -> Iterator[Encoder]:
    """The real encoder, loaded once for all tests."""
    loaded = Encoder()
    yield loaded
    loaded.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    try:
        with running_postgres() as server:
            yield server
    except PostgresMissingError as error:
        pytest.skip(str(error))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database, for processes that are to share it."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path / "akin.db")
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.create_database()
        yield url
        server.drop_database(url)
