"""Characters that every text goes through before it is stored: none that a database refuses."""

import re
from typing import Final

# PostgreSQL refuses NUL; the other controls, zero-width and soft-hyphen characters hide words from
# the tokenizer; an unclosed direction override would turn around what Akin writes after it. The
# joiners U+200C and U+200D stay: Persian words and emoji are made with them. A lone surrogate
# (JSON can hold one) can't be encoded at all.
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_LINE_BREAK: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANKS: Final = re.compile(r"[^\S\n]+")
_BLANKS_WITHIN: Final = re.compile(r"(?<=\S)[^\S\n]+")
_BLANK_LINES: Final = re.compile(r"\n[^\S\n]+(?=\n)")
_BREAK_WITH_BLANKS: Final = re.compile(r" ?\n ?")
_EMPTY_LINES: Final = re.compile(r"\n{3,}")


def visible(text: str) -> str:
    r"""Return the text without control, zero-width and direction characters; lines end in "\n"."""
    return _INVISIBLE.sub("", _LINE_BREAK.sub("\n", text))


def tidy(text: str) -> str:
    """Return the text with single blanks, no blanks around line breaks, at most one empty line."""
    single = _BREAK_WITH_BLANKS.sub("\n", _BLANKS.sub(" ", text))
    return _EMPTY_LINES.sub("\n\n", single).strip()


def clean(text: str) -> str:
    """Return the visible characters of a text, tidy, but for lines' indentation, which stays."""
    single = _BLANKS_WITHIN.sub(" ", visible(text)).replace(" \n", "\n")
    return _EMPTY_LINES.sub("\n\n", _BLANK_LINES.sub("\n", single)).strip()


def one_line(text: str) -> str:
    """Return the visible characters of a text in one line."""
    return " ".join(visible(text).split())
