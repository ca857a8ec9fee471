"""`akin import --kind job`: openings of a channel, from a table or from their own files."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.state import NotedOpening


@dataclass(frozen=True, slots=True)
class ImportedOpenings:
    """What an import of openings did."""

    file: str
    team: str
    channel: str
    records: int
    skipped: int

    def sentence(self) -> str:
        """Return the counts in one line."""
        from bot.views.words import counted  # noqa: PLC0415 - not for --help

        skipped = f" ({self.skipped:,} skipped)" if self.skipped else ""
        return f"Noted {counted(self.records, 'opening')} for {self.channel}{skipped}."


def import_openings(
    settings: "Settings", file: Path, team: str, channel: str, columns: dict[str, str]
) -> ImportedOpenings:
    """Note the openings of a file in a channel; those that are there already are replaced.

    Raises:
        IngestError: the file can't be read.
        MatcherError: the database can't be opened, or the data folder is another process's.

    """
    from bot.runtime import open_inbox  # noqa: PLC0415 - like the next two, not for --help
    from bot.state import State  # noqa: PLC0415
    from matcher.database import connect, sqlite_url  # noqa: PLC0415
    from matcher.folder import DataFolder  # noqa: PLC0415

    found = list(_openings(file, team, channel, columns))
    noted = [opening for opening in found if opening is not None]
    with ExitStack() as stack:
        url = settings.database_url.get_secret_value()
        if not url:
            stack.callback(DataFolder(settings.data).release)
        engine = connect(url or sqlite_url(settings.data / "akin.db"))
        stack.callback(engine.dispose)
        open_inbox(engine)
        state = State(engine)
        for opening in noted:
            state.candidates.note(opening)
    return ImportedOpenings(file.name, team, channel, len(noted), len(found) - len(noted))


def _openings(
    file: Path, team: str, channel: str, columns: dict[str, str]
) -> "Iterator[NotedOpening | None]":
    """Yield the openings of a file, None for a record that can't be read."""
    from bot.state import NotedOpening  # noqa: PLC0415 - like the rest, not for --help
    from ingest.documents import Kind, Source, document_id  # noqa: PLC0415
    from ingest.errors import UnreadableFileError  # noqa: PLC0415
    from ingest.pdf_problems import Unreadable  # noqa: PLC0415
    from ingest.records import Record  # noqa: PLC0415
    from ingest.resume_files import ENDINGS, opening_text  # noqa: PLC0415
    from ingest.tickets import read_file  # noqa: PLC0415

    if file.suffix.lower() not in ENDINGS:
        for record in read_file(file, Kind.JOB, team=team, audience=channel, columns=columns):
            if not isinstance(record, Record):
                yield None
                continue
            document = record.document
            yield NotedOpening(team, channel, document.id, document.title, document.text)
        return
    text = opening_text(file)
    if isinstance(text, Unreadable):
        raise UnreadableFileError(f"{file.name}: {text.sentence}")
    title = next((line.strip() for line in text.splitlines() if line.strip()), file.stem)
    source = Source(team=team, file=file.name, record=file.name)
    yield NotedOpening(team, channel, document_id(source), title, text)
