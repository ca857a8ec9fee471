"""One run of an import: from a file into the documents, batch by batch."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.progress import TextColumn

from bot.cli.interruption import interruption
from bot.cli.opening import glance, opened
from bot.cli.output import errors
from bot.cli.positions import Position, Positions
from bot.cli.progress import bar
from ingest.documents import PUBLIC, Kind
from ingest.records import Record, Skipped

if TYPE_CHECKING:
    from bot.settings import Settings
    from matcher import Matcher

_NAMED: Final = 20
"""Records that can't be read are named up to this many; of the rest their number is said."""

_BLOCK: Final = 1 << 20


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


@dataclass(frozen=True, slots=True)
class Import:
    """What is imported, and how. `audience` doesn't count for a Slack export."""

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

    def _import(self, matcher: "Matcher", positions: Positions, before: Position | None) -> Outcome:
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
        by_records = is_zip(self.file) or self.file.suffix.lower() == ".json"
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


def is_zip(file: Path) -> bool:
    """Tell whether a file is a zip, which can be a Slack export only."""
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
