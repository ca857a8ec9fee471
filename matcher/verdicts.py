"""From matches to a verdict: the same, related, or nothing to say."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from matcher.identifiers import Comparison
from matcher.matches import Match


class Band(StrEnum):
    """How sure Akin is that a match is worth showing."""

    SAME = "same"
    RELATED = "related"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic curve from the features of a pair to a probability (Platt, 1999).

    `cosine` weighs the cosine in [-1, 1]; `agreement` and `conflict` are added where the texts
    agree, or conflict, in a rare identifier.
    """

    cosine: float
    intercept: float
    agreement: float = 0.0
    conflict: float = 0.0

    def probability(self, cosine: float, terms: Comparison | None = None) -> float:
        """Return the probability, in (0, 1), that belongs to a cosine and to what terms say."""
        logit = self.cosine * cosine + self.intercept
        if terms is not None:
            logit += self.agreement * bool(terms.agreeing) + self.conflict * bool(terms.conflicting)
        return 1.0 / (1.0 + math.exp(-logit))


# Fitted by benchmarks/calibration.py (float32) on Akin's sample content: each of its 377 tickets,
# questions and probes asks, its ten nearest documents are labelled by whether they are about the
# same problem (404 of 3,770 pairs are). Cross-validated over problems: expected calibration error
# 0.014 (SAME) and 0.007 (RELEVANT). SAME takes the cosine of the document's own text, RELEVANT
# that of its best passage: that the document is about the same problem, or helps with it.
SAME = Calibration(cosine=12.41, intercept=-6.85, agreement=2.92, conflict=-5.45)
RELEVANT = Calibration(cosine=16.38, intercept=-9.03, agreement=3.21, conflict=-6.36)


@dataclass(frozen=True, slots=True)
class Bands:
    """From which probability on a match is shown, and as what.

    Measured as above. *Same* from 0.75: 63 pairs, 90.5 % of them right (86.5 % of 52 without the
    identifiers; 89.3 % of 75 from 0.7). *Related* from 0.2: of 81 probes that have a match, 72
    get a reply, with the right one among its three matches for 66; of 30 that have none, 2 get
    one; of 87 documents that have none, but are about the same product, 31. On other people's
    pairs *same* is right for 99.4 % (StackFAQ), 92 % (English Stack Exchange) and 57 % (Quora,
    whose different questions were picked for being alike).
    """

    same: float = 0.75
    related: float = 0.2

    def of(self, match: Match) -> Band:
        """Return the band that a match falls into; what conflicts is never the same."""
        if match.same >= self.same and not match.conflicting:
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
