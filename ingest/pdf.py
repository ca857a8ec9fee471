"""PDFs to text, in a process of their own: one bad file takes nothing down with it."""

import json
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from ingest import docx, ocr
from ingest.pdf_problems import Problem, Unreadable

_MEGABYTE: Final = 1024 * 1024
_BEGINNING: Final = 1024
"""Bytes within which a PDF says that it is one (ISO 32000, as viewers practise it)."""

_SCAN_SECONDS: Final = 90.0
_SCAN_MEMORY: Final = 4_000
"""What reading the pictures of a scan may cost: its models take more than all of a PDF."""


@dataclass(frozen=True, slots=True)
class PdfLimits:
    """What reading one file may cost.

    Attributes:
        seconds: of processor time, and (with a second more) of time on the clock.
        megabytes_of_memory: of address space of the process that reads.
        pages: of the file.
        megabytes: of the file.

    """

    seconds: float = 15
    megabytes_of_memory: int = 900
    pages: int = 60
    megabytes: float = 25


@dataclass(frozen=True, slots=True)
class PdfPage:
    r"""A page: its text in reading order (cells of a row parted by "\t"), and its links."""

    text: str
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PdfText:
    """What a PDF says.

    Attributes:
        pages: from the first.
        broken: numbers of pages, from 1, that could not be read while others could.
        locked: whether it was encrypted, with a blank password.
        largest: what is set largest on the first page.
        by_ocr: whether the text was read off pictures.

    """

    pages: tuple[PdfPage, ...]
    broken: tuple[int, ...] = ()
    locked: bool = False
    largest: str = ""
    by_ocr: bool = False

    @property
    def text(self) -> str:
        """All pages, parted by empty lines."""
        return "\n\n".join(page.text for page in self.pages if page.text)

    @property
    def links(self) -> tuple[str, ...]:
        """All links, each once, in order."""
        return tuple(dict.fromkeys(link for page in self.pages for link in page.links))


DEFAULT_LIMITS: Final = PdfLimits()


def read_pdf(source: Path | bytes, limits: PdfLimits = DEFAULT_LIMITS) -> PdfText | Unreadable:
    """Read a PDF, or say what is wrong with it.

    Args:
        source: the file, or its content.
        limits: what it may cost; a file that would cost more is refused.

    Raises:
        OSError: the file is not there or can't be opened.

    """
    if isinstance(source, Path):
        size = source.stat().st_size
        if size > limits.megabytes * _MEGABYTE:
            return _too_large(size, limits)
        source = source.read_bytes()
    if refusal := _at_first_sight(source, limits):
        return refusal
    found = _answered(_ask(source, asdict(limits), limits.seconds), limits)
    scanned = isinstance(found, Unreadable) and found.problem is Problem.SCANNED
    if not scanned or not ocr.can_read():
        return found
    reading = PdfLimits(_SCAN_SECONDS, _SCAN_MEMORY)
    return _answered(_ask(source, asdict(reading) | {"scan": True}, reading.seconds), reading)


def _at_first_sight(data: bytes, limits: PdfLimits) -> Unreadable | None:
    if not data:
        return Unreadable(Problem.EMPTY_FILE)
    if len(data) > limits.megabytes * _MEGABYTE:
        return _too_large(len(data), limits)
    if b"%PDF-" in data[:_BEGINNING]:
        return None
    if docx.is_docx(data):
        return None if docx.can_read() else Unreadable(Problem.WORD)
    beginning = data[:_BEGINNING].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if beginning.startswith((b"<!doctype html", b"<html")):
        return Unreadable(Problem.WEB_PAGE)
    return Unreadable(Problem.NOT_A_PDF)


def _too_large(size: int, limits: PdfLimits) -> Unreadable:
    return Unreadable(Problem.TOO_LARGE, size / _MEGABYTE, limits.megabytes)


def _ask(data: bytes, told: dict[str, Any], seconds: float) -> dict[str, Any]:
    """Have the file read by a process of its own; it is gone when this returns."""
    process = subprocess.Popen(  # noqa: S603 - Akin's own module, and numbers
        [sys.executable, "-m", "ingest.pdf_process", json.dumps(told)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        output, _ = process.communicate(data, timeout=seconds + 1)
    except subprocess.TimeoutExpired:
        return {"problem": Problem.TOO_SLOW}
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
    if process.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return {"problem": Problem.TOO_SLOW}
    try:
        answer: dict[str, Any] = json.loads(output)
    except ValueError:
        # It died without a word: the memory was used up where nobody could say so.
        return {"problem": Problem.TOO_MUCH_MEMORY if process.returncode else Problem.MALFORMED}
    return answer


def _answered(answer: dict[str, Any], limits: PdfLimits) -> PdfText | Unreadable:
    if "problem" in answer:
        problem = Problem(answer["problem"])
        limit = {
            Problem.TOO_MANY_PAGES: limits.pages,
            Problem.TOO_SLOW: limits.seconds,
            Problem.TOO_MUCH_MEMORY: limits.megabytes_of_memory,
        }.get(problem, 0)
        return Unreadable(problem, answer.get("figure", 0), limit)
    return PdfText(
        tuple(PdfPage(page["text"], tuple(page["links"])) for page in answer["pages"]),
        tuple(answer["broken"]),
        answer["locked"],
        answer["largest"],
        answer.get("by_ocr", False),
    )
