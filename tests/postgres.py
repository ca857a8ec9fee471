"""A private PostgreSQL server for the tests, reachable by a socket in a folder of its own."""

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from matcher.database import connect, upgrade

_names = itertools.count(1)


class PostgresMissingError(Exception):
    """PostgreSQL's programs are not on this machine."""


class PostgresServer:
    """A running server. Each database starts as a copy of one that has the bot's tables."""

    def __init__(self, socket_folder: Path) -> None:
        self._folder = socket_folder
        template = connect(self._create("akin_template"))
        upgrade(template, "bot")
        template.dispose()

    def create_database(self) -> str:
        """Create a database with empty tables and return its URL."""
        return self._create(f"akin_{next(_names)}", template="akin_template")

    def drop_database(self, url: str) -> None:
        """Drop a database, whoever is still connected to it."""
        self._execute(f'DROP DATABASE "{sa.make_url(url).database}" WITH (FORCE)')

    def _create(self, name: str, template: str = "template0") -> str:
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self._url(name)

    def _execute(self, statement: str) -> None:
        engine = connect(self._url("postgres"))
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()

    def _url(self, name: str) -> str:
        return sa.URL.create(
            "postgresql", username="akin", database=name, query={"host": str(self._folder)}
        ).render_as_string(hide_password=False)


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """Start a server and stop it at the end.

    Raises:
        PostgresMissingError: its programs are not there.
    """
    programs = _programs()
    # Not pytest's own temporary folder: a socket's path has to be short, and when root runs the
    # tests the server, which refuses to be root, couldn't enter it.
    folder = Path(tempfile.mkdtemp(prefix="akin-postgres-"))
    data = folder / "data"
    account = _account(folder)

    def run(program: str, *arguments: str) -> None:
        with (folder / "programs.log").open("ab") as log:
            subprocess.run(
                [programs / program, *arguments],
                check=True,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                timeout=60,
                **account,
            )

    try:
        run("initdb", "-D", str(data), "-U", "akin", "--auth=trust", "-E", "UTF8", "--no-sync")
        settings = f"-c listen_addresses='' -c fsync=off -k {folder}"
        run("pg_ctl", "start", "-w", "-D", str(data), "-l", f"{folder}/server.log", "-o", settings)
        try:
            yield PostgresServer(folder)
        finally:
            run("pg_ctl", "stop", "-w", "-D", str(data), "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in folders:
        if all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres")):
            return folder
    raise PostgresMissingError("initdb, pg_ctl and postgres are not installed here")


def _account(folder: Path) -> dict[str, Any]:
    """Return how to start the programs as somebody else than root, and hand them the folder."""
    if os.geteuid() != 0:
        return {}
    accounts = {entry.pw_name: entry for entry in pwd.getpwall()}
    account = accounts.get("postgres") or accounts["nobody"]
    os.chown(folder, account.pw_uid, account.pw_gid)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
