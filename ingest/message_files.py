"""Files of messages: a table, JSON Lines, or a text with one message a line."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from ingest.columns import Column, column_guess, listed
from ingest.csv_files import Row, rows_of
from ingest.errors import UnknownColumnsError, UnreadableFileError
from ingest.json_files import Item, is_json_lines, items_of
from ingest.json_values import text_of
from ingest.lines import TextFile
from ingest.records import Skipped
from ingest.text import clean
from ingest.tickets import OTHERS

_TABLES: Final = (".csv", ".tsv", ".tab")


@dataclass(frozen=True, slots=True)
class MessageFile:
    """The messages of a file.

    Attributes:
        texts: by row number, from 0: a table's rows below its header, a JSON file's objects, a
            text file's lines. Rows that are empty or can't be read are "".
        unread: how many rows could not be read.

    """

    texts: tuple[str, ...]
    unread: int = 0


def read_messages(path: Path, column: str = "") -> MessageFile:
    """Read the messages of a CSV, TSV, JSON Lines, JSON or text file.

    Args:
        path: the file. Its name or its first character tells what it is.
        column: the column or key that holds the message; a title and a text by default, whatever
            they are called (see `ingest.columns`).

    Raises:
        UnreadableFileError: the file can't be read, or holds no message.
        UnknownColumnsError: there is no such column, or nobody can tell which one it is.

    """
    try:
        _refuse_others(path)
        file = TextFile.at(path)
        texts = list(_texts(file, column))
    except OSError as error:
        raise UnreadableFileError(
            f"{path.name} can't be read: {error.strerror or 'the system gives no reason'}. Check "
            "that it is there and that you may read it."
        ) from error
    if not any(texts):
        raise UnreadableFileError(
            f"There is no message in {path.name}. It should hold one a line, or a table or JSON "
            "Lines with a column of them."
        )
    return MessageFile(tuple(text or "" for text in texts), sum(text is None for text in texts))


def _refuse_others(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(16)
    for magic, what in (*OTHERS, (b"PK", "an Office file or a zip archive")):
        if head.startswith(magic):
            raise UnreadableFileError(
                f"{path.name} is {what}. What can be read is CSV, JSON Lines, or a text with one "
                "message a line."
            )


def _texts(file: TextFile, column: str) -> Iterator[str | None]:
    """Yield the messages, None for what can't be read."""
    written = (line.strip("\ufeff \t\r\n") for line in file.lines())
    first = next(filter(None, written), "")
    if is_json_lines(file.path) or first.startswith(("{", "[{")) or first == "[":
        return _of_objects(items_of(file), file.name, column)
    if file.path.suffix.lower() in _TABLES or column:
        return _of_table(rows_of(file), file.name, column)
    return (clean(line) for line in file.lines())


def _of_objects(items: Iterator[Item | Skipped], name: str, column: str) -> Iterator[str | None]:
    known = False
    for item in items:
        if isinstance(item, Skipped):
            yield None
            continue
        keys = _chosen(tuple(item.keys), column)
        if not keys and not known:
            raise _unknown(tuple(item.keys), name, column)
        known = True
        yield _joined([text_of(item.keys[key]) for key in keys])


def _of_table(rows: Iterator[Row | Skipped], name: str, column: str) -> Iterator[str | None]:
    # What comes before the header is no row of the table.
    header = next((row for row in rows if isinstance(row, Row)), None)
    if header is None:
        return
    names = tuple(field.strip("\ufeff \t\r\n\x00") for field in header.fields)
    chosen = _chosen(names, column)
    if not chosen and len(names) == 1 and not column:
        # One column without a name that tells anything is the messages, the first one as well.
        yield clean(names[0])
        chosen = names
    if not chosen:
        raise _unknown(names, name, column)
    places = [names.index(each) for each in chosen]
    for row in rows:
        if isinstance(row, Row) and len(row.fields) > max(places):
            yield _joined([row.fields[at] for at in places])
        else:
            yield None


def _chosen(names: tuple[str, ...], column: str) -> tuple[str, ...]:
    """Return the columns that hold the message, none where nobody can tell."""
    if column:
        wanted = column.strip().casefold()
        return tuple(islice((name for name in names if name.casefold() == wanted), 1))
    guess = column_guess(names)
    return tuple(guess[key] for key in (Column.TITLE, Column.TEXT) if key in guess)


def _joined(parts: list[str]) -> str:
    """Return title and text as one message; a title that the text begins with is said once."""
    texts = [text for text in map(clean, parts) if text]
    if len(texts) > 1 and texts[1].startswith(texts[0]):
        del texts[0]
    return "\n".join(texts)


def _unknown(names: tuple[str, ...], file: str, column: str) -> UnknownColumnsError:
    if column:
        return UnknownColumnsError(f"{file} has no column “{column}”. It has {listed(names)}.")
    return UnknownColumnsError(
        f"No column of {file} has a name that tells a message. It has {listed(names)}. Name it, "
        "for example with --column comment."
    )
