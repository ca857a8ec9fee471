"""A reranker's calibration, from the labelled pairs that come with Akin."""

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

import numpy as np

from bot.playground import labelled
from bot.playground.labelled import Asked
from matcher.calibrating import Labelled, calibrate
from matcher.calibration import FOLDER, NO_READER, Calibration
from matcher.cascade import Readings
from matcher.encoder import TextEncoder
from matcher.index import Progress
from matcher.pairing import Pairing
from matcher.reranker import Reranker
from matcher.triples import Triple, read

T = TypeVar("T")

TRIPLES: Final = FOLDER / "triples.jsonl"
"""Written for calibrating: no model was trained on them, and nothing is measured with them."""

_AT_A_TIME: Final = 24
"""Queries, or triples, between two reports of progress."""


def calibration_of(
    encoder: TextEncoder, reranker: Reranker | None, progress: Progress | None = None
) -> Calibration:
    """Fit the verdict to the scores of an encoder and a reranker; it takes minutes on a CPU.

    Args:
        encoder: gives the cosines.
        reranker: reads the pairs; None fits to the cosine alone.
        progress: told how far it is.

    """
    report = progress or _silent
    everything = []
    corpora = labelled.corpora()
    for done, corpus in enumerate(corpora):
        report("Searching what comes with Akin", done, len(corpora))
        everything += labelled.asked(encoder, corpus)
    report("Searching what comes with Akin", len(corpora), len(corpora))
    natural = labelled.pairs(everything, _readings(reranker, everything, report))
    picked = picked_pairs(read(TRIPLES), Pairing(encoder, reranker), report)
    return calibrate(reranker.fingerprint if reranker else NO_READER, natural, picked)


def picked_pairs(
    triples: Sequence[Triple], pairing: Pairing, progress: Progress | None = None
) -> Labelled:
    """Return the pairs of triples: the paraphrase asks the same, the near miss doesn't.

    Whether a near miss would help all the same, nobody knows.
    """
    report = progress or _silent
    same, relevant = [], []
    for done, block in _blocks(triples):
        rows = pairing.features([pair for triple in block for pair in _pairs(triple)])
        same.append(rows[0])
        relevant.append(rows[1])
        report("Comparing the triples", done, len(triples))
    labels = np.array([1.0, 0.0, 0.0] * len(triples))
    groups = [triple.question for triple in triples for _ in _pairs(triple)]
    return Labelled(
        np.concatenate(same), np.concatenate(relevant), labels, np.full(len(labels), np.nan), groups
    )


def _pairs(triple: Triple) -> tuple[tuple[str, str], ...]:
    return (
        (triple.question, triple.paraphrase),
        (triple.question, triple.near_miss),
        (triple.paraphrase, triple.near_miss),
    )


def _readings(
    reranker: Reranker | None, everything: Sequence[Asked], report: Progress
) -> list[Readings]:
    if reranker is None:
        return [Readings() for _ in everything]
    found = []
    for done, block in _blocks(everything):
        found += labelled.readings(reranker, block)
        report("Reading what was found", done, len(everything))
    return found


def _blocks(items: Sequence[T]) -> Iterator[tuple[int, Sequence[T]]]:
    for start in range(0, len(items), _AT_A_TIME):
        block = items[start : start + _AT_A_TIME]
        yield start + len(block), block


def _silent(_what: str, _done: int, _total: int) -> None:
    """Report to nobody."""
