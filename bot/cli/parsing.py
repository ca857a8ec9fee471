"""`akin parse`: what Akin reads in a résumé."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from bot.cli.opening import failures
from bot.cli.output import console, fail
from bot.cli.results import print_below, print_json

if TYPE_CHECKING:
    from ingest.contacts import Contact
    from ingest.pdf_problems import Unreadable
    from ingest.resume_files import ResumeFile


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(parse)


def parse(
    file: Annotated[
        Path, typer.Argument(help="A PDF or a text file.", exists=True, dir_okay=False)
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object.")] = False,
    contact: Annotated[
        bool, typer.Option("--contact", help="Show name, address and the like as well.")
    ] = False,
) -> None:
    """Show what is read in a résumé: sections, years, skills; contact data only if asked for."""
    with failures():
        from ingest.pdf_problems import Unreadable  # noqa: PLC0415 - like the next, not for --help
        from ingest.resume_files import read_resume_file  # noqa: PLC0415

        found = read_resume_file(file)
    if isinstance(found, Unreadable):
        if as_json:
            print_json(_refused(found))
        fail(f"{file.name}: {found.sentence}")
    today = datetime.now(UTC).date()
    if as_json:
        print_json(as_object(found, found.resume.years(today), contact=contact))
    else:
        _print(found, found.resume.years(today), contact=contact)


def as_object(found: "ResumeFile", years: float, *, contact: bool) -> dict[str, Any]:
    """Return what was read as a JSON object; without `contact` only which of it there is."""
    resume = found.resume
    return {
        "pages": found.pages,
        "quality": "good",
        "problems": list(found.problems),
        "sections": [
            {"name": section.kind.value, "heading": section.heading, "text": section.text}
            for section in resume.sections
        ],
        "entries": [
            {"section": e.kind.value, "title": e.title, "period": str(e.period), "page": e.page}
            for e in resume.entries
        ],
        "years": years,
        "skills": list(resume.skills),
        "languages": list(resume.spoken),
        "language": resume.language,
        "contact": _contact(found.contact, shown=contact),
    }


def _contact(contact: "Contact", *, shown: bool) -> dict[str, Any]:
    from dataclasses import asdict  # noqa: PLC0415

    from ingest.contacts import MASK  # noqa: PLC0415

    if shown:
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(contact).items()
        }
    return {
        name: MASK * bool(value) if isinstance(value, str) else [MASK] * len(value)
        for name, value in asdict(contact).items()
    }


def _refused(found: "Unreadable") -> dict[str, Any]:
    return {"pages": 0, "quality": found.problem.value, "problems": [found.sentence]}


def _print(found: "ResumeFile", years: float, *, contact: bool) -> None:
    from ingest.text import one_line  # noqa: PLC0415

    resume = found.resume
    console.print(
        f"{found.pages} {'page' if found.pages == 1 else 'pages'}, {years:g} years of work, "
        f"language {resume.language or 'unknown'}",
        highlight=False,
    )
    for problem in found.problems:
        console.print(problem, style="yellow", highlight=False, soft_wrap=True)
    if contact:
        for name, value in _contact(found.contact, shown=True).items():
            if value:
                text = value if isinstance(value, str) else " · ".join(value)
                print_below(f"{name}: {one_line(text)}", "magenta", indent=0)
    for section in resume.sections:
        console.print()
        heading = Text(section.heading or "Before the first heading", style="bold")
        console.print(heading.append(f"  {section.kind.value}", style="dim not bold"))
        for line in section.lines:
            print_below(line.text.replace("\t", "  "), indent=2)
    if resume.skills:
        console.print()
        print_below(f"Skills: {', '.join(resume.skills)}", indent=0)
    if resume.spoken:
        spoken = ", ".join(language.capitalize() for language in resume.spoken)
        print_below(f"Languages: {spoken}", indent=0)
