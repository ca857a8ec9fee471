"""`akin rank`: résumés held against an opening."""

import csv
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from rich.table import Table
from rich.text import Text

from bot.cli.opening import failures, load_settings
from bot.cli.output import console, errors, fail
from bot.cli.progress import bar
from bot.cli.results import print_json

if TYPE_CHECKING:
    from bot.settings import Settings
    from ingest.pdf_problems import Unreadable
    from ingest.resume_files import ResumeFile
    from matcher.candidates import Assessment, CandidateRanker
    from matcher.requirements import Opening

_READERS: Final = 2
"""Files that are read at a time, each in a process of its own."""

_QUOTED: Final = 90


@dataclass(frozen=True, slots=True)
class Ranked:
    """A file, how it meets the opening (None where it could not be read), and what was wrong."""

    file: Path
    assessment: "Assessment | None"
    problems: tuple[str, ...]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(rank)


def rank(
    job: Annotated[
        Path,
        typer.Argument(help="The opening, a PDF or a text file.", exists=True, dir_okay=False),
    ],
    resumes: Annotated[
        list[Path], typer.Argument(help="Résumés, or folders of them.", exists=True)
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print a table of comma-separated values.")]
    = False,
    as_html: Annotated[
        bool, typer.Option("--html", help="Print a page to look at and to print.")
    ] = False,
) -> None:  # fmt: skip
    """Rank résumés by how much of an opening they prove, with the passages that prove it."""
    if as_json + as_csv + as_html > 1:
        raise typer.BadParameter("Choose one of --json, --csv and --html.")
    files = list(_files(resumes))
    if not files:
        fail("There are no résumés in there. Akin reads files that end in .pdf, .txt or .md.")
    with failures():
        from ingest.pdf_problems import Unreadable  # noqa: PLC0415 - like the next, not for --help
        from ingest.resume_files import opening_text  # noqa: PLC0415
        from matcher.requirements import cut  # noqa: PLC0415

        text = opening_text(job)
        if isinstance(text, Unreadable):
            fail(f"{job.name}: {text.sentence}")
        title = next((line.strip() for line in text.splitlines() if line.strip()), job.stem)
        opening = cut(title, text)
        if not opening.requirements:
            fail(
                f"{job.name} asks for nothing that Akin understands. Write what is asked for as a "
                "list: one requirement a line, each beginning with “-”."
            )
        ranked = list(_ranked(load_settings(), opening, files))
    if as_json:
        print_json([as_object(each) for each in ranked])
    elif as_csv:
        _print_csv(opening, ranked)
    elif as_html:
        from bot.views.ranking_page import page  # noqa: PLC0415

        shown = [(each.file.name, each.assessment, each.problems) for each in ranked]
        sys.stdout.write(page(opening, shown, datetime.now(UTC).date()))
    else:
        _print(opening, ranked)


def as_object(ranked: Ranked) -> dict[str, Any]:
    """Return a candidate as a JSON object."""
    found = ranked.assessment
    return {
        "file": str(ranked.file),
        "score": found.score if found else None,
        "gates": [
            {
                "kind": each.gate.kind.value,
                "value": each.gate.value,
                "must": each.gate.must,
                "met": each.met,
                "found": each.found,
            }
            for each in (found.gates if found else ())
        ],
        "requirements": [
            {
                "requirement": proof.requirement.text,
                "must": proof.requirement.must,
                "probability": proof.probability,
                "strength": proof.strength.value if proof.strength else None,
                "quote": proof.quote,
                "page": proof.page,
            }
            for proof in (found.proofs if found else ())
        ],
        "problems": list(ranked.problems),
    }


def _files(paths: list[Path]) -> Iterator[Path]:
    from ingest.resume_files import ENDINGS  # noqa: PLC0415 - not for --help

    seen: set[Path] = set()
    for path in paths:
        found = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in found:
            readable = file.is_file() and (not path.is_dir() or file.suffix.lower() in ENDINGS)
            if readable and file.resolve() not in seen:
                seen.add(file.resolve())
                yield file


def _ranked(settings: "Settings", opening: "Opening", files: list[Path]) -> list[Ranked]:
    """Return the files, best first, those that could not be read at the end."""
    from matcher.candidates import CandidateRanker  # noqa: PLC0415 - like the next, not for --help
    from matcher.encoder import Encoder  # noqa: PLC0415

    today = datetime.now(UTC).date()
    with bar() as display, closing(Encoder(settings.encoder, dtype=settings.dtype)) as encoder:
        ranker = CandidateRanker(encoder)
        prepared = ranker.prepare_opening(opening)
        task = display.add_task("Reading", total=len(files))

        def hold(file: Path, found: "ResumeFile | Unreadable | str") -> Ranked:
            display.advance(task)
            return _held(ranker, prepared, file, found, today)

        with ThreadPoolExecutor(_READERS) as readers:
            read = zip(files, readers.map(_read, files), strict=True)
            ranked = [hold(file, found) for file, found in read]
    return sorted(
        ranked,
        key=lambda each: (-each.assessment.score if each.assessment else 1.0, str(each.file)),
    )


def _read(file: Path) -> "ResumeFile | Unreadable | str":
    """Return a résumé, or a sentence that says why it can't be read."""
    from ingest.errors import IngestError  # noqa: PLC0415 - like the next, not for --help
    from ingest.resume_files import read_resume_file  # noqa: PLC0415

    try:
        return read_resume_file(file)
    except IngestError as error:
        return str(error)
    except OSError as error:
        return f"The file can't be opened ({error.strerror})."


def _held(
    ranker: "CandidateRanker", opening: Any, file: Path,
    found: "ResumeFile | Unreadable | str", today: date,
) -> Ranked:  # fmt: skip
    from ingest.resume_files import ResumeFile  # noqa: PLC0415 - not for --help

    if not isinstance(found, ResumeFile):
        sentence = found if isinstance(found, str) else found.sentence
        return Ranked(file, None, (sentence,))
    candidate = ranker.prepare_resume(found.resume)
    return Ranked(file, ranker.assess(opening, candidate, today), found.problems)


def _print(opening: "Opening", ranked: list[Ranked]) -> None:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("Score", justify="right")
    table.add_column("Proven", justify="right")
    table.add_column("File", overflow="fold", style="bold")
    table.add_column("Best evidence", overflow="fold")
    for each in ranked:
        if each.assessment is None:
            said = Text(" ".join(each.problems))
            table.add_row("–", "", Text(each.file.name), said, style="yellow")
            continue
        proven = [proof for proof in each.assessment.proofs if proof.is_proven]
        best = max(proven, key=lambda proof: proof.credit, default=None)
        table.add_row(
            f"{each.assessment.score:.0f}",
            f"{each.assessment.proven} of {len(opening.requirements)}",
            Text(each.file.name),
            Text(_cut(best.quote) if best else "no evidence found"),
        )
    console.print(table)
    unread = sum(each.assessment is None for each in ranked)
    if unread:
        what = "file" if unread == 1 else "files"
        errors.print(f"{unread} {what} could not be read.", style="yellow", highlight=False)


def _print_csv(opening: "Opening", ranked: list[Ranked]) -> None:
    writer = csv.writer(sys.stdout)
    names = [requirement.text for requirement in opening.requirements]
    writer.writerow(["file", "score", "proven", "of", *names, "problems"])
    for each in ranked:
        found = each.assessment
        if found is None:
            writer.writerow([each.file, "", "", len(names), *[""] * len(names),
                             " ".join(each.problems)])  # fmt: skip
            continue
        writer.writerow([each.file, found.score, found.proven, len(names),
                         *(proof.probability for proof in found.proofs),
                         " ".join(each.problems)])  # fmt: skip


def _cut(text: str) -> str:
    from ingest.titles import shortened  # noqa: PLC0415 - not for --help

    return shortened(text, _QUOTED)
