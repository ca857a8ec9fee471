"""`akin models`: which models are in use, and `akin models calibrate` for others."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from rich.table import Table

from bot.cli.opening import failures, load_settings
from bot.cli.output import console
from bot.cli.progress import rebuilds
from bot.cli.results import print_below, print_json

if TYPE_CHECKING:
    from bot.on_board import EncoderFacts, RerankerFacts
    from bot.settings import Settings
    from matcher.calibration import Calibration
    from matcher.encoder import Encoder
    from matcher.reranker import CrossReader

_SHORT: Final = 12
"""Digits of a fingerprint that people get to see."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(invoke_without_command=True)
    group.callback()(models)
    group.command()(calibrate)
    app.add_typer(group, name="models")


def models(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object.")] = False,
) -> None:
    """Show which models are in use, and how their scores become probabilities."""
    if context.invoked_subcommand is not None:
        return
    with failures():
        from bot.on_board import encoder_facts, reranker_facts  # noqa: PLC0415 - not for --help

        settings = load_settings()
        encoder, reranker = encoder_facts(settings), reranker_facts(settings)
    if as_json:
        print_json(
            {
                "encoder": asdict(encoder),
                "reranker": _as_object(reranker),
                "budget_ms": settings.rerank_budget_ms or None,
            }
        )
        return
    _print_encoder(encoder)
    _print_reranker(reranker, settings)


def calibrate(
    reranker: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="A folder or name of a reranker, or “none”, instead of the one that is set.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            dir_okay=False,
            help="Where to write the calibration, instead of into the data folder.",
        ),
    ] = None,
) -> None:
    """Fit the probabilities to a reranker's scores, from labelled pairs that come with Akin.

    It takes a few minutes. Akin may be at work meanwhile; it uses the result from its next start.
    """
    if output is not None and not output.absolute().parent.is_dir():
        raise typer.BadParameter("Its folder isn't there.", param_hint="--output")
    with failures():
        from bot.errors import BotError  # noqa: PLC0415 - like the next two, not for --help
        from bot.playground.calibrating import calibration_of  # noqa: PLC0415
        from matcher.calibration import save  # noqa: PLC0415

        settings = load_settings()
        name = reranker or settings.reranker
        with loaded(settings, name) as (encoder, reader), rebuilds() as progress:
            calibration = calibration_of(encoder, reader, progress)
        try:
            if output is None:
                output = save(calibration, settings.data)
            else:
                output.write_text(calibration.dump(), encoding="utf-8")
        except OSError as error:
            raise BotError(f"The calibration can't be written ({error.strerror}).") from None
    console.print(f"{name} is calibrated.", markup=False, highlight=False, soft_wrap=True)
    _print_calibration(calibration)
    print_below(f"Written to {output}.", indent=2)


@contextmanager
def loaded(settings: "Settings", name: str) -> Iterator[tuple["Encoder", "CrossReader | None"]]:
    """Load the encoder that is set and a reranker by its name, on one thread.

    Raises:
        ModelUnavailableError: one of them can't be loaded.

    """
    from bot.settings import NO_RERANKER  # noqa: PLC0415 - like the next two, not for --help
    from matcher.encoder import Encoder  # noqa: PLC0415
    from matcher.reranker import CrossReader  # noqa: PLC0415

    with ExitStack() as stack:
        encoder = Encoder(settings.encoder, dtype=settings.dtype)
        stack.callback(encoder.close)
        reader = None
        if name != NO_RERANKER:
            reader = CrossReader(name, dtype=settings.dtype, thread=encoder.thread)
            stack.callback(reader.close)
        yield encoder, reader


def _print_encoder(facts: "EncoderFacts") -> None:
    console.print(f"Encoder: {facts.name}", markup=False, highlight=False, soft_wrap=True)
    if facts.problem:
        print_below(facts.problem, "red", indent=2)
    known = [
        f"{facts.dimensions:,} dimensions" if facts.dimensions else "",
        f"reads {facts.tokens:,} tokens" if facts.tokens else "",
        _weights(facts.fingerprint, on_board=facts.on_board),
    ]
    print_below(" · ".join(filter(None, known)), indent=2)
    print_below(f"runs in {facts.dtype}: {facts.why}", indent=2)


def _print_reranker(facts: "RerankerFacts", settings: "Settings") -> None:
    from bot.settings import NO_RERANKER  # noqa: PLC0415

    console.print(f"Reranker: {facts.name}", markup=False, highlight=False, soft_wrap=True)
    if facts.name == NO_RERANKER:
        print_below("The cosine alone ranks.", indent=2)
    else:
        print_below(_weights(facts.fingerprint, on_board=facts.on_board), indent=2)
        limit = f"{settings.rerank_budget_ms:,} ms" if settings.rerank_budget_ms else "no limit"
        print_below(f"time for a search: {limit}", indent=2)
    if facts.problem:
        print_below(facts.problem, "red", indent=2)
    if facts.calibration is not None:
        where = "comes with Akin" if facts.is_shipped else f"is in {settings.data}/calibrations"
        print_below(f"Its calibration {where}.", indent=2)
        _print_calibration(facts.calibration)


def _print_calibration(calibration: "Calibration") -> None:
    """Print the figures of a fit: those of the whole in a line each, by threshold as a table."""
    measured = dict(calibration.measured)
    by_precision = measured.pop("same", {})
    for what, value in measured.items():
        print_below(f"{what}: {value:,}", indent=2)
    table = Table("of “the same” right", "said from", box=None, pad_edge=False)
    columns = list(dict.fromkeys(name for row in by_precision.values() for name in row))
    columns = [name for name in columns if name != "threshold"]
    for name in columns:
        table.add_column(name, justify="right")
    for precision, threshold in sorted(calibration.thresholds.items()):
        figures = by_precision.get(str(precision), {})
        shown = ("–" if figures.get(name) is None else f"{figures[name]:.0%}" for name in columns)
        table.add_row(f"{precision:.0%}", f"{threshold:.3f}", *shown)
    console.print(table)
    print_below("natural: what a search finds · picked: pairs chosen for being hard", indent=2)


def _weights(fingerprint: str | None, *, on_board: bool) -> str:
    known = f"weights {fingerprint[:_SHORT]}" if fingerprint else ""
    return " · ".join(filter(None, [known, "on board" if on_board else "not on board"]))


def _as_object(facts: "RerankerFacts") -> dict[str, Any]:
    calibration = facts.calibration
    return {
        "name": facts.name,
        "on_board": facts.on_board,
        "fingerprint": facts.fingerprint,
        "problem": facts.problem,
        "calibration": calibration
        and {
            "is_shipped": facts.is_shipped,
            "thresholds": {str(p): t for p, t in sorted(calibration.thresholds.items())},
            "related": calibration.related,
            "measured": dict(calibration.measured),
        },
    }
