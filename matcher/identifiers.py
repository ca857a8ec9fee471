"""Rare identifiers in texts: error codes, versions, HTTP statuses, and whether two texts agree.

A cosine hardly sees the difference between HV-5031 and HV-5011, which people never mix up.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_LONGEST: Final = 20_000
"""Characters that are looked at; a pasted log repeats its codes long before."""

# HV-5031, ORA-00942, E1234, KB5034441; in small letters with three digits at least, so that
# "mp3" and "b2b" are none. A name that goes on (PMP-4410-B, an address, a path) is no code.
_CODE: Final = re.compile(
    r"(?<![\w./@-])(?:([A-Z]{1,8})[-_ ]?(\d{3,8})|([A-Z]{2,8})-(\d{2})|([a-z]{1,8})[-_]?(\d{3,8}))"
    r"(?![\w@/-]|\.\w)"
)
_HEX: Final = re.compile(r"(?<!\w)0x([0-9a-fA-F]{4,16})\b")
_HTTP_WORDS: Final = r"https?|status(?:[ _-]?code)?|error|code|response|returns?|returned|gives|got"
_HTTP_REASONS: Final = (
    r"bad request|unauthori[sz]ed|forbidden|not found|gone|conflict|too many requests|"
    r"internal server error|bad gateway|service unavailable|gateway time-?out|errors?|status"
)
_HTTP: Final = re.compile(
    rf"\b(?:{_HTTP_WORDS})(?:/[\d.]+)?[\s:=('\"#]{{1,4}}([2-5]\d\d)(?![\w.,-]*\d)"
    rf"|(?<![\w.,-])([2-5]\d\d)\s+(?:{_HTTP_REASONS})\b",
    re.IGNORECASE,
)
# A number with dots is a version where a "v" or a word before it says so: 4.2 GB is none.
_VERSION: Final = re.compile(
    r"(?<![\w.])(?:v\.?|(?:version|release|build|firmware|ver\.?)\s*[:#]?\s*v?)"
    r"(\d+(?:\.\d+){0,3})(?![\w]|\.\d)",
    re.IGNORECASE,
)
_NOT_CODES: Final = frozenset({
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "q",
    "room", "page", "line", "row", "port", "http", "https", "error", "code", "status", "no", "nr",
    "id", "v", "usd", "eur", "chf", "gbp",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Identifier:
    """A rare identifier: its family ("hv", "http", "version"), its value, and how it was said."""

    family: str
    value: str
    said: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """In which identifiers two texts agree, and in which they differ, in words for people."""

    agreeing: tuple[str, ...] = ()
    conflicting: tuple[str, ...] = ()


def identifiers(text: str) -> dict[str, dict[str, Identifier]]:
    """Return a text's identifiers: by family, then by value."""
    found: dict[str, dict[str, Identifier]] = {}
    for each in _all(text[:_LONGEST]):
        found.setdefault(each.family, {}).setdefault(each.value, each)
    return found


def compare(
    query: dict[str, dict[str, Identifier]], document: dict[str, dict[str, Identifier]]
) -> Comparison:
    """Compare the identifiers of two texts.

    They conflict where both name some of one family and none of them in common. What only one of
    them names tells nothing: people leave codes out.
    """
    agreeing: list[str] = []
    conflicting: list[str] = []
    for family in query.keys() & document.keys():
        ours, theirs = query[family], document[family]
        if common := [value for value in ours if _among(value, theirs, family)]:
            agreeing += [ours[value].said for value in common]
        else:
            first, other = next(iter(ours.values())), next(iter(theirs.values()))
            conflicting.append(f"{first.said} ≠ {other.said}")
    return Comparison(tuple(sorted(agreeing)), tuple(sorted(conflicting)))


def _among(value: str, others: dict[str, Identifier], family: str) -> bool:
    if value in others:
        return True
    # 4.2 and 4.2.1 are the same version, told more or less exactly.
    return family == "version" and any(
        value.startswith(f"{other}.") or other.startswith(f"{value}.") for other in others
    )


def _all(text: str) -> Iterator[Identifier]:
    for match in _CODE.finditer(text):
        prefix, number = (group for group in match.groups() if group is not None)
        family = prefix.casefold()
        if family not in _NOT_CODES:
            yield Identifier(family, number.lstrip("0") or "0", match.group())
    for match in _HEX.finditer(text):
        yield Identifier("0x", match[1].casefold().lstrip("0"), match.group())
    for match in _HTTP.finditer(text):
        number = match[1] or match[2]
        yield Identifier("http", number, number)
    for match in _VERSION.finditer(text):
        yield Identifier("version", match[1], match.group().strip())
