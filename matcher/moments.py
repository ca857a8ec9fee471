"""Times of day, dates and years in texts.

All of these read texts in small letters with single blanks.
"""

import re
from typing import Final

from matcher.quantity import Found, Quantity
from matcher.units import MONTHS

_MONTH: Final = "|".join(sorted(MONTHS, key=len, reverse=True))
_CLOCK: Final = re.compile(
    r"(?<![\w.:,-])(?:(?:(?P<spoken>at|until|till|from|by|before|after)\s)?"
    r"(?P<hour>[01]?\d|2[0-3])(?P<apart>[:.])(?P<minute>[0-5]\d)"
    r"\s?(?P<half>am|pm|a\.m\.|p\.m\.)?(?![\w:]|[.,]\d)"
    r"|(?P<short>1[0-2]|[1-9])\s?(?P<of_day>am|pm|a\.m\.|p\.m\.)(?!\w)|(?P<named>noon|midnight)\b)"
)
_DATE: Final = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<month>{_MONTH})\b"
    rf"|(?P<month_first>{_MONTH})\s(?P<then_day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)"
    r"|\d{4}-(?P<iso_month>\d\d)-(?P<iso_day>\d\d)\b"
    r"|(?P<dotted_day>\d{1,2})\.(?P<dotted_month>\d{1,2})\.(?:\d{4}|\d\d)\b)"
)
_DAY: Final = re.compile(
    r"\b(?:the|on|by)\s(\d{1,2})(?:st|nd|rd|th)\b(?!\s(?:\w*floor|time|level|gen\w*|party|of))"
)
_YEAR: Final = re.compile(r"(?<![\w.,:/$€£#-])(?:fy\s?)?(20[0-3]\d)(?![\w.,:/-]*\d|\s?[%€$£-])")
# "since 9:30", "Date: 3 March", "2024-03-03 09:30:01 ERROR", "© 2024": when it was said or began.
_STAMPED: Final = re.compile(r"(?:since|date|time|created|reported|sent|copyright|©|\(c\)):?\s$")
_LOGGED: Final = re.compile(r"(?:t|,?\s)\d\d:\d\d")
_AFTER_DATE: Final = re.compile(r"\d(?:t|,?\s)$")
_BEFORE: Final = 12
"""Characters before a moment that may say that it is such a one."""

_NAMED: Final = {"noon": 720.0, "midnight": 0.0}
_HALF_A_DAY: Final = 12


def clocks(text: str) -> Found:
    """Yield times of day, in minutes after midnight."""
    for match in _CLOCK.finditer(text):
        if _is_stamp(text, match) or _AFTER_DATE.search(
            text, max(0, match.start() - _BEFORE), match.start()
        ):
            continue
        if match["named"]:
            yield Quantity(*match.span(), "time", _NAMED[match["named"]])
            continue
        hour, minute = int(match["hour"] or match["short"]), int(match["minute"] or 0)
        half = (match["half"] or match["of_day"] or "")[:1]
        if half:
            hour = hour % _HALF_A_DAY + _HALF_A_DAY * (half == "p")
        # 4.30 is a time only where a word before it says so.
        if half or match["apart"] == ":" or match["spoken"]:
            yield Quantity(*match.span(), "time", hour * 60.0 + minute, float(hour))


def dates(text: str) -> Found:
    """Yield dates without their years, as 100 x month + day; days of the month; and years."""
    for match in _DATE.finditer(text):
        if _is_stamp(text, match) or _LOGGED.match(text, match.end()):
            continue
        if month := match["month"] or match["month_first"]:
            day, number = int(match["day"] or match["then_day"]), MONTHS[month]
        else:
            day = int(match["iso_day"] or match["dotted_day"])
            number = int(match["iso_month"] or match["dotted_month"])
        yield Quantity(*match.span(), "date", number * 100.0 + day)
    for match in _DAY.finditer(text):
        if not _is_stamp(text, match):
            yield Quantity(*match.span(), "day of the month", float(match[1]), float(match[1]))
    for match in _YEAR.finditer(text):
        if not _is_stamp(text, match):
            yield Quantity(*match.span(1), "year", float(match[1]), float(match[1]))


def _is_stamp(text: str, match: re.Match[str]) -> bool:
    """Tell whether a moment is when something was said or began, rather than what it is about."""
    start = match.start()
    return _STAMPED.search(text, max(0, start - _BEFORE), start) is not None
