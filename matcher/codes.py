"""Codes in texts: of errors, of models, of HTTP statuses, and errors that have names."""

import re
from typing import Final

from matcher.records import is_called_record
from matcher.sighting import Sighting, Sightings

# HV-5031, ORA-00942, E1234, KB5034441, E602-0001; in small letters with three digits at least, so
# that "mp3" and "b2b" are none. A name that goes on (PMP-4410-B, an address, a path) is no code.
_CODE: Final = re.compile(
    r"(?<![\w./@-])(?:([A-Z]{1,8})[-_ ]?(\d{3,8}(?:-\d{2,5})?)|([A-Z]{2,8})-(\d{2})"
    r"|([A-Z]{1,3})-?(\d\d)|([A-Z])-(\d)|([a-z]{1,8})[-_]?(\d{3,8}))(?![\w@/-]|\.\w)"
)
# E7 and e12 are codes only where they are shown.
_SHOWN: Final = re.compile(
    r"\b(?:shows?|showing|displays?|says?|error|fault|code|alarm|flash(?:es|ing)|blink(?:s|ing))\s+"
    r"(?:(?:an?|error|fault|code|only)\s+)*['\"(]?([A-Z])-?(\d{1,3})(?![\w@/-]|\.\w)",
    re.IGNORECASE,
)
_VULNERABILITY: Final = re.compile(r"\b(CVE|GHSA)-(\d{4}-\d{4,7})\b", re.IGNORECASE)
_CLOUD_REGION: Final = re.compile(
    r"\b(?:eu|us|ap|ca|sa|me|af)-(?:(?:north|south|east|west|central)+)-\d[a-d]?\b"
)
_HEX: Final = re.compile(r"(?<!\w)0x([0-9a-f]{4,16})\b", re.IGNORECASE)
_HTTP_WORDS: Final = r"https?|status(?:[ _-]?code)?|error|code|response|returns?|returned|gives|got"
_HTTP_REASONS: Final = (
    r"bad request|unauthori[sz]ed|forbidden|not found|gone|conflict|too many requests|"
    r"internal server error|bad gateway|service unavailable|gateway time-?out|errors?|status"
)
# What is no round number is a status where nothing is counted: "404 pages".
_HTTP: Final = re.compile(
    rf"\b(?:{_HTTP_WORDS})(?:/[\d.]+)?[\s:=('\"#]{{1,4}}([2-5]\d\d)(?![\w.,-]*\d)(?!\s+\w+s\b)"
    rf"|(?<![\w.,-])([2-5]\d\d)s?\s+(?:{_HTTP_REASONS})\b"
    r"|(?<!#)(?<!room )(?<!order )(?<!page )(?<!line )(?<!row )(?<![\w.,:$€£/-])"
    r"(40[1345689]|41[0235]|42[2369]|431|444|451|499|50[1-48])s?(?![\w%€$£-]|[.,:]\d|\s[a-z]+s\b)",
    re.IGNORECASE,
)
# Codes that are but a number: "error 4012", "exits with 137", "response code 91", "curl: (60)".
_NUMBERED: Final = re.compile(
    r"\b(?:(?:error|fault|alarm|exit|return|response|reason|result|event|declined?|sqlstate|warning"
    r"|smart|alert)\s+(?:(?:code|status|id|no\.?|number)\s*)?|(?:code|message|curl|failed:)\s*"
    r"|errno\s*|exit(?:s|ed|ing)?\s+with\s+(?:(?:code|status)\s+)?)"
    r"(?:[:=#]|is\s|was\s)?\s?[('\"]?(\d{1,7}(?:[-:]\d{1,5})?)"
    r"(?!\w|[.,:%-]?\d|\s+[a-z]+s\b|\s*%|\s(?:am|pm|min|sec|day|hour|of)\b)",
    re.IGNORECASE,
)
_PORT: Final = re.compile(
    r"\b(?:tcp|udp|ports?)(?:\s+(?:tcp|udp))?[\s:/]+(\d{2,5})\b(?![.,]\d)"
    r"|(?<![\w.,-])(\d{2,5})\s?/?(?:tcp|udp)\b",
    re.IGNORECASE,
)
# Errors that have names instead of numbers.
_NAMED_ERROR: Final = re.compile(
    r"\b(?:[A-Z]{2,}(?:_[A-Z]+){1,6}|(?:[A-Z][a-z]+){1,5}(?:Error|Exception|BackOff|Failure)"
    r"|(?:invalid|unsupported|unauthorized|access)_[a-z]+|NXDOMAIN|SERVFAIL|CROSSSLOT)\b"
)
_NOT_CODES: Final = frozenset({
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "q",
    "room", "page", "line", "row", "port", "http", "https", "error", "code", "status", "no", "nr",
    "id", "v", "usd", "eur", "chf", "gbp", "fault", "alarm", "tcp", "udp", "exit", "event", "over",
    "top", "all", "the", "in", "of", "at", "to", "for", "and", "or", "on", "by", "is", "after",
    "py", "gate", "dock", "aisle", "bay", "till", "floor", "level", "step",
})  # fmt: skip
_YEAR: Final = re.compile(r"(?:19|20)\d\d")


def codes(text: str) -> Sightings:
    """Yield the codes of letters and digits in a text."""
    for match in _VULNERABILITY.finditer(text):
        yield Sighting(*match.span(), match[1].casefold(), match[2])
    for match in _CLOUD_REGION.finditer(text):
        yield Sighting(*match.span(), "cloud region", match.group())
    for match in _CODE.finditer(text):
        prefix, number = (group for group in match.groups() if group is not None)
        family = prefix.casefold()
        if family in _NOT_CODES or (" " in match.group() and _YEAR.fullmatch(number)):
            continue
        record = is_called_record(text, match.start())
        yield Sighting(*match.span(), family, without_zeros(number), record)
    for match in _SHOWN.finditer(text):
        family = match[1].casefold()
        yield Sighting(match.start(1), match.end(2), family, without_zeros(match[2]))
    for match in _HEX.finditer(text):
        yield Sighting(*match.span(), "0x", without_zeros(match[1].casefold()))


def named_errors(text: str) -> Sightings:
    """Yield the names of errors in a text: ECONNREFUSED's kin, "TypeError", "invalid_grant"."""
    for match in _NAMED_ERROR.finditer(text):
        yield Sighting(*match.span(), "error name", match.group().casefold())


def numbers(text: str) -> Sightings:
    """Yield the codes of digits alone: HTTP statuses, exit codes, ports."""
    for match in _HTTP.finditer(text):
        group = match.lastindex or 0
        yield Sighting(*match.span(group), "http", match[group])
    for match in _NUMBERED.finditer(text):
        yield Sighting(match.start(), match.end(1), "error", without_zeros(match[1]))
    for match in _PORT.finditer(text):
        yield Sighting(*match.span(), "port", match[match.lastindex or 0])


def without_zeros(number: str) -> str:
    """Return a number without the zeros before it: ORA-942 is ORA-00942."""
    return number.lstrip("0") or "0"
