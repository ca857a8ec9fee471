"""Files of tickets and questions, whatever they were exported from, become Documents."""

from collections.abc import Generator, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ingest import jira, slack_export, zendesk
from ingest.columns import Column, chosen_columns, column_named
from ingest.csv_files import Row, rows_of
from ingest.documents import Kind
from ingest.entries import Entry, Target, entry_of, system_of
from ingest.errors import UnknownColumnsError, UnreadableFileError
from ingest.json_files import Item, is_json_lines, items_of
from ingest.json_values import texts_of
from ingest.lines import TextFile
from ingest.records import Record, Skipped

_MOST_SHAPES: Final = 1000
_EMPTY: Final = "It has neither a title nor a text."
_NO_COLUMNS: Final[Mapping[str, str]] = MappingProxyType({})
OTHERS: Final = (
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file"),
    (b"\x1f\x8b", "compressed with gzip; unpack it first"),
    (b"7z\xbc\xaf", "compressed with 7-Zip; unpack it first"),
    (b"SQLite format 3", "a database"),
    (b"\x89PNG", "a picture"),
)
"""What people have in place of a text file, by its first bytes."""


def read_file(
    path: str | Path,
    kind: Kind,
    *,
    team: str,
    audience: str,
    columns: Mapping[str, str] | None = None,
    start: int = 0,
) -> Iterator[Record | Skipped]:
    """Read a file of records one after the other, in constant memory, from after line `start`.

    Reads CSV and TSV, JSON Lines, JSON, the exports of Zendesk and Jira, and a Slack export zip
    (there each conversation is its own audience, public channels apart, and `audience` is not
    used). `columns` names columns that are not to be guessed: {"title": "Betreff"}.

    Raises UnreadableFileError for a file that can't be read at all, and UnknownColumnsError if
    nobody can tell which columns hold what, both before the first record.
    """
    path = Path(path)
    named = dict(_NO_COLUMNS if columns is None else columns)
    for column in named:
        column_named(column)
    try:
        if _head(path).startswith(b"PK"):
            return _guarded(slack_export.read_export(path, kind, team=team, start=start), path)
        modified = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        target = Target(kind, team, audience, system_of(path), modified)
        file = TextFile.at(path)
        if _is_json(file):
            return _guarded(_from_json(items_of(file, start), path, target, named), path)
        return _guarded(_from_table(rows_of(file), path, target, named, start), path)
    except OSError as error:
        raise _unreadable(path, error) from error


def _guarded(
    records: Iterator[Record | Skipped], path: Path
) -> Generator[Record | Skipped, None, None]:
    try:
        yield from records
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> UnreadableFileError:
    return UnreadableFileError(
        f"{path.name} can't be read: {error.strerror or 'the system gives no reason'}. Check that "
        "it is there and that you may read it."
    )


def _is_json(file: TextFile) -> bool:
    written = (line.strip("\ufeff \t\r\n") for line in file.lines())
    return is_json_lines(file.path) or next(filter(None, written), "").startswith(("{", "["))


def _head(path: Path) -> bytes:
    if not path.exists():
        raise UnreadableFileError(f"There is no file {path}. Check its name.")
    if path.is_dir():
        raise UnreadableFileError(f"{path} is a folder. Name a file in it.")
    with path.open("rb") as file:
        head = file.read(16)
    if not head:
        raise UnreadableFileError(f"{path.name} is empty. Export it again.")
    for magic, what in OTHERS:
        if head.startswith(magic):
            raise UnreadableFileError(
                f"{path.name} is {what}. What can be imported is CSV, JSON Lines, JSON, and the "
                "zip of a Slack export."
            )
    return head


def _from_table(
    rows: Iterator[Row | Skipped], path: Path, target: Target, named: Mapping[str, str], start: int
) -> Iterator[Record | Skipped]:
    header: tuple[str, ...] | None = None
    before: list[Skipped] = []
    for row in rows:
        if isinstance(row, Row):
            header = tuple(name.strip("\ufeff \t\r\n\x00") for name in row.fields)
            break
        before.append(row)
    if header is None:
        raise UnreadableFileError(
            f"{path.name} has no line that could be a header. Its first line should name its "
            "columns, for example: id,title,description"
        )
    chosen = chosen_columns(header, named, path.name)
    resolution_named = Column.RESOLUTION in map(column_named, named)
    return _records_of_table(before, rows, header, chosen, target, start, resolution_named)


def _records_of_table(
    before: list[Skipped],
    rows: Iterator[Row | Skipped],
    header: tuple[str, ...],
    chosen: Mapping[Column, str],
    target: Target,
    start: int,
    resolution_named: bool,
) -> Iterator[Record | Skipped]:
    # A name can stand over several columns: Jira has one for each comment.
    places = {c: [i for i, n in enumerate(header) if n == name] for c, name in chosen.items()}
    needed = max(places[c][0] for c in (Column.TITLE, Column.TEXT) if c in places)
    of_jira = jira.is_header(header)
    if of_jira:
        target = target.of_system(jira.SYSTEM)
    yield from (skipped for skipped in before if skipped.line > start)
    for row in rows:
        if row.line <= start:
            continue
        if isinstance(row, Skipped):
            yield row
            continue
        fields = row.fields
        if any(field.strip() for field in fields[len(header) :]) or len(fields) <= needed:
            yield Skipped(
                row.line,
                f"It has {len(fields)} fields where the header has {len(header)}. A text with the "
                "delimiter or a line break in it needs quotes around it.",
            )
            continue
        cells = {c: [fields[i] for i in at if i < len(fields)] for c, at in places.items()}
        entry = entry_of(cells)
        if of_jira:
            entry = jira.entry_of_row(entry, resolution_is_text=resolution_named)
        yield _record(row.line, entry, target)


def _from_json(
    items: Iterator[Item | Skipped], path: Path, target: Target, named: Mapping[str, str]
) -> Iterator[Record | Skipped]:
    shapes: dict[tuple[str, ...], Mapping[Column, str]] = {}
    for item in items:
        if isinstance(item, Skipped):
            yield item
        elif zendesk.is_ticket(item.keys) and not named:
            if zendesk.is_deleted(item.keys):
                yield Skipped(item.line, "The ticket was deleted.")
            else:
                entry = zendesk.entry_of_ticket(item.keys, item.around)
                yield _record(item.line, entry, target.of_system(zendesk.SYSTEM))
        elif jira.is_issue(item.keys) and not named:
            entry = jira.entry_of_issue(item.keys)
            yield _record(item.line, entry, target.of_system(jira.SYSTEM))
        else:
            yield _record_of_object(item, path, target, named, shapes)


def _record_of_object(
    item: Item,
    path: Path,
    target: Target,
    named: Mapping[str, str],
    shapes: dict[tuple[str, ...], Mapping[Column, str]],
) -> Record | Skipped:
    keys = tuple(item.keys)
    columns = shapes.get(keys)
    if columns is None:
        # A key that one object lacks is no mistake; that the first one lacks it may be.
        there = {c: key for c, key in named.items() if not shapes or key in keys}
        try:
            columns = chosen_columns(keys, there, path.name)
        except UnknownColumnsError:
            if not shapes:
                raise
            columns = {}
        if len(shapes) < _MOST_SHAPES:
            shapes[keys] = columns
    if not columns:
        return Skipped(item.line, "None of its keys has a name that tells a title or a text.")
    cells = {column: texts_of(item.keys[key]) for column, key in columns.items()}
    for column in cells.keys() - {Column.REPLIES}:
        cells[column] = ["\n".join(filter(None, cells[column]))]
    return _record(item.line, entry_of(cells), target)


def _record(line: int, entry: Entry, target: Target) -> Record | Skipped:
    document = target.document(entry)
    return Skipped(line, _EMPTY) if document is None else Record(line, document)
