"""Amounts, durations, sizes, times and dates in texts, in one unit of each sort.

What has no unit and no role ("404", "7") is none: it may be anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from matcher.amounts import amounts, hours, numbers, places, prices
from matcher.moments import clocks, dates
from matcher.quantity import Quantity
from matcher.wording import LONGEST

_SAME_DURATION: Final = 0.02
"""Durations that differ by no more are one: a year is 365 days, or 12 months of 30."""

_ROUGHLY: Final = 0.25
"""What is told as "about" or "almost" may be so much off."""

_EXACTLY: Final = 1e-9

_MOST: Final = 50
"""Quantities of one unit that are looked at; a table has any number of them."""


@dataclass(frozen=True, slots=True)
class Quantities:
    """A text's quantities by unit, and its bare numbers, of which nothing says what they count."""

    by_unit: Mapping[str, tuple[Quantity, ...]] = field(default_factory=dict)
    bare: frozenset[float] = frozenset()


def quantities(text: str) -> Quantities:
    """Return a text's quantities, and its numbers without a unit."""
    shown = " ".join(text[:LONGEST].split())
    plain = shown.lower()
    if len(shown) != len(plain):
        shown = plain  # There are letters that become longer when they become small.
    found: dict[str, list[Quantity]] = {}
    taken = bytearray(len(plain))
    for find in (amounts, hours, prices, clocks, dates, places):
        for each in find(plain):
            said = shown[each.start : each.end].strip()
            found.setdefault(each.unit, []).append(replace(each, said=said))
            taken[each.start : each.end] = b"\1" * (each.end - each.start)
    bare = frozenset(each.value for each in numbers(plain) if not any(taken[each.start : each.end]))
    return Quantities({unit: tuple(alike[:_MOST]) for unit, alike in found.items()}, bare)


def differing(query: Quantities, document: Quantities) -> list[tuple[str, str]]:
    """Return what the texts said where both name some of one unit, and none in common.

    Where one has the other's number without a unit they are not said to differ: "16 GB, I need 12"
    and "12 GB".
    """
    found = []
    for unit in sorted(query.by_unit.keys() & document.by_unit.keys()):
        ours, theirs = query.by_unit[unit], document.by_unit[unit]
        if (
            not any(_same(a, b) for a in ours for b in theirs)
            and not any(a.number in document.bare for a in ours)
            and not any(b.number in query.bare for b in theirs)
        ):
            found.append((ours[0].said, theirs[0].said))
    return found


def _same(a: Quantity, b: Quantity) -> bool:
    nearly = _SAME_DURATION if a.unit == "minutes" else _EXACTLY
    if a.rough or b.rough:
        nearly = _ROUGHLY
    return abs(a.value - b.value) <= nearly * max(abs(a.value), abs(b.value))
