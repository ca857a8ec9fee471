"""Running heads: headers and footers that come again on every page, and page numbers."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from ingest.pages.lines import Line

_MARGIN: Final = 0.09
"""The part of a page's height, at its top and at its bottom, in which they stand."""

_SAME_HEIGHT: Final = 4.0
"""They stand at the same height everywhere, within so many points."""

_OF_PAGES: Final = 0.6
_DIGITS: Final = re.compile(r"\d+")
_NUMBER: Final = re.compile(
    r"(?:page|seite|p\.)?\s*\d{1,3}\s*(?:(?:/|of|von|sur|de)\s*\d{1,3})?", re.IGNORECASE
)


def without_running_heads(
    pages: Sequence[Sequence[Line]], bounds: Sequence[tuple[float, float]]
) -> list[list[Line]]:
    """Return the lines of each page without what repeats in the margins.

    What repeats at the top stays on the first page that has it (often it is the name); page
    numbers go everywhere.

    Args:
        pages: the lines of each page.
        bounds: of each page, the lowest and the highest y.

    """
    counts: Counter[tuple[str, int]] = Counter()
    for lines, bound in zip(pages, bounds, strict=True):
        counts.update({key for line in lines for key in _keys(line, bound)})
    least = max(2, round(_OF_PAGES * len(pages)))
    seen: set[str] = set()
    kept: list[list[Line]] = []
    for lines, bound in zip(pages, bounds, strict=True):
        page = []
        for line in lines:
            side = _side(line, bound)
            text = _plain(line.text)
            repeats = any(counts[key] >= least for key in _keys(line, bound))
            number = bool(side) and _NUMBER.fullmatch(line.text.strip()) is not None
            if number or (repeats and (side == "bottom" or text in seen)):
                continue
            if repeats:
                seen.add(text)
            page.append(line)
        kept.append(page)
    return kept


def _keys(line: Line, bound: tuple[float, float]) -> list[tuple[str, int]]:
    """Return what a line repeats as: its text without numbers, and its height (in two grids)."""
    if not _side(line, bound):
        return []
    text = _plain(line.text)
    step = 2 * _SAME_HEIGHT
    return [(text, int(line.y // step) * 2), (text, int((line.y + step / 2) // step) * 2 + 1)]


def _side(line: Line, bound: tuple[float, float]) -> str:
    low, high = bound
    height = high - low
    if line.y > high - _MARGIN * height:
        return "top"
    return "bottom" if line.y < low + _MARGIN * height else ""


def _plain(text: str) -> str:
    return " ".join(_DIGITS.sub("#", text).lower().split())
