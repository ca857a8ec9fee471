"""`akin find`: what matches a text."""

import sys
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from rich.text import Text

from bot.cli.opening import failures, load_settings, opened
from bot.cli.output import console
from bot.cli.results import print_below, print_json
from bot.cli.teams import TeamOption, team_of
from ingest.documents import PUBLIC, Kind

if TYPE_CHECKING:
    from matcher import Bands, Match

_STDIN_LIMIT: Final = 4_000_000
"""Bytes read from stdin: more than any message holds."""

_PASSAGE: Final = 400
_RESOLUTION: Final = 600


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(find)


def find(
    text: Annotated[
        str, typer.Argument(help="What to search for; - reads it from stdin.", show_default=False)
    ],
    kind: Annotated[
        list[Kind] | None,
        typer.Option(help="Only documents of this kind. Can be repeated."),
    ] = None,
    limit: Annotated[int, typer.Option("-k", "--limit", min=1, max=100, help="How many.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False,
    team: TeamOption = None,
    audience: Annotated[
        list[str] | None,
        typer.Option(
            metavar="AUDIENCE",
            help="Search what this private conversation (its id) may see, instead of what is "
            "public. Can be repeated, with “public” as well.",
        ),
    ] = None,
    least: Annotated[
        float | None,
        typer.Option(
            "--least",
            min=0,
            max=1,
            help="Leave out what is less likely than this to help; 0 leaves out nothing.",
        ),
    ] = None,
) -> None:
    """Find what matches a text, best first."""
    from ingest.text import clean  # noqa: PLC0415

    query = clean(_from_stdin() if text == "-" else text)
    if not query:
        raise typer.BadParameter("There is nothing to search for.", param_hint="TEXT")
    with failures():
        from bot.work.finding import WORTH_LISTING  # noqa: PLC0415 - brings Slack's library
        from matcher import Scope  # noqa: PLC0415

        settings = load_settings()
        with opened(settings, searching=True) as matcher:
            workspace = team_of(settings, team)
            bands = settings.bands(matcher.calibration(workspace))
            found = matcher.search(
                query,
                team=workspace,
                scope=Scope(tuple(dict.fromkeys(audience or [PUBLIC]))),
                kinds=kind or None,
                limit=limit,
                same_from=bands.same,
            )
        worth = WORTH_LISTING if least is None else least
        matches = [match for match in found.matches if match.relevance >= worth][:limit]
    if as_json:
        print_json([as_object(match) for match in matches])
    elif not matches:
        console.print("Nothing matches that.")
    else:
        for number, match in enumerate(matches, 1):
            _print(number, match, bands)
    if found.out_of_time and not as_json:
        from bot.views.words import hurry  # noqa: PLC0415

        console.print(hurry(found.read, found.considered), style="yellow", soft_wrap=True)


def as_object(match: "Match") -> dict[str, Any]:
    """Return a match as a JSON object."""
    document = match.document
    return {
        "id": document.id,
        "kind": document.kind.value,
        "title": document.title,
        "text": document.text,
        "resolution": document.resolution,
        "same": round(match.same, 6),
        "relevance": round(match.relevance, 6),
        "cosine": round(match.cosine, 6),
        "audience": document.audience,
        "passage": match.passage,
        "part": match.part.value,
        "agreeing": list(match.agreeing),
        "conflicting": list(match.conflicting),
        "permalink": document.source.permalink,
        "status": document.status,
        "author": document.author,
        "created_at": document.created_at.isoformat(),
    }


def _print(number: int, match: "Match", bands: "Bands") -> None:
    from bot.views.words import capital, compared, joined, one  # noqa: PLC0415
    from ingest.chunks import Part  # noqa: PLC0415
    from ingest.text import one_line  # noqa: PLC0415

    document = match.document
    title = Text(f"{number}. ")
    title.append(one_line(document.title) or document.id, style="bold")
    title.append(f"  {_judged(match, bands)}", style="green" if match.same >= bands.same else "")
    console.print(title, soft_wrap=True)
    source = document.source
    _below(
        joined(
            [
                one(document.kind).capitalize(),
                one_line(source.record),
                source.file and f"from {one_line(source.file)}",
                document.author and f"by {one_line(document.author)}",
                f"{document.created_at:%Y-%m-%d}",
                document.status and f"status: {one_line(document.status)}",
                "" if document.audience == PUBLIC else f"only for {document.audience}",
            ]
        ),
        "dim",
    )
    if match.part is not Part.RESOLUTION and match.passage.strip():
        _below(_cut(match.passage, _PASSAGE))
    if why := compared(match.agreeing, match.conflicting, _quoted):
        _below(f"{capital(why)}.", "yellow" if match.conflicting else "")
    if document.resolution:
        _below(f"Solved: {_cut(document.resolution, _RESOLUTION)}", "green")
    _below(one_line(source.permalink) or document.id, "dim")
    console.print()


def _judged(match: "Match", bands: "Bands") -> str:
    """Return how a match is taken, in words: the probability that decides comes with it."""
    from bot.views.words import percent  # noqa: PLC0415
    from matcher import Band  # noqa: PLC0415

    band = bands.of(match)
    if band is Band.SAME:
        return f"the same ({percent(match.same)})"
    if band is Band.RELATED:
        return f"related ({percent(match.relevance)})"
    return f"perhaps ({percent(match.relevance)})"


def _quoted(term: str) -> str:
    from ingest.text import one_line  # noqa: PLC0415

    shown = one_line(term)
    return f"“{shown}”" if shown else ""


def _below(line: str, style: str = "") -> None:
    print_below(line, style, indent=3)


def _cut(text: str, limit: int) -> str:
    from ingest.text import one_line  # noqa: PLC0415
    from ingest.titles import shortened  # noqa: PLC0415

    return shortened(one_line(text), limit)


def _from_stdin() -> str:
    data = sys.stdin.buffer.read(_STDIN_LIMIT)
    return data.decode("utf-8", errors="replace")
