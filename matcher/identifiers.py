"""Rare identifiers in texts: error codes, versions, HTTP statuses, and whether two texts agree.

A cosine hardly sees the difference between HV-5031 and HV-5011, which people never mix up.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from matcher.codes import codes, named_errors, numbers
from matcher.products import product_versions
from matcher.records import records
from matcher.versions import versions
from matcher.wording import LONGEST

_MOST: Final = 200
"""Identifiers of a text that are looked at; a table of part numbers has any number of them."""

_DIGIT: Final = re.compile(r"\d")
_AROUND: Final = " ('\":.,"


@dataclass(frozen=True, slots=True)
class Identifier:
    """A rare identifier: its family ("hv", "http", "python"), its value, and how it was said.

    `record` tells that it is the number of a single thing, an order or a ticket, rather than of a
    sort of things: that two texts name different ones is no difference in what they ask.
    """

    family: str
    value: str
    said: str
    record: bool = False

    @property
    def mark(self) -> str:
        """What stands for it in the database."""
        return f"id:{self.family}:{self.value}"


Identifiers = Mapping[str, Mapping[str, Identifier]]
"""A text's identifiers: by family, then by value."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """In which identifiers two texts agree, and in which they differ, in words for people."""

    agreeing: tuple[str, ...] = ()
    conflicting: tuple[str, ...] = ()


def identifiers(text: str) -> dict[str, dict[str, Identifier]]:
    """Return a text's identifiers: by family, then by value."""
    found: dict[str, dict[str, Identifier]] = {}
    for each in islice(_all(" ".join(text[:LONGEST].split())), _MOST):
        found.setdefault(each.family, {}).setdefault(each.value, each)
    return found


def compare(query: Identifiers, document: Identifiers) -> Comparison:
    """Compare the identifiers of two texts, in words for people."""
    return Comparison(
        tuple(sorted(each.said for each in agreeing(query, document))),
        tuple(sorted(f"{a.said} ≠ {b.said}" for a, b in conflicting(query, document))),
    )


def agreeing(query: Identifiers, document: Identifiers) -> list[Identifier]:
    """Return the query's identifiers that the document names too."""
    return [
        identifier
        for family in query.keys() & document.keys()
        for value, identifier in query[family].items()
        if _among(value, document[family])
    ]


def conflicting(query: Identifiers, document: Identifiers) -> list[tuple[Identifier, Identifier]]:
    """Return where the texts differ: where both name some of a family and none in common.

    What only one of them names tells nothing: people leave codes out.
    """
    found = []
    for family in query.keys() & document.keys():
        if any(_among(value, document[family]) for value in query[family]):
            continue
        ours = next((each for each in query[family].values() if not each.record), None)
        theirs = next((each for each in document[family].values() if not each.record), None)
        if ours is not None and theirs is not None:
            found.append((ours, theirs))
    return found


def _among(value: str, others: Mapping[str, Identifier]) -> bool:
    # 4.2 and 4.2.1 are the same version, told more or less exactly.
    return value in others or any(
        value.startswith(f"{other}.") or other.startswith(f"{value}.") for other in others
    )


def _all(text: str) -> Iterator[Identifier]:
    taken = bytearray(len(text))
    finders = (product_versions, records, codes, named_errors, numbers, versions)
    for find in finders if _DIGIT.search(text) else (product_versions, named_errors):
        for seen in find(text):
            # "PO 4500012" is a record's number, and no code besides.
            if not any(taken[seen.start : seen.end]):
                taken[seen.start : seen.end] = b"\1" * (seen.end - seen.start)
                said = text[seen.start : seen.end].strip(_AROUND)
                yield Identifier(seen.family, seen.value, said, seen.record)
