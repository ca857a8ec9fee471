"""Encodings: how a file's bytes are text."""

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ingest.errors import UnreadableFileError

_BLOCK: Final = 1 << 20
_HEAD: Final = 4096
_STRAY_NULS: Final = 4
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins with the mark of UTF-16 as well
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_DEFINED: Final = bytes(set(range(256)) - {0x81, 0x8D, 0x8F, 0x90, 0x9D})  # in Windows-1252


def encoding_of(path: Path) -> str:
    """Return the name of a text file's encoding, reading all of it in blocks.

    A byte order mark decides. Without one the file is UTF-8 if more of its special characters are
    valid in it than not, so that a few damaged bytes do not garble the rest; else Windows-1252, or
    Latin-1 where that has no such character. Decode with errors="replace". Raises
    UnreadableFileError for a file that is no text.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
        for mark, encoding in _MARKS:
            if head.startswith(mark):
                return encoding
        if utf_16 := _without_mark(head, path.name):
            return utf_16
        file.seek(0)
        return _of_special_characters(iter(lambda: file.read(_BLOCK), b""))


def _without_mark(head: bytes, name: str) -> str | None:
    """Return UTF-16 where every other byte is NUL, None for text of 8-bit characters."""
    nuls = head.count(0)
    if nuls * 5 > len(head):
        if head[1::2].count(0) * 5 > nuls * 4:
            return "utf-16-le"
        if head[::2].count(0) * 5 > nuls * 4:
            return "utf-16-be"
    # A stray NUL is damage that reading can get over; many are no text.
    if nuls * 50 <= len(head) or nuls <= _STRAY_NULS:
        return None
    raise UnreadableFileError(
        f"{name} is no text file. Export the records as CSV or JSON Lines, and import that."
    )


def _of_special_characters(blocks: Iterator[bytes]) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    valid = damaged = 0
    undefined = False
    for block in blocks:
        if block.isascii() and not decoder.getstate()[0]:
            continue
        text = decoder.decode(block)
        # The replacement character can also have been exported as itself.
        wrong = max(text.count("\ufffd") - block.count(b"\xef\xbf\xbd"), 0)
        damaged += wrong
        valid += len(text) - len(text.encode("ascii", "ignore")) - wrong
        undefined = undefined or bool(block.translate(None, _DEFINED))
    damaged += bool(decoder.decode(b"", final=True))
    if valid >= damaged:
        return "utf-8"
    return "latin-1" if undefined else "cp1252"
