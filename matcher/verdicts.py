"""From matches to a verdict: the same, related, or nothing to say."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from matcher.matches import Match


class Band(StrEnum):
    """How sure Akin is that a match is worth showing."""

    SAME = "same"
    RELATED = "related"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class Bands:
    """From which probability on a match is shown, and as what.

    What a channel uses comes from `Calibration`: the threshold for the precision it asks for.
    """

    same: float = 0.75
    related: float = 0.2

    def of(self, match: Match) -> Band:
        """Return the band that a match falls into."""
        if match.same >= self.same:
            return Band.SAME
        if match.relevance >= self.related:
            return Band.RELATED
        return Band.SILENCE


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to say about a message: its band, and the matches worth showing, best first."""

    band: Band
    matches: tuple[Match, ...] = ()

    @property
    def best(self) -> Match | None:
        """The match that the verdict is about."""
        return self.matches[0] if self.matches else None


def decide(matches: Sequence[Match], bands: Bands | None = None, *, limit: int = 3) -> Verdict:
    """Return the verdict over the matches of one message.

    A match in the *same* band comes before merely related ones, whatever their relevance.
    """
    bands = bands or Bands()
    ranked = sorted(
        (match for match in matches if bands.of(match) is not Band.SILENCE),
        key=lambda match: (bands.of(match) is not Band.SAME, -match.relevance),
    )
    if not ranked:
        return Verdict(Band.SILENCE)
    return Verdict(bands.of(ranked[0]), tuple(ranked[:limit]))
