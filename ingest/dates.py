"""Dates as exports write them."""

import re
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

_LONGEST: Final = 64
_NUMBER: Final = re.compile(r"\d{9,17}(?:\.\d+)?")
_NUMERIC: Final = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})\b(.*)", re.DOTALL)
_DAYS: Final = ("%d/%b/%y", "%d/%b/%Y", "%d-%b-%y", "%d-%b-%Y", "%d %b %Y", "%d %B %Y", "%b %d %Y")
_MORE_DAYS: Final = ("%B %d %Y", "%Y/%m/%d", "%Y.%m.%d")
_TIMES: Final = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
_FORMATS: Final = tuple(day + time for day in _DAYS + _MORE_DAYS for time in _TIMES)


def date_of(text: str) -> datetime | None:
    """Return the moment that a text names, in UTC where it names no zone; None if it names none.

    Reads ISO 8601, seconds and milliseconds since 1970, the date of an e-mail, and the usual
    forms with names of months. Of 03/04/2024 the month is first, of 03.04.2024 the day, unless
    one of them can only be the day.
    """
    written = " ".join(text[:_LONGEST].split()).rstrip(".")
    if _NUMBER.fullmatch(written):
        return _since_1970(float(written))
    if numeric := _NUMERIC.fullmatch(written):
        written = _year_first(numeric)
    plain = re.sub(r",| (?:UTC|GMT)$", "", written)
    for read in (datetime.fromisoformat, _with_month_name, parsedate_to_datetime):
        with suppress(ValueError, OverflowError):
            moment = read(plain)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    return None


def _since_1970(number: float) -> datetime | None:
    for unit in (1, 1e3, 1e6):
        # Seconds reach this in the year 5138; milliseconds are past it since 1973.
        if number / unit < 1e11:  # noqa: PLR2004
            return datetime.fromtimestamp(number / unit, UTC)
    return None


def _year_first(numeric: re.Match[str]) -> str:
    first, mark, second, year, time = numeric.groups()
    month_first = int(second) > 12 or (mark == "/" and int(first) <= 12)  # noqa: PLR2004
    day, month = (second, first) if month_first else (first, second)
    time = time.strip(", T")
    if re.match(r"\d:", time):
        time = f"0{time}"
    if time[-2:].upper() in ("AM", "PM"):
        return f"{int(year) % 100 + 2000:04}/{month}/{day} {time}"
    return f"{int(year) % 100 + 2000:04}-{month:0>2}-{day:0>2} {time}".strip()


def _with_month_name(written: str) -> datetime:
    if any(character.isdigit() for character in written):
        for form in _FORMATS:
            with suppress(ValueError):
                return datetime.strptime(written, form)  # noqa: DTZ007 - whoever called sets it
    raise ValueError("No form fits.")
