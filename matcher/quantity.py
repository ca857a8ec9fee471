"""A quantity in a text."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount in the one unit of its sort.

    Attributes:
        start: where in the text it begins.
        end: where it ends.
        unit: what it is measured in: "minutes", "bytes"; of things that are counted, the things.
        value: how many of the unit.
        number: the number as it was said, if it was said as one.
        rough: told as "about" or "almost" so much.
        said: in the text's words.

    """

    start: int
    end: int
    unit: str
    value: float
    number: float | None = None
    rough: bool = False
    said: str = ""


Found = Iterator[Quantity]
