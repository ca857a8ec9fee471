"""`/akin digest …` in plain words: "every monday at 9", "weekdays 9:30 pm", "pause until 2 Jan"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from functools import cache
from typing import Final
from zoneinfo import available_timezones

from bot.schedule import DAYS, EVERY_DAY, FOREVER, WEEKDAYS

DEFAULT_TIME: Final = time(9)
DEFAULT_DAY: Final = 0
HERE: Final = "here"
"""What stands for the channel that the command was typed in."""


class Wanted(StrEnum):
    """What somebody wants of the digest."""

    NOW = "now"
    SET = "set"
    MOVE = "move"
    OFF = "off"
    PAUSE = "pause"
    RESUME = "resume"
    FORM = "form"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody said about a digest.

    Attributes:
        wanted: what is to be done.
        days: of the week, Monday being 0; () where they named none.
        at: the time; None where they named none.
        zone: the name of a time zone, "" where they named none.
        about: the channel that the digest is about, "" for the one at hand: an id, or "#name".
        destination: where it is to be posted: "" as it is, HERE, an id, or "#name".
        until: the day on which a paused digest comes again.
        puzzle: the words that weren't understood; "" where what is missing is a day.

    """

    wanted: Wanted
    days: tuple[int, ...] = ()
    at: time | None = None
    zone: str = ""
    about: str = ""
    destination: str = ""
    until: date | None = None
    puzzle: str = ""


_CHANNEL: Final = re.compile(
    r"(?:\b(?P<role>about|of|from|for|in|into|to)\s+)?"
    r"(?:<#(?P<id>[A-Z0-9]+)(?:\|[^>]*)?>|(?P<name>#[^\s<>,;]+)|\b(?P<here>here)\b)",
    re.IGNORECASE,
)
_ABOUT: Final = frozenset({"about", "of", "from", "for"})
_ALONE: Final = {
    "": Wanted.NOW, "now": Wanted.NOW, "show": Wanted.NOW, "please": Wanted.NOW,
    "off": Wanted.OFF, "stop": Wanted.OFF, "never": Wanted.OFF, "none": Wanted.OFF,
    "cancel": Wanted.OFF, "no more": Wanted.OFF, "turn off": Wanted.OFF,
    "resume": Wanted.RESUME, "unpause": Wanted.RESUME, "continue": Wanted.RESUME,
    "form": Wanted.FORM, "settings": Wanted.FORM, "set up": Wanted.FORM, "setup": Wanted.FORM,
    "change": Wanted.FORM,
}  # fmt: skip
"""Phrases that say it all by themselves."""

_FILLERS: Final = frozenset(
    {
        "a", "an", "and", "at", "by", "clock", "each", "every", "from", "in", "it", "kindly", "me",
        "o", "oclock", "on", "once", "post", "posted", "please", "send", "the", "then", "to", "us",
    }
)  # fmt: skip
_DAY_NAMES: Final = (
    ("monday", "mon"), ("tuesday", "tue", "tues"), ("wednesday", "wed", "weds"),
    ("thursday", "thu", "thur", "thurs"), ("friday", "fri"), ("saturday", "sat"), ("sunday", "sun"),
)  # fmt: skip
_DAY: Final = {
    spelled: day
    for day, names in enumerate(_DAY_NAMES)
    for name in names
    for spelled in (name, f"{name}s")
}
_RHYTHMS: Final = {
    "daily": EVERY_DAY, "day": EVERY_DAY, "days": EVERY_DAY, "everyday": EVERY_DAY,
    "weekday": WEEKDAYS, "weekdays": WEEKDAYS, "workday": WEEKDAYS, "workdays": WEEKDAYS,
    "working": WEEKDAYS, "weekend": (5, 6), "weekends": (5, 6),
}  # fmt: skip
_WEEKLY: Final = frozenset({"weekly", "week", "weeks"})
_NAMED_TIMES: Final = {"noon": time(12), "midday": time(12), "midnight": time(0)}
_TIME: Final = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))?\s*(?:h|(?P<half>[ap])\.?m\b\.?)?(?!\w)"
)
_TIME_ALONE: Final = re.compile(r"(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)")
_ZONE: Final = re.compile(r"\b(?:[a-z_]+(?:/[a-z0-9_+-]+)+|utc|gmt)(?![\w/])")
_MONTHS: Final = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_MONTH: Final = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?\.?\s*(?:of\s+)?([a-z]{3,9})\.?(?:\s+(\d{4}))?"
)
_MONTH_DAY: Final = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?")
_FOR: Final = re.compile(
    r"for\s+(?:(\d{1,3})|an?|the|one|two|three)\s*(?:next\s+)?(day|week|month)s?"
)
_NUMBERS: Final = {"two": 2, "three": 3}
_MONTH_DAYS: Final = 30
_NOON: Final = 12


def understood(words: str, today: date) -> Wish:
    """Return what somebody wants, by their words after `/akin digest`.

    Args:
        words: as typed, channels as Slack escapes them or by name.
        today: by the calendar of whoever typed them.

    """
    about, destination, rest = _channels(words)
    plain = " ".join(re.sub(r"[,;!?]", " ", rest.lower().replace("o'clock", "")).split())
    if plain.startswith("pause"):
        return _pause(plain.removeprefix("paused").removeprefix("pause").strip(), about, today)
    wanted = _ALONE.get(plain)
    if wanted is Wanted.NOW and destination:
        wanted = Wanted.MOVE
    if wanted is not None:
        return Wish(wanted, about=about, destination=destination)
    return _rhythm(plain, about, destination)


def _channels(words: str) -> tuple[str, str, str]:
    """Return the channel that it is about, where it goes, and the words without them."""
    about = destination = ""
    for found in _CHANNEL.finditer(words):
        which = found["id"] or found["name"] or HERE
        if (found["role"] or "").lower() in _ABOUT:
            about = "" if which == HERE else which
        else:
            destination = which
    return about, destination, _CHANNEL.sub(" ", words)


def _rhythm(plain: str, about: str, destination: str) -> Wish:
    zone, plain = _zone(plain)
    plain = _ranges(plain)
    at, rest = _time(plain)
    days: set[int] = set()
    weekly = False
    puzzling = []
    for word in rest.split():
        if word in _DAY:
            days.add(_DAY[word])
        elif word in _RHYTHMS:
            days.update(_RHYTHMS[word])
        elif word in _WEEKLY:
            weekly = True
        elif word not in _FILLERS:
            puzzling.append(word)
    # "every monday each day" says two things; so does "weekly" with more than one day.
    if puzzling or (weekly and len(days) > 1):
        return Wish(Wanted.UNCLEAR, puzzle=" ".join(puzzling) or rest)
    if weekly and not days:
        days = {DEFAULT_DAY}
    if not days and at is None:
        return Wish(Wanted.UNCLEAR, puzzle=plain)
    return Wish(
        Wanted.SET, tuple(sorted(days)), at, zone=zone, about=about, destination=destination
    )


def _zone(plain: str) -> tuple[str, str]:
    for found in _ZONE.finditer(plain):
        if zone := _zones().get(found[0]):
            return zone, f"{plain[: found.start()]} {plain[found.end() :]}"
    return "", plain


@cache
def _zones() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones()}


def _ranges(plain: str) -> str:
    """Write "mon-fri" as its days."""

    def spelled(found: re.Match[str]) -> str:
        first, last = (_DAY.get(found[side]) for side in (1, 2))
        if first is None or last is None:
            return found[0]
        length = (last - first) % len(DAYS) + 1
        return " ".join(DAYS[(first + step) % len(DAYS)] for step in range(length))

    return re.sub(r"\b([a-z]+)\s*(?:-|–|to|through|till|until)\s*([a-z]+)\b", spelled, plain)


def _time(plain: str) -> tuple[time | None, str]:
    """Return the one time that is named, and the words without it; a second one stays there."""
    for name, named in _NAMED_TIMES.items():
        if re.search(rf"\b{name}\b", plain):
            return named, re.sub(rf"\b{name}\b", " ", plain, count=1)
    for pattern in (_TIME_ALONE, _TIME):
        found = re.search(rf"(?<![\w.:]){pattern.pattern}(?![\d:])", plain)
        if found is None:
            continue
        at = _clock(found)
        if at is not None:
            return at, f"{plain[: found.start()]} {plain[found.end() :]}"
    return None, plain


def _clock(found: re.Match[str]) -> time | None:
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    half = found.groupdict().get("half")
    if half is not None:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if half == "p" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        return None


def _pause(rest: str, about: str, today: date) -> Wish:
    wanted = re.sub(r"^(?:it\s+)?(?:until|till|til|to)\s+(?:the\s+)?", "", rest)
    if not rest or rest == "it":
        return Wish(Wanted.PAUSE, about=about, until=FOREVER)
    until = _duration(rest, today) or _day(wanted, today)
    if until is None or until <= today:
        return Wish(Wanted.UNCLEAR, puzzle=f"pause {rest}")
    return Wish(Wanted.PAUSE, about=about, until=until)


def _duration(rest: str, today: date) -> date | None:
    found = _FOR.fullmatch(rest)
    if found is None:
        return None
    word = rest.split()[1]
    count = int(found[1]) if found[1] else _NUMBERS.get(word, 1)
    days = {"day": 1, "week": 7, "month": _MONTH_DAYS}[found[2]]
    return today + timedelta(count * days)


def _day(text: str, today: date) -> date | None:
    """Return the next day that a text names: a date, a day of the week, or "tomorrow"."""
    bare = text.removeprefix("next ").strip()
    if text == "tomorrow":
        return today + timedelta(1)
    weekday = _DAY.get(bare, DEFAULT_DAY if text == "next week" else None)
    if weekday is not None:
        return today + timedelta((weekday - today.weekday() - 1) % 7 + 1)
    if found := _ISO.fullmatch(text):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_MONTH.fullmatch(text):
        return _in_year(found[2], int(found[1]), found[3], today)
    if found := _MONTH_DAY.fullmatch(text):
        return _in_year(found[1], int(found[2]), found[3], today)
    return None


def _in_year(month: str, day: int, year: str | None, today: date) -> date | None:
    if month[:3] not in _MONTHS:
        return None
    number = _MONTHS.index(month[:3]) + 1
    years: Sequence[int] = [int(year)] if year else range(today.year, today.year + 5)
    dates = (_date(each, number, day) for each in years)
    # Without a year the next one is meant; a 29 February can be years away.
    return next((each for each in dates if each is not None and (year or each > today)), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
