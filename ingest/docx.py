"""Word documents (.docx) to lines of text, by python-docx, which the extra `docx` brings."""

import io
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any, Final

from ingest.text import visible

ZIP: Final = b"PK\x03\x04"
_LISTED: Final = ("List Bullet", "List Number", "List Paragraph", "Aufzählung")


def can_read() -> bool:
    """Say whether the library is installed."""
    return find_spec("docx") is not None


def is_docx(data: bytes) -> bool:
    """Say whether a file is a Word document, by its first bytes and what it is made of."""
    return data.startswith(ZIP) and b"word/" in data


def text_of(data: bytes) -> str:
    r"""Return the text of a Word document: paragraphs and tables, cells parted by "\t".

    Raises:
        Exception: whatever the library raises on a damaged file.

    """
    import docx  # type: ignore[import-not-found, import-untyped, unused-ignore]  # noqa: PLC0415

    document = docx.Document(io.BytesIO(data))
    return visible("\n".join(_lines(document)))


def _lines(document: Any) -> Iterator[str]:
    for part in document.iter_inner_content():
        if hasattr(part, "rows"):
            yield from _rows(part)
            continue
        style = str(getattr(part.style, "name", ""))
        bullet = "• " if style.startswith(_LISTED) and part.text.strip() else ""
        if style.startswith("Heading"):
            yield ""
        yield f"{bullet}{part.text}"


def _rows(table: Any) -> Iterator[str]:
    for row in table.rows:
        # A cell that is merged over several columns comes once for each of them.
        cells = dict.fromkeys(" ".join(cell.text.split()) for cell in row.cells)
        yield "\t".join(cell for cell in cells if cell)
