"""Periods of a career: “Jan 2021 – present”, “09/2016 – now”, “2013”, in common languages."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

_MONTHS: Final = {
    "jan": 1, "ene": 1, "gen": 1, "feb": 2, "fév": 2, "fev": 2, "mar": 3, "mär": 3, "mrt": 3,
    "maa": 3, "apr": 4, "avr": 4, "abr": 4, "may": 5, "mai": 5, "mei": 5, "mag": 5, "jun": 6,
    "juin": 6, "giu": 6, "jul": 7, "juil": 7, "lug": 7, "aug": 8, "aoû": 8, "aou": 8, "ago": 8,
    "sep": 9, "set": 9, "oct": 10, "okt": 10, "ott": 10, "out": 10, "nov": 11, "dec": 12,
    "dez": 12, "déc": 12, "dic": 12,
}  # fmt: skip
"""The first letters of months' names: English, German, French, Spanish, Italian, Portuguese,
Dutch."""

_YEAR: Final = r"(?:19[5-9]\d|20[0-4]\d)"
_NAME: Final = (
    r"(?:jan|ene|gen|f[eé][bv]|m[aä]r|mrt|maart|a[pv]r|abr|ma[iy]o?\b|mei|mag|jui?n|giu|juil|jul|"
    r"lug|aug|ao[uû]|ago|sep|set|o[ckt]t|out|nov|d[eé][cz]|dic)[^\W\d_]{0,8}\.?"
)


def _point_pattern(side: str) -> str:
    """Return the pattern of a date; its groups' names begin with the side's letter."""
    return (
        rf"(?:(?P<{side}name>{_NAME})[ ,]*(?:de )?"
        rf"(?P<{side}y1>{_YEAR}|['’]\d\d|\d\d(?!\d|[./]))"
        rf"|(?:[0-3]?\d[./-]\s?)?(?P<{side}m2>0?[1-9]|1[0-2])\s?[./-]\s?(?P<{side}y2>{_YEAR})"
        rf"|(?P<{side}y3>{_YEAR})\s?[./-]\s?(?P<{side}m3>0[1-9]|1[0-2])(?!\d)"
        rf"|(?P<{side}y4>{_YEAR}))"
    )


_NOW: Final = (
    r"present|now|today|current(?:ly)?|ongoing|date|heute|jetzt|aktuell|laufend|ce jour|présent|"
    r"aujourd['’]hui|actual(?:idad|mente)?|presente|hoy|oggi|attuale|atual|heden|nu"
)
_DASH: Final = r"\s*(?:-|–|—|−|\bto\b|\buntil\b|\bbis\b|\bau?\b|\bà\b|\bal?\b|\bhasta\b|\btot\b)\s*"
_RANGE: Final = re.compile(
    rf"(?<![\d./]){_point_pattern('a')}{_DASH}(?:{_point_pattern('b')}|(?P<now>{_NOW})\b)",
    re.IGNORECASE,
)
_SINCE: Final = re.compile(
    rf"\b(?:since|from|seit|ab|depuis|desde|dal|da|sinds)\s+{_point_pattern('a')}", re.IGNORECASE
)
_SINGLE: Final = re.compile(rf"(?<![\d./]){_point_pattern('a')}(?!\d)", re.IGNORECASE)

_TWO: Final = 2
_OLDEST_TWO_DIGITS: Final = 60
"""From this number on, two digits are a year of the last century."""


@dataclass(frozen=True, slots=True)
class Period:
    """From one month to another, both included, counted from year 0; `end` None: until now."""

    start: int
    end: int | None

    def months(self, today: date) -> range:
        """Return the months, none before they begin, none after today's."""
        now = _index(today.year, today.month)
        return range(self.start, min(now, now if self.end is None else self.end) + 1)

    def __str__(self) -> str:
        last = "now" if self.end is None else _shown(self.end)
        return _shown(self.start) if self.end == self.start else f"{_shown(self.start)} – {last}"


@dataclass(frozen=True, slots=True)
class Found:
    """A period and where in a text it stands."""

    period: Period
    start: int
    end: int


def find_period(text: str, *, single: bool = True) -> Found | None:
    """Return the first period of a text.

    Args:
        text: a line.
        single: whether a lone date counts: a month, or the whole of a year.

    """
    if found := _RANGE.search(text):
        start, end = _point(found, "a"), _point(found, "b")
        if start is not None and (end is None) != (found["now"] is None):
            period = Period(start[0], None if end is None else _last(start, end))
            if period.end is None or period.end >= period.start:
                return Found(period, found.start(), found.end())
    if (found := _SINCE.search(text)) and (start := _point(found, "a")):
        return Found(Period(start[0], None), found.start(), found.end())
    for found in _SINGLE.finditer(text) if single else ():
        start = _point(found, "a")
        # “March 30” is a day as likely as a year.
        short = (found["ay1"] or "").isdecimal() and len(found["ay1"]) == _TWO
        if start is not None and not short:
            return Found(Period(start[0], start[1]), found.start(), found.end())
    return None


def years(periods: Iterable[Period], today: date) -> float:
    """Return how many years periods cover, months that overlap counted once; one decimal."""
    months: set[int] = set()
    for period in periods:
        months.update(period.months(today))
    return round(len(months) / 12, 1)


def _last(start: tuple[int, int], end: tuple[int, int]) -> int:
    """Return the last month of a range; “2012 – 2014” is two years, not three."""
    whole_year = end[1] - end[0] > 0
    return end[0] - 1 if whole_year and end[0] > start[1] else end[1]


def _point(found: re.Match[str], side: str) -> tuple[int, int] | None:
    """Return the first and the last month that a date can mean."""
    groups = found.groupdict()
    year = next((groups[f"{side}y{n}"] for n in "1234" if groups.get(f"{side}y{n}")), None)
    if year is None:
        return None
    number = int(year.lstrip("'’"))
    if number < 10**_TWO:
        number += 1900 if number >= _OLDEST_TWO_DIGITS else 2000
    name = groups.get(f"{side}name")
    month = groups.get(f"{side}m2") or groups.get(f"{side}m3")
    if name:
        month = str(_month(name.lower()))
    if month is None or month == "0":
        return _index(number, 1), _index(number, 12)
    return _index(number, int(month)), _index(number, int(month))


def _month(name: str) -> int:
    return _MONTHS.get(name[:4], _MONTHS.get(name[:3], 0))


def _index(year: int, month: int) -> int:
    return year * 12 + month - 1


def _shown(index: int) -> str:
    return f"{index // 12}-{index % 12 + 1:02}"
