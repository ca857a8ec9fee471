"""Which workspace a command is about."""

import re
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bot.cli.opening import glance
from ingest.documents import LOCAL_TEAM

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from bot.settings import Settings

_TEAM: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}")


def _checked(team: str | None) -> str | None:
    if team is not None and not _TEAM.fullmatch(team):
        raise typer.BadParameter("A workspace's id looks like T0123ABCD.")
    return team


TeamOption = Annotated[
    str | None,
    typer.Option(
        "--team",
        metavar="ID",
        help="The workspace's id; needed only where the database knows several.",
        callback=_checked,
    ),
]


def team_of(settings: "Settings", given: str | None) -> str:
    """Return the workspace that is meant: the given one, else the one that the database knows.

    Before Akin has seen any, that is the local one, whose documents the first workspace adopts.

    Raises:
        SettingsError: it knows several.
        MatcherError: the database can't be opened.

    """
    if given:
        return given
    from bot.settings import SettingsError  # noqa: PLC0415 - a third of a second

    with glance(settings) as engine:
        teams = known_teams(engine) if engine is not None else set()
    if len(teams) > 1:
        raise SettingsError(
            f"The database knows several workspaces ({', '.join(sorted(teams))}): "
            "say which one with --team."
        )
    return teams.pop() if teams else LOCAL_TEAM


def known_teams(engine: "Engine") -> set[str]:
    """Return the workspaces that a database has anything of, the local one apart."""
    import sqlalchemy as sa  # noqa: PLC0415

    from bot.state.tables import conversations, workspaces  # noqa: PLC0415
    from matcher.tables import documents  # noqa: PLC0415

    there = set(sa.inspect(engine).get_table_names())
    reader = engine.execution_options(akin_read_only=True)
    teams: set[str] = set()
    with reader.connect() as db:
        for table in (workspaces, conversations, documents):
            if table.name in there:
                teams.update(db.execute(sa.select(table.c.team).distinct()).scalars())
    return teams - {LOCAL_TEAM}
