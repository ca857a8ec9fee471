"""`akin import`: files of tickets and questions become documents."""

import re
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from bot.cli.imports import Import, is_zip
from bot.cli.opening import failures, load_settings
from bot.cli.output import console, errors, fail
from bot.cli.results import print_json
from bot.cli.teams import TeamOption, team_of
from ingest.documents import PUBLIC

_INTERRUPTED: Final = 130
_AUDIENCE: Final = re.compile(r"[CGD][A-Z0-9]{2,}")


class ImportedKind(StrEnum):
    """What the records of a file are."""

    TICKET = "ticket"
    QUESTION = "question"
    JOB = "job"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import")(import_)


def _checked_audience(audience: str | None) -> str | None:
    if audience is not None and audience != PUBLIC and not _AUDIENCE.fullmatch(audience):
        raise typer.BadParameter(
            "An audience is the id of a private conversation, such as C0123ABCD (in Slack: the "
            "channel's details, at the very bottom)."
        )
    return audience


def import_(
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV, TSV, JSON Lines or JSON, an export of Zendesk or Jira, or the zip of a "
            "Slack export.",
            show_default=False,
        ),
    ],
    kind: Annotated[ImportedKind, typer.Option(help="What its records are.", show_default=False)],
    team: TeamOption = None,
    audience: Annotated[
        str | None,
        typer.Option(
            metavar="CHANNEL_ID",
            help="The private conversation whose members alone may see them; without it "
            "everybody in the workspace may. A Slack export says it by itself. For jobs: the "
            "channel for résumés that they belong to.",
            callback=_checked_audience,
        ),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WHAT=NAME",
            help="What a column holds, where its name doesn't tell: --column title=Betreff. "
            "Can be repeated.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON.")] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Name every record that can't be read.")
    ] = False,
) -> None:
    """Read tickets, questions or openings (jobs) from a file.

    Run again, it changes only what has changed; after an interruption it goes on where it was.
    """
    columns = _columns(column or [])
    if kind is ImportedKind.JOB:
        _import_openings(file, team, audience, columns, as_json=as_json)
        return
    is_export = is_zip(file)
    if is_export and audience is not None:
        raise typer.BadParameter(
            "A Slack export says itself who may see each conversation.", param_hint="--audience"
        )
    if is_export and columns:
        raise typer.BadParameter("A Slack export has no columns.", param_hint="--column")
    with failures():
        settings = load_settings()
        run = Import(
            settings=settings,
            file=file,
            kind=kind.value,
            team=team_of(settings, team),
            audience=audience or PUBLIC,
            columns=columns,
            verbose=verbose,
        )
        outcome = run.run()
    if as_json:
        print_json(asdict(outcome))
    else:
        console.print(outcome.sentence(), markup=False, highlight=False, soft_wrap=True)
    if outcome.interrupted:
        errors.print("Run the same command again to go on from here.", highlight=False)
        raise typer.Exit(_INTERRUPTED)
    if not outcome.records and outcome.continued_after is None:
        fail(f"Nothing in {file.name} could be read. Check that it is the file you meant.")


def _import_openings(
    file: Path, team: str | None, channel: str | None, columns: dict[str, str], *, as_json: bool
) -> None:
    if channel is None or channel == PUBLIC:
        raise typer.BadParameter(
            "Openings belong to the channel whose résumés are held against them: name it by its "
            "id (in Slack: the channel's details, at the very bottom).",
            param_hint="--audience",
        )
    with failures():
        from bot.cli.openings import import_openings  # noqa: PLC0415 - not for --help

        settings = load_settings()
        outcome = import_openings(settings, file, team_of(settings, team), channel, columns)
    if as_json:
        print_json(asdict(outcome))
    else:
        console.print(outcome.sentence(), markup=False, highlight=False, soft_wrap=True)
    if not outcome.records:
        fail(f"Nothing in {file.name} could be read. Check that it is the file you meant.")


def _columns(given: list[str]) -> dict[str, str]:
    columns: dict[str, str] = {}
    for pair in given:
        what, equals, name = pair.partition("=")
        if not (what.strip() and equals and name.strip()):
            raise typer.BadParameter(
                f"“{pair}” should be WHAT=NAME, for example title=Betreff.", param_hint="--column"
            )
        columns[what.strip()] = name.strip()
    return columns
