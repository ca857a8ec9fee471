"""JSON Lines and JSON: objects, each with its line or number."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from ingest.columns import Column, column_guess
from ingest.errors import UnreadableFileError
from ingest.json_values import loaded, object_in, objects_in
from ingest.lines import LONGEST, TextFile
from ingest.records import Skipped

_LARGEST: Final = 200_000_000
"""Bytes of a JSON file that is read at once."""

_SAMPLE: Final = 20
_LINES_SUFFIXES: Final = (".jsonl", ".ndjson", ".jsonlines")
_LISTS: Final = ("tickets", "issues", "questions", "records", "results", "items", "data", "rows")


@dataclass(frozen=True, slots=True)
class Item:
    """An object of a JSON file: its line or number from 1, its keys, and what stood around it."""

    line: int
    keys: dict[str, Any]
    around: dict[str, Any]


def items_of(file: TextFile, start: int = 0) -> Iterator[Item | Skipped]:
    """Yield the objects of a JSON Lines file, or of the list in a JSON file, after `start`.

    A line or an element that is no object comes as Skipped. Raises UnreadableFileError for a JSON
    file that is broken, holds no list of objects, or is too large to be read at once.
    """
    if is_json_lines(file.path) or _is_of_lines(file):
        return _of_lines(file, start)
    return _of_whole(file, start)


def is_json_lines(path: Path) -> bool:
    """Say whether a file's name says that it is JSON Lines."""
    return path.suffix.lower() in _LINES_SUFFIXES


def _is_of_lines(file: TextFile) -> bool:
    """Say whether lines are objects by themselves: one object alone can as well hold a list."""
    written = (line for line in file.lines() if line.strip())
    sample = list(islice(written, _SAMPLE))
    alone = [line for line in sample if line.startswith("{") and _is_object(line)]
    if len(sample) == 1 and alone:
        return _list_in(loaded(alone[0])) is None
    return bool(alone) and not sample[0].lstrip("\ufeff \t").startswith("[")


def _is_object(line: str) -> bool:
    try:
        return isinstance(loaded(line), dict)
    except ValueError:
        return False


def _of_lines(file: TextFile, start: int) -> Iterator[Item | Skipped]:
    number = 0
    whole = True
    for line in file.lines():
        continued, whole = not whole, line.endswith(("\n", "\r")) or len(line) < LONGEST
        number += not continued
        if number <= start or continued or not line.strip():
            continue
        if not whole:
            yield Skipped(number, f"The line is longer than {LONGEST:,} characters.")
            continue
        try:
            value = loaded(line)
        except ValueError as error:
            yield Skipped(number, f"The line is no valid JSON: {error}.")
            continue
        if isinstance(value, dict):
            yield Item(number, value, {})
        else:
            yield Skipped(number, "The line is valid JSON, but no object {…}.")


def _of_whole(file: TextFile, start: int) -> Iterator[Item | Skipped]:
    if file.path.stat().st_size > _LARGEST:
        raise UnreadableFileError(
            f"{file.name} is one JSON value of more than {_LARGEST // 1_000_000} MB, which would "
            "have to be read at once. Save it as JSON Lines (one object a line; jq -c '.[]' does "
            "it) and import that."
        )
    try:
        value = loaded("".join(file.lines()))
    except ValueError as error:
        raise UnreadableFileError(
            f"{file.name} is no valid JSON: {error}. Export it again, or save it as JSON Lines "
            "(one object a line), where a broken line is skipped."
        ) from None
    elements = value if isinstance(value, list) else _list_in(value)
    if elements is None and _is_record(value):
        elements = [value]
    if elements is None:
        raise UnreadableFileError(
            f"{file.name} is JSON, but holds no list of records. It should be a list of objects, "
            f"or an object with one under {', '.join(_LISTS)}."
        )
    around = value if isinstance(value, dict) else {}
    return _of_list(elements, around, start)


def _of_list(elements: list[Any], around: dict[str, Any], start: int) -> Iterator[Item | Skipped]:
    for number, element in enumerate(islice(elements, start, None), start + 1):
        if isinstance(element, dict):
            yield Item(number, element, around)
        else:
            yield Skipped(number, f"Record {number} is no object {{…}}.")


def _list_in(value: Any) -> list[Any] | None:
    """Return the list of objects that an object holds under a usual name, or as its only one."""
    lists = {
        key: found
        for key, found in object_in(value).items()
        if isinstance(found, list) and len(objects_in(found)) == len(found)
    }
    for key in _LISTS:
        if key in lists:
            return lists[key]
    filled = [found for found in lists.values() if found]
    return filled[0] if len(filled) == 1 and not _is_record(value) else None


def _is_record(value: Any) -> bool:
    guess = column_guess(list(object_in(value)))
    return bool(guess.keys() & {Column.TITLE, Column.TEXT})
