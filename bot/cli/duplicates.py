"""`akin duplicates`: which messages of a file ask the same."""

from contextlib import ExitStack, closing
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from rich.text import Text

from bot.cli.messages import ColumnOption, FileArgument, read
from bot.cli.opening import failures, load_settings
from bot.cli.output import console, errors
from bot.cli.progress import bar
from bot.cli.results import print_below, print_json

if TYPE_CHECKING:
    from matcher.duplicates import Duplicate, Duplicates

_SHOWN: Final = 200
_TEXT: Final = 200


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(duplicates)


def duplicates(
    file: FileArgument,
    threshold: Annotated[
        float | None,
        typer.Option(
            min=0.01,
            max=0.99,
            metavar="P",
            help="From which probability on two ask the same. By default the one from which nine "
            "of ten were right on the sample content.",
        ),
    ] = None,
    readings: Annotated[
        int | None,
        typer.Option(min=1, help="How many pairs are read closely at most, the likeliest first."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False,
    column: ColumnOption = "",
) -> None:
    """Find all pairs of messages that ask the same. Needs no Slack.

    Reads CSV, JSON Lines, or a text with one message a line. Rows are counted from 0; a table's
    header is none.
    """
    with failures():
        texts = read(file, column)
        found = _found(texts, threshold, readings)
    if as_json:
        print_json([as_object(pair) for pair in found.pairs])
    else:
        _print(texts, found)
    if found.skipped:
        errors.print(
            f"{found.skipped:,} likely pairs were left out: they were too many to be read. A "
            "higher --threshold asks for fewer, more --readings take longer.",
            style="yellow", highlight=False, soft_wrap=True,
        )  # fmt: skip


def as_object(pair: "Duplicate") -> dict[str, Any]:
    """Return a pair as a JSON object."""
    return {
        "a": pair.a,
        "b": pair.b,
        "same": round(pair.same, 6),
        "cosine": round(pair.cosine, 6),
    }


def _found(texts: list[str], threshold: float | None, readings: int | None) -> "Duplicates":
    from bot.settings import NO_RERANKER  # noqa: PLC0415 - like the rest, not for --help
    from matcher.calibration import DEFAULT_PRECISION, NO_READER, calibration_for  # noqa: PLC0415
    from matcher.duplicates import READINGS, find_duplicates  # noqa: PLC0415
    from matcher.encoder import Encoder  # noqa: PLC0415
    from matcher.message_vectors import encode_messages, passages_of  # noqa: PLC0415
    from matcher.reranker import CrossReader  # noqa: PLC0415

    settings = load_settings()
    with bar() as display, ExitStack() as models:
        encoder = models.enter_context(closing(Encoder(settings.encoder, dtype=settings.dtype)))
        reader = None
        if settings.reranker != NO_RERANKER:
            reader = CrossReader(settings.reranker, dtype=settings.dtype, thread=encoder.thread)
            models.callback(reader.close)
        calibration = calibration_for(reader.fingerprint if reader else NO_READER, settings.data)
        task = display.add_task("Encoding", total=None)

        def show(done: int, total: int) -> None:
            display.update(task, completed=done, total=total)

        vectors = encode_messages(encoder, texts, show)
        display.update(task, description="Reading", total=None)
        return find_duplicates(
            # What is read, and compared, of a long text is its first passage.
            [passages_of(encoder, text)[0] if text else "" for text in texts],
            vectors,
            calibration,
            reader,
            threshold=threshold or settings.same or calibration.threshold(DEFAULT_PRECISION),
            readings=readings or READINGS,
            progress=show,
        )


def _print(texts: list[str], found: "Duplicates") -> None:
    from bot.views.words import counted, percent  # noqa: PLC0415 - like the next, not for --help
    from ingest.titles import shortened  # noqa: PLC0415

    if not found.pairs:
        console.print("No two messages ask the same.")
    for pair in found.pairs[:_SHOWN]:
        title = Text(f"{percent(pair.same)} ", style="bold")
        title.append(f"rows {pair.a} and {pair.b}", style="dim")
        console.print(title, soft_wrap=True)
        for row in (pair.a, pair.b):
            print_below(shortened(texts[row], _TEXT), indent=4)
    if len(found.pairs) > _SHOWN:
        more = counted(len(found.pairs) - _SHOWN, "more pair")
        console.print(f"And {more}; --json has them all.", style="dim", highlight=False)
