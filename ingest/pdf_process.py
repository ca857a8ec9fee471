"""The child process that reads one PDF: `python -m ingest.pdf_process`, see `ingest.pdf`.

It is told the limits as JSON on the command line, is given the file on stdin, and answers with JSON
on stdout. What a hostile file can do to it, it does to nothing else.
"""

import io
import json
import logging
import sys
from typing import TYPE_CHECKING, Any, Final

from ingest import docx

if TYPE_CHECKING:
    from ingest.pages.lines import Line

MEGABYTE: Final = 1024 * 1024
_LEAST_WORDS: Final = 8
"""Words of a scan that is worth showing."""


def main() -> None:
    """Read the file, and print what is in it or what is wrong with it."""
    limits = json.loads(sys.argv[1])
    _limit_resources(limits["megabytes_of_memory"], limits["seconds"])
    # pypdf reports every oddity that it mends.
    logging.disable(logging.CRITICAL)
    data = sys.stdin.buffer.read()
    try:
        answer = _read_scan(data) if limits.get("scan") else _read(data, limits["pages"])
    except (MemoryError, ImportError):
        # A library that can't be mapped any more is a module that can't be imported.
        answer = {"problem": "too_much_memory"}
    except Exception as error:  # noqa: BLE001 - pypdf raises anything on hostile files; reported.
        answer = {"problem": "malformed", "error": type(error).__name__}
    sys.stdout.write(json.dumps(answer))


def _limit_resources(megabytes: int, seconds: float) -> None:
    try:
        import resource  # noqa: PLC0415 - only Unix has it; elsewhere the parent's watch is all.
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * MEGABYTE, megabytes * MEGABYTE))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(data: bytes, most_pages: int) -> dict[str, Any]:
    return _read_docx(data) if data.startswith(docx.ZIP) else read(data, most_pages)


def _read_docx(data: bytes) -> dict[str, Any]:
    text = docx.text_of(data)
    if not text.strip():
        return {"problem": "no_text"}
    return {"pages": [{"text": text, "links": []}], "broken": [], "largest": "", "locked": False}


def _read_scan(data: bytes) -> dict[str, Any]:
    """Return what can be read in the pictures of a scan's pages."""
    from ingest.ocr import lines_of_scan  # noqa: PLC0415 - large, and only for scans
    from ingest.pages.reading_order import in_reading_order  # noqa: PLC0415
    from ingest.pages.typeset import texts_of  # noqa: PLC0415

    lines = list(lines_of_scan(data))
    texts = texts_of([in_reading_order(page) for page in lines])
    if len("".join(texts).split()) < _LEAST_WORDS:
        return {"problem": "illegible_scan"}
    return {
        "pages": [{"text": text, "links": []} for text in texts],
        "broken": [],
        "largest": _largest(lines[0]),
        "locked": False,
        "by_ocr": True,
    }


def read(data: bytes, most_pages: int) -> dict[str, Any]:
    """Return the pages of a PDF and their text, or the problem with it.

    Args:
        data: the file, known to be a PDF by its first bytes.
        most_pages: a file with more is refused.

    """
    from pypdf import PdfReader  # noqa: PLC0415 - after the limits
    from pypdf.errors import DependencyError, FileNotDecryptedError  # noqa: PLC0415

    reader = PdfReader(io.BytesIO(data))
    try:
        if reader.is_encrypted and not reader.decrypt(""):
            return {"problem": "encrypted"}
        count = len(reader.pages)
    except (DependencyError, FileNotDecryptedError, NotImplementedError):
        return {"problem": "encrypted"}
    if count > most_pages:
        return {"problem": "too_many_pages", "figure": count}
    if count == 0:
        return {"problem": "malformed"}
    return _pages(reader) | {"locked": reader.is_encrypted}


def _pages(reader: Any) -> dict[str, Any]:
    from ingest.pages.legibility import is_garbled  # noqa: PLC0415
    from ingest.pages.reading_order import in_reading_order  # noqa: PLC0415
    from ingest.pages.running_heads import without_running_heads  # noqa: PLC0415
    from ingest.pages.typeset import texts_of  # noqa: PLC0415

    lines, bounds, links, broken, pictures = [], [], [], [], 0
    for number, page in enumerate(reader.pages, 1):
        links.append(_links(page))
        pictures += _has_picture(page)
        box = page.mediabox
        found = _lines(page)
        if found is None:
            broken.append(number)
            found = []
        lines.append(found)
        bounds.append((float(box.bottom), float(box.top)))
    texts = texts_of([in_reading_order(page) for page in without_running_heads(lines, bounds)])
    whole = "\n".join(texts)
    if len("".join(whole.split())) < 25 * max(1, min(len(texts), 2)):
        if len(broken) == len(texts):
            return {"problem": "malformed"}
        if pictures:
            return {"problem": "scanned", "pages": len(texts)}
        if not whole.strip():
            return {"problem": "no_text"}
    if is_garbled(whole):
        return {"problem": "garbled"}
    return {
        "pages": [{"text": text, "links": found} for text, found in zip(texts, links, strict=True)],
        "broken": broken,
        "largest": _largest(lines[0]),
    }


def _largest(lines: "list[Line]") -> str:
    """Return the text that is set largest on a page, on a résumé often the name."""
    if not lines:
        return ""
    size = max(line.size for line in lines)
    largest = [line.text for line in lines if line.size > 0.97 * size]
    return " ".join(largest[:3])


def _lines(page: Any) -> "list[Line] | None":
    """Return the lines of a page, None where they can't be read.

    Where the pieces can't be told apart, pypdf's own text is taken, a line at a time.
    """
    from ingest.pages.lines import Line, lines_of  # noqa: PLC0415
    from ingest.pages.runs import runs_of  # noqa: PLC0415

    try:
        return lines_of(runs_of(page))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001, S110 - the next way may do; the person is told if not.
        pass
    try:
        text = page.extract_text()
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - one broken page; the person is told which.
        return None
    size = 10.0
    return [
        Line(line.strip(), 0.0, size * len(line) / 2, -1.2 * size * number, size)
        for number, line in enumerate(text.splitlines())
        if line.strip()
    ]


def _links(page: Any) -> list[str]:
    """Return the addresses that a page's links lead to, each once."""
    found: list[str] = []
    try:
        for annotation in page.annotations or []:
            action = annotation.get_object().get("/A")
            address = action.get_object().get("/URI") if action is not None else None
            if isinstance(address, bytes):
                address = address.decode("latin-1")
            if isinstance(address, str) and address not in found:
                found.append(str(address))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - links that can't be read are none; the text counts.
        return found
    return found


def _has_picture(page: Any) -> bool:
    try:
        return len(page.images) > 0
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - a page whose pictures can't be listed has none to read.
        return False


if __name__ == "__main__":
    main()
