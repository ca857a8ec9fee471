"""`akin import`: files of tickets and questions become documents."""

import json
import re
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.progress import TextColumn

from bot.cli.opening import failures, glance, load_settings, opened
from bot.cli.output import console, errors, fail
from bot.cli.positions import Position, Positions
from bot.cli.progress import bar
from bot.cli.results import print_json
from bot.cli.teams import TeamOption, team_of
from ingest.documents import PUBLIC, Kind
from ingest.records import Record, Skipped

if TYPE_CHECKING:
    from bot.settings import Settings
    from matcher import Matcher

_NAMED: Final = 20
"""Records that can't be read are named up to this many; of the rest their number is said."""

_BLOCK: Final = 1 << 20
_INTERRUPTED: Final = 130
_AUDIENCE: Final = re.compile(r"[CGD][A-Z0-9]{2,}")


class ImportedKind(StrEnum):
    """What the records of a file are."""

    TICKET = "ticket"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did. `continued_after` is the line where an earlier one was interrupted."""

    file: str
    kind: str
    team: str
    records: int
    changed: int
    unchanged: int
    skipped: int
    seconds: float
    continued_after: int | None
    interrupted: bool

    def sentence(self) -> str:
        """Return the counts in one line."""
        from bot.views.words import many  # noqa: PLC0415 - like all of Akin, not for --help

        verb = "Interrupted: imported" if self.interrupted else "Imported"
        rate = round(self.records / self.seconds) if self.seconds > 0 else self.records
        return (
            f"{verb} {many(self.records, Kind(self.kind))} ({self.changed:,} new or changed, "
            f"{self.unchanged:,} unchanged, {self.skipped:,} skipped) in {self.seconds:,.1f} s, "
            f"{rate:,} a second."
        )


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
            "everybody in the workspace may. A Slack export says it by itself.",
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
    """Read tickets or questions from a file.

    Run again, it changes only what has changed; after an interruption it goes on where it was.
    """
    columns = _columns(column or [])
    is_zip = _is_zip(file)
    if is_zip and audience is not None:
        raise typer.BadParameter(
            "A Slack export says itself who may see each conversation.", param_hint="--audience"
        )
    if is_zip and columns:
        raise typer.BadParameter("A Slack export has no columns.", param_hint="--column")
    with failures():
        settings = load_settings()
        run = _Import(
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


@dataclass(frozen=True, slots=True)
class _Import:
    settings: "Settings"
    file: Path
    kind: str
    team: str
    audience: str
    columns: dict[str, str]
    verbose: bool

    def run(self) -> Outcome:
        """Import the file, from where an earlier import of it was interrupted."""
        # The file first: a mistake in it shouldn't take the seconds that loading a model takes.
        next(self._read(0), None)
        self._check_audience()
        positions = Positions(self.settings.data, self.file, self._options())
        with opened(self.settings) as matcher:
            before = positions.load()
            if before is not None and matcher.get(before.document, team=self.team) is None:
                before = None  # another database, or documents that were forgotten
            if before is not None:
                errors.print(
                    f"Continuing after {self._place} {before.line:,} of {self.file.name}, where "
                    "the last import was interrupted.",
                    markup=False,
                    highlight=False,
                )
            return self._import(matcher, positions, before)

    def _import(
        self, matcher: "Matcher", positions: Positions, before: Position | None
    ) -> Outcome:
        from matcher.search import ADD_BATCH  # noqa: PLC0415 - like all of Akin, not for --help

        start = time.monotonic()
        records = changed = unchanged = skipped = 0
        batch: list[Record] = []
        line = before.line if before else 0
        document = before.document if before else ""
        task_text = f"Importing {self.file.name}"
        with interruption() as interrupted, bar(_counter()) as display:
            task = display.add_task(task_text, total=self._lines(), completed=line, records=0)

            def store() -> None:
                nonlocal changed, unchanged, records, document
                if not batch:
                    return
                added = matcher.add(record.document for record in batch)
                changed += added.changed
                unchanged += added.unchanged
                records += len(batch)
                document = batch[-1].document.id
                batch.clear()
                positions.save(
                    Position(
                        line=line,
                        document=document,
                        records=records + (before.records if before else 0),
                        skipped=skipped + (before.skipped if before else 0),
                    )
                )
                display.update(task, completed=line, records=records)

            for item in self._read(line):
                line = item.line
                if isinstance(item, Skipped):
                    skipped += 1
                    self._name(item, skipped)
                else:
                    batch.append(item)
                if len(batch) >= ADD_BATCH:
                    store()
                if interrupted.is_set():
                    break
            store()
        if skipped > _NAMED and not self.verbose:
            _say(f"… and {skipped - _NAMED:,} more; --verbose names them all.")
        if not interrupted.is_set():
            positions.clear()
        return Outcome(
            file=self.file.name,
            kind=self.kind,
            team=self.team,
            records=records,
            changed=changed,
            unchanged=unchanged,
            skipped=skipped,
            seconds=round(time.monotonic() - start, 3),
            continued_after=before.line if before else None,
            interrupted=interrupted.is_set(),
        )

    def _read(self, start: int) -> Iterator[Record | Skipped]:
        from ingest.tickets import read_file  # noqa: PLC0415

        return read_file(
            self.file,
            Kind(self.kind),
            team=self.team,
            audience=self.audience,
            columns=self.columns,
            start=start,
        )

    def _options(self) -> dict[str, str]:
        return {
            "kind": self.kind,
            "team": self.team,
            "audience": self.audience,
            "columns": json.dumps(self.columns, sort_keys=True),
        }

    def _check_audience(self) -> None:
        """Refuse an audience that is a public channel: nobody at all would find the documents."""
        if self.audience == PUBLIC:
            return
        from bot.settings import SettingsError  # noqa: PLC0415

        if _is_known_as_public(self.settings, self.team, self.audience):
            raise SettingsError(
                f"{self.audience} is a public channel, whose documents everybody may see: "
                "leave --audience out."
            )

    @property
    def _place(self) -> str:
        """Return what a position in the file is counted in."""
        by_records = _is_zip(self.file) or self.file.suffix.lower() == ".json"
        return "record" if by_records else "line"

    def _lines(self) -> int | None:
        """Count the lines, for the progress bar; None where positions are not lines."""
        if self._place != "line" or not errors.is_terminal:
            return None
        with self.file.open("rb") as file:
            return sum(block.count(b"\n") for block in iter(lambda: file.read(_BLOCK), b""))

    def _name(self, skipped: Skipped, number: int) -> None:
        if self.verbose or number <= _NAMED:
            _say(f"{self.file.name}, {self._place} {skipped.line:,}: {skipped.reason}")


@contextmanager
def interruption() -> Iterator[threading.Event]:
    """Give an event that is set by the first Ctrl-C or SIGTERM; the second one ends the process.

    What is under way can so be finished and noted, instead of being torn.
    """
    interrupted = threading.Event()
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.getsignal(number) for number in numbers}

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        interrupted.set()
        for number in numbers:
            signal.signal(number, before[number])

    if threading.current_thread() is not threading.main_thread():
        yield interrupted
        return
    for number in numbers:
        signal.signal(number, on_signal)
    try:
        yield interrupted
    finally:
        for number in numbers:
            signal.signal(number, before[number])


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


def _is_zip(file: Path) -> bool:
    try:
        with file.open("rb") as opened_file:
            return opened_file.read(2) == b"PK"
    except OSError:
        return False  # reading it says why, in its own words


def _is_known_as_public(settings: "Settings", team: str, channel: str) -> bool:
    import sqlalchemy as sa  # noqa: PLC0415

    from bot.state import Conversations  # noqa: PLC0415
    from bot.state.tables import conversations  # noqa: PLC0415

    with glance(settings) as engine:
        if engine is None or not sa.inspect(engine).has_table(conversations.name):
            return False
        known = Conversations(engine).get(team, channel)
    return known is not None and known.is_public


def _counter() -> TextColumn:
    return TextColumn("{task.fields[records]:,} records")


def _say(sentence: str) -> None:
    errors.print(sentence, markup=False, highlight=False, soft_wrap=True)
