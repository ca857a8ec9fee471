"""`akin doctor`: what is wrong, and what to do about it."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.text import Text

from bot.cli.opening import failures
from bot.cli.output import configure_logging, console
from bot.cli.results import print_below, print_json

if TYPE_CHECKING:
    from bot.doctor import Finding

_MARKS: Final = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "problem": ("✗", "red")}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(doctor)


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
    retry_dead: Annotated[
        bool, typer.Option("--retry-dead", help="Have the jobs that failed for good tried again.")
    ] = False,
) -> None:
    """Check settings, Slack, models, storage and jobs, and say what to do for each.

    Exit code 1 if something keeps Akin from working. It can be run beside Akin at work.
    """
    configure_logging("ERROR")
    with failures():
        from bot.doctor import Level, examine  # noqa: PLC0415 - heavy, and not for --help

        found = []
        for finding in examine(retry_dead=retry_dead):
            found.append(finding)
            if not as_json:
                _print(finding)
    broken = sum(finding.level is Level.PROBLEM for finding in found)
    if as_json:
        print_json({"ok": not broken, "findings": [asdict(finding) for finding in found]})
    if broken:
        raise typer.Exit(1)


def _print(finding: "Finding") -> None:
    mark, style = _MARKS[finding.level.value]
    line = Text(f"{mark} ", style=style)
    line.append(f"{finding.check.capitalize()}: ", style="bold")
    line.append(finding.says, style="default")
    console.print(line, soft_wrap=True)
    if finding.advice:
        print_below(finding.advice, indent=2)
