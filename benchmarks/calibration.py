"""What people would see on the sample content: `python -m benchmarks.calibration`.

Every document and every probe of the sample content is asked; the shipped calibration decides on
what a search finds. Prints how many verdicts are right, by the sort of query, and what becomes of
the near misses. (`akin models calibrate` fits; `benchmarks.quality` measures on other people's
pairs. The coefficients were fitted on this content, too: these figures say how the bands feel, not
how well they carry over.)
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.machine import describe
from bot.playground import content
from bot.playground.labelled import Asked, asked, documents, readings, sample
from ingest.chunks import Part, part_text
from matcher.calibration import DEFAULT_PRECISION, NO_READER, Calibration, calibration_for
from matcher.cascade import Readings
from matcher.encoder import Encoder
from matcher.forming import form
from matcher.pairing import Pairing
from matcher.pretrained_reranker import BUNDLED_RERANKER
from matcher.reranker import CrossReader, Reranker
from matcher.verdicts import Band, Bands, decide

SHOWN = 3
"""Matches that a reply shows."""


@dataclass(slots=True)
class Tally:
    """Verdicts on queries of one sort: by band, and how many of the first matches are right."""

    same: int = 0
    same_right: int = 0
    related: int = 0
    related_right: int = 0
    silent: int = 0
    right_among_shown: int = 0

    def __str__(self) -> str:
        count = self.same + self.related + self.silent
        return (
            f"{count:4d} asked: same {self.same} ({self.same_right} right), related {self.related} "
            f"({self.related_right} right), silent {self.silent}; the right one among the "
            f"{SHOWN} shown {self.right_among_shown}"
        )


def replies(
    everything: Sequence[Asked], said: Sequence[Readings], calibration: Calibration, bands: Bands
) -> dict[str, Tally]:
    """Return what would be replied, by the sort of query."""
    tallies: dict[str, Tally] = {}
    for each, readings_ in zip(everything, said, strict=True):
        matches = [form(contender, calibration, readings_) for contender in each.contenders]
        right = {
            match.document.id
            for match, is_right in zip(matches, each.right, strict=True)
            if is_right
        }
        verdict = decide(matches, bands, limit=SHOWN)
        sort = "documents" if each.query.own else "probes"
        name = f"{sort} that have {'a match' if each.query.matches else 'none'}"
        tally = tallies.setdefault(name, Tally())
        first = verdict.best.document.id in right if verdict.best else False
        match verdict.band:
            case Band.SAME:
                tally.same += 1
                tally.same_right += first
            case Band.RELATED:
                tally.related += 1
                tally.related_right += first
            case Band.SILENCE:
                tally.silent += 1
        tally.right_among_shown += any(m.document.id in right for m in verdict.matches)
    return dict(sorted(tallies.items()))


def near_misses(pairing: Pairing, calibration: Calibration, bands: Bands) -> str:
    """Return how many of the pairs that look alike and are not would be called the same."""
    texts = {document.id: part_text(document, Part.TEXT) for document in documents()[0]}
    misses = content.near_misses()
    rows = pairing.same([(texts[miss.first], texts[miss.second]) for miss in misses])
    probabilities = calibration.same.probabilities(rows)
    wrong = [m for m, p in zip(misses, probabilities, strict=True) if p >= bands.same]
    named = "".join(f"\n    {miss.first} and {miss.second}: {miss.difference}" for miss in wrong)
    return (
        f"{len(wrong)} of {len(misses)} called the same, the likeliest at "
        f"{np.max(probabilities):.2f}{named}"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--reranker", default=BUNDLED_RERANKER, help="another one, or none")
    arguments = parser.parse_args()
    encoder = Encoder()
    reranker: Reranker | None = None
    if arguments.reranker != NO_READER:
        reranker = CrossReader(arguments.reranker, thread=encoder.thread)
    calibration = calibration_for(reranker.fingerprint if reranker else NO_READER)
    print(describe())
    print(f"encoder {encoder.name} in {encoder.dtype}, reranker {arguments.reranker}")
    everything = asked(encoder, sample())
    said = readings(reranker, everything) if reranker else [Readings() for _ in everything]
    default = Bands(same=calibration.threshold(DEFAULT_PRECISION), related=calibration.related)
    for related in sorted({0.1, 0.15, 0.2, 0.25, 0.3, default.related}):
        bands = Bands(same=default.same, related=related)
        print(f"\nsame from {bands.same:.3f}, related from {bands.related:.2f}:")
        for name, tally in replies(everything, said, calibration, bands).items():
            print(f"  {name:28} {tally}")
    pairing = Pairing(encoder, reranker)
    print(f"\nnear misses: {near_misses(pairing, calibration, default)}")
    if reranker:
        reranker.close()
    encoder.close()


if __name__ == "__main__":
    main()
