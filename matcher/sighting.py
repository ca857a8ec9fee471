"""Where in a text something that identifies was seen."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sighting:
    """A stretch of a text that names an identifier of a family: `text[start:end]`.

    See `matcher.identifiers.Identifier` for the rest.
    """

    start: int
    end: int
    family: str
    value: str
    record: bool = False


Sightings = Iterator[Sighting]
