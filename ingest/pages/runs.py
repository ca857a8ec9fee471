"""Runs: the pieces of text of a page, each with its place, as pypdf's visitor tells them."""

import math
import re
from dataclasses import dataclass
from typing import Any, Final

from pypdf import PageObject
from pypdf.generic import (
    ArrayObject,
    ContentStream,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    StreamObject,
)

from ingest.pages.glyph_names import character_of

_IDENTITY: Final = tuple(FloatObject(each) for each in (1, 0, 0, 1, 0, 0))
_MOVES: Final = frozenset((b"Td", b"TD", b"Tm", b"T*", b"'", b'"'))
_WORD_GAP: Final = -130
_BLANK: Final = FloatObject(-1000)
"""Moves within a TJ, in thousandths of an em, backwards."""

_AVERAGE_WIDTH: Final = 0.5
"""Of a character, in ems, where a font does not tell: that of the usual book faces."""

_DEEPEST_FORM: Final = 8


@dataclass(frozen=True, slots=True)
class Run:
    """Characters that were drawn without moving: x, y of the baseline's beginning, in points.

    `width` and `size` (the em) are in points as well; y grows upwards.
    """

    text: str
    x: float
    y: float
    width: float
    size: float

    @property
    def end(self) -> float:
        """Where the run ends on the baseline."""
        return self.x + self.width


def runs_of(page: PageObject) -> list[Run]:
    """Return the runs of a page in the order in which they are drawn, upright.

    A page that was typeset sideways is turned; single words that stand across the others (in a
    margin, as a watermark) are left out. Changes the page's content stream.
    """
    _part_moves(page)
    found: dict[int, list[Run]] = {0: [], 90: [], 180: [], 270: []}
    fonts: dict[int, _Font] = {}

    def visit(text: str, cm: Any, tm: Any, font: Any, size: Any) -> None:
        if not text.strip():
            return
        a, b, c, d, x, y = _multiplied(tm, cm)
        along, across = math.hypot(a, b), math.hypot(c, d)
        if id(font) not in fonts:
            fonts[id(font)] = _Font(font)
        drawn = fonts[id(font)]
        shown = drawn.characters(text.strip())
        em = float(size) * across
        width = drawn.width(shown) * float(size) * along
        if not shown or em <= 0 or not all(map(math.isfinite, (x, y, em, width))):
            return
        angle = round(math.degrees(math.atan2(b, a)) / 90) % 4 * 90
        place = {0: (x, y), 90: (y, -x), 180: (-x, -y), 270: (-y, x)}[angle]
        # A blank that pypdf put before the run stands for the gap to the last one.
        blank = " " if text.lstrip("\n").startswith(" ") else ""
        found[angle].append(Run(blank + shown, *place, width, em))

    page.extract_text(visitor_text=visit)
    return max(found.values(), key=lambda runs: sum(len(run.text) for run in runs))


def _part_moves(page: PageObject) -> None:
    """Put an empty change of coordinates before every move of the pen.

    pypdf's visitor is told what was drawn when coordinates or fonts change. Two columns that are
    drawn row by row in one go would reach it as one run; with this each move begins a new one.
    """
    contents = _resolved(page.get("/Contents"))
    if contents is None:
        return
    parted = DecodedStreamObject()
    parted.set_data(_parted(contents, page.pdf))
    page[NameObject("/Contents")] = parted
    _part_forms(page.get("/Resources"), page.pdf, set(), 0)


def _parted(contents: Any, pdf: Any) -> bytes:
    # "bytes": which characters the bytes of a text stand for, only its font can tell.
    stream = ContentStream(contents, pdf, "bytes")
    operations: list[tuple[Any, bytes]] = []
    for operands, operator in stream.operations:
        if operator in _MOVES:
            operations.append((list(_IDENTITY), b"cm"))
        operations.append((_spaced(operands) if operator == b"TJ" else operands, operator))
    stream.operations = operations
    return stream.get_data()


def _spaced(operands: Any) -> Any:
    """Return a TJ's operands with every gap that parts words so wide that pypdf sees it.

    Typesetters shrink the blanks of a full line to a seventh of an em; letters are never moved
    that far apart for looks. (Of 35 CVs' gaps hardly one lies near the threshold.)
    """
    if not operands or not isinstance(operands[0], list):
        return operands
    parts = [
        _BLANK if isinstance(part, int | float) and part <= _WORD_GAP else part
        for part in operands[0]
    ]
    return [ArrayObject(parts), *operands[1:]]


def _part_forms(resources: Any, pdf: Any, seen: set[int], depth: int) -> None:
    """Do the same in what a page draws by reference."""
    resources = _resolved(resources)
    if not isinstance(resources, DictionaryObject) or depth > _DEEPEST_FORM:
        return
    forms = _resolved(resources.get("/XObject"))
    if not isinstance(forms, DictionaryObject):
        return
    for name in list(forms):
        form = _resolved(forms.get(name))
        if (
            not isinstance(form, StreamObject)
            or form.get("/Subtype") != "/Form"
            or id(form) in seen
        ):
            continue
        seen.add(id(form))
        form.set_data(_parted(form, pdf))
        _part_forms(form.get("/Resources"), pdf, seen, depth + 1)


def _resolved(value: Any) -> Any:
    return value.get_object() if hasattr(value, "get_object") else value


def _multiplied(m: Any, n: Any) -> tuple[float, float, float, float, float, float]:
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


class _Font:
    """What a font's characters are, and how wide, in ems."""

    def __init__(self, resource: Any) -> None:
        self._resource = resource  # Held, so that its id stays its own.
        self._widths: dict[str, float] = {}
        self._names: dict[str, str] = {}
        font = _font(resource) if isinstance(resource, DictionaryObject) else None
        if font is not None:
            self._names = _glyph_names(font)
            self._widths = _widths(font, _glyph_unit(resource))
        names = sorted(self._names, key=len, reverse=True)
        self._name = re.compile("|".join(map(re.escape, names))) if names else None

    def characters(self, text: str) -> str:
        """Return a text with characters for the names of glyphs in it, without blanks around."""
        if self._name is None or "/" not in text:
            return text
        return self._name.sub(lambda name: self._names[name.group()], text).strip()

    def width(self, text: str) -> float:
        """Return how wide a text is, in ems."""
        return sum(self._widths.get(character, _AVERAGE_WIDTH) for character in text)


def _glyph_names(font: Any) -> dict[str, str]:
    """Return the names that pypdf gives instead of characters, and what they mean."""
    named = font.encoding.values() if isinstance(font.encoding, dict) else ()
    return {
        name: character_of(name[1:])
        for name in named
        if len(name) > 1 and name.startswith("/") and name not in font.character_map
    }


def _widths(font: Any, unit: float) -> dict[str, float]:
    """Return the width of each character that the font has a width for, in ems."""
    known = font.character_widths
    if isinstance(font.encoding, dict):
        codes = {chr(code): character for code, character in font.encoding.items()}
    else:
        # Codes of several bytes mean characters only by way of the font's own map.
        codes = {code: code for code in font.character_map if isinstance(code, str)}
    found: dict[str, float] = {}
    for code, character in codes.items():
        shown = font.character_map.get(character, character)
        width = known.get(code, known.get(character))
        if width is None or not isinstance(shown, str):
            continue
        if len(shown) > 1 and shown.startswith("/"):
            shown = character_of(shown[1:])
        # A ligature is one glyph for several characters.
        for each in shown:
            found.setdefault(each, width * unit / len(shown))
    found[" "] = font.space_width * unit
    return found


def _glyph_unit(resource: DictionaryObject) -> float:
    """Return how many ems a unit of a font's widths is: fonts of drawings say it themselves."""
    matrix = _resolved(resource.get("/FontMatrix"))
    try:
        return abs(float(matrix[0])) or 0.001
    except (IndexError, TypeError, ValueError):
        return 0.001


def _font(resource: DictionaryObject) -> Any:
    """Return pypdf's reading of a font, None where it can't read it.

    The class is not part of pypdf's public interface: without it widths are estimated.
    """
    try:
        from pypdf.generic._font import Font  # noqa: PLC0415
    except ImportError:
        return None
    try:
        return Font.from_font_resource(resource)
    except (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError):
        return None
