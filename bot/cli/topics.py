"""`akin topics`: what the messages of a file are about."""

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from rich.text import Text

from bot.cli.messages import ColumnOption, FileArgument, read
from bot.cli.opening import failures, load_settings
from bot.cli.output import console
from bot.cli.progress import bar
from bot.cli.results import print_below, print_json

if TYPE_CHECKING:
    from matcher.encoder import Vectors
    from matcher.topics import Topics

_EXAMPLE: Final = 200


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(topics)


def topics(
    file: FileArgument,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object.")] = False,
    as_html: Annotated[
        bool, typer.Option("--html", help="Print a page with a map of the messages.")
    ] = False,
    column: ColumnOption = "",
) -> None:
    """Find out what the messages of a file are about. Needs no Slack and no data folder.

    Reads CSV, JSON Lines, or a text with one message a line. Rows are counted from 0; a table's
    header is none.
    """
    if as_json and as_html:
        raise typer.BadParameter("Choose one of --json and --html.")
    with failures():
        from matcher.topics import find_topics  # noqa: PLC0415 - not for --help

        texts = read(file, column)
        vectors = encoded(texts)
        found = find_topics(texts, vectors)
    if as_json:
        print_json(as_object(texts, found))
    elif as_html:
        sys.stdout.write(_page(file, texts, vectors, found))
    else:
        _print(texts, found)


def as_object(texts: list[str], found: "Topics") -> dict[str, Any]:
    """Return topics as a JSON object."""
    return {
        "topics": [
            {
                "id": number,
                "name": topic.name,
                "terms": list(topic.terms),
                "size": len(topic.members),
                "example": texts[topic.example],
                "members": list(topic.members),
            }
            for number, topic in enumerate(found.topics)
        ],
        "other": list(found.other),
        "small_talk": list(found.small_talk),
    }


def encoded(texts: list[str]) -> "Vectors":
    """Return the texts' vectors, showing how far it is."""
    from matcher.encoder import Encoder  # noqa: PLC0415 - like the next, not for --help
    from matcher.message_vectors import encode_messages  # noqa: PLC0415

    settings = load_settings()
    with bar() as display, closing(Encoder(settings.encoder, dtype=settings.dtype)) as encoder:
        task = display.add_task("Encoding", total=None)
        return encode_messages(
            encoder, texts, lambda done, total: display.update(task, completed=done, total=total)
        )


def _page(file: Path, texts: list[str], vectors: "Vectors", found: "Topics") -> str:
    from bot.views.topics_page import page  # noqa: PLC0415 - like the next, not for --help
    from matcher.projection import project  # noqa: PLC0415

    with bar() as display:
        display.add_task("Drawing the map", total=None)
        return page(file.name, texts, found, project(vectors))


def _print(texts: list[str], found: "Topics") -> None:
    from bot.views.words import counted  # noqa: PLC0415 - like the next two, not for --help
    from ingest.titles import shortened  # noqa: PLC0415
    from matcher.topics import FEWEST  # noqa: PLC0415

    if not found.topics and len(found.other) < FEWEST:
        console.print(f"Too few messages for topics ({FEWEST} are needed):", highlight=False)
        for row in found.other:
            print_below(shortened(texts[row], _EXAMPLE), indent=3)
    elif not found.topics:
        console.print("No two messages are about the same.")
    for number, topic in enumerate(found.topics, 1):
        title = Text(f"{number}. ")
        title.append(topic.name, style="bold")
        title.append(f"  {counted(len(topic.members), 'message')}", style="dim")
        console.print(title, soft_wrap=True)
        print_below(f"“{shortened(texts[topic.example], _EXAMPLE)}”", indent=3)
    rest = []
    if found.topics and found.other:
        rest.append(f"{counted(len(found.other), 'message')} fit nowhere.")
    if found.small_talk:
        rest.append(f"{counted(len(found.small_talk), 'message')} said nothing and were left out.")
    if rest:
        console.print(" ".join(rest), style="dim", highlight=False, soft_wrap=True)
