"""Where an import was interrupted, so that it goes on there when it is run again."""

import hashlib
import json
import logging
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

log = logging.getLogger(__name__)

_HEAD: Final = 1 << 16
_MONTH: Final = 30 * 24 * 3600.0  # seconds


@dataclass(frozen=True, slots=True)
class Position:
    """What of a file is in the database for good.

    `line` is the last record's, as `ingest.tickets.read_file` counts; `document` the id of the
    last document, by which a database that has lost it is told; the rest are counts so far.
    """

    line: int
    document: str
    records: int
    skipped: int


class Positions:
    """The position in one file, under the options it is imported with, in a small file of its own.

    A file is known by its name, size, time and beginning: one that was changed begins anew. What
    can't be written is only said, since an import without a memory is still an import.

    Args:
        data: the data folder.
        path: the file that is imported.
        options: what else makes two imports different.

    """

    def __init__(self, data: Path, path: Path, options: Mapping[str, str]) -> None:
        self._folder = data / "imports"
        self._file = self._folder / f"{_fingerprint(path, options)}.json"
        self._works = True

    def load(self) -> Position | None:
        """Return where an earlier import was interrupted, if one was."""
        try:
            return Position(**json.loads(self._file.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError):
            log.warning("Where the last import was interrupted can't be read: it begins anew.")
            return None

    def save(self, position: Position) -> None:
        """Note how far the import is. Call it only once the documents are stored."""
        if not self._works:
            return
        # A kill while writing must not leave half a file.
        fresh = self._file.with_suffix(".new")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            fresh.write_text(json.dumps(asdict(position)), encoding="utf-8")
            fresh.replace(self._file)
        except OSError as error:
            self._works = False
            log.warning(
                "How far the import is can't be noted (%s); an interrupted one would begin anew.",
                error.strerror,
            )

    def clear(self) -> None:
        """Forget the position, and those of imports that nobody went on with for a month."""
        oldest = time.time() - _MONTH
        with suppress(OSError):
            self._file.unlink(missing_ok=True)
            for file in self._folder.iterdir():
                if file.stat().st_mtime < oldest:
                    file.unlink(missing_ok=True)
            self._folder.rmdir()  # refused while others are in it


def _fingerprint(path: Path, options: Mapping[str, str]) -> str:
    facts = path.stat()
    with path.open("rb") as file:
        head = hashlib.blake2b(file.read(_HEAD), digest_size=16).hexdigest()
    known_by = [path.name, facts.st_size, facts.st_mtime_ns, head, sorted(options.items())]
    return hashlib.blake2b(json.dumps(known_by).encode(), digest_size=16).hexdigest()
