"""What a workspace's judgements change: `python -m benchmarks.adaptation DATA`.

A measured set with labels (`benchmarks/measured_sets.py`) stands for a workspace that writes quite
otherwise than what Akin was calibrated on. Of half of its queries some pairs are judged, by the
set's labels; then the other half's pairs are looked at: their order, what *same* says at its
default band, and how far its probabilities can be taken at their word. All over several draws.

Before, for each team that the calibration knows: by how much the log-odds of its pairs would have
to be shifted, all by the same, to be right on average (`SPREAD` in `matcher/logistic.py`).
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq

from benchmarks.machine import describe
from benchmarks.measured_sets import MeasuredSet, measured_sets
from bot.playground import labelled
from matcher.calibration import DEFAULT_PRECISION, Calibration, calibration_for
from matcher.encoder import Encoder
from matcher.logistic import sigmoid
from matcher.pairing import Pairing
from matcher.pretrained_reranker import BUNDLED_RERANKER
from matcher.reliability import expected_calibration_error
from matcher.reranker import CrossReader
from training import triples
from training.metrics import average_precision
from training.public_sets import PublicSets

Array = npt.NDArray[np.float64]

JUDGED: Final = (0, 10, 30, 100, 300, 1_000)
"""Numbers of judgements; where half of a set has fewer pairs, all of these are the last."""

DRAWS: Final = 10


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("data", type=Path, help="the folder of public sets")
    parser.add_argument("--reranker", default=BUNDLED_RERANKER, help="another cross-encoder")
    parser.add_argument("--calibration", type=Path, help="a file of `akin models calibrate`")
    arguments = parser.parse_args()
    if not arguments.data.is_dir():
        parser.error(f"there is no folder {arguments.data}; it should hold the public sets")
    encoder = Encoder()
    reranker = CrossReader(arguments.reranker, thread=encoder.thread)
    calibration = (
        Calibration.parse(arguments.calibration.read_text())
        if arguments.calibration
        else calibration_for(reranker.fingerprint)
    )
    print(describe())
    print(f"encoder {encoder.name} in {encoder.dtype}, reranker {reranker.name}; {DRAWS} draws")
    between(encoder, reranker, calibration)
    print(f"\n*same* from {calibration.threshold(DEFAULT_PRECISION):.3f}\n")
    print(f"{'set':24}{'judged':>8}{'average precision':>19}{'precision':>11}{'recall':>8}"
          f"{'calibration error':>19}")  # fmt: skip
    own = triples.read(Path(__file__).parent / "triples.jsonl")
    pairing = Pairing(encoder, reranker)
    for each in measured_sets(PublicSets(arguments.data), own, encoder):
        if each.labels is not None:
            adapt(each, pairing.same(each.pairs), each.labels, calibration)
    reranker.close()
    encoder.close()


def between(encoder: Encoder, reranker: CrossReader, calibration: Calibration) -> None:
    """Print by how much teams' log-odds differ from those of the calibration."""
    shifts = []
    print(f"{'team':24}{'pairs':>8}{'the same':>10}{'shift':>8}")
    for corpus in labelled.corpora():
        asked = labelled.asked(encoder, corpus)
        pairs = labelled.pairs(asked, labelled.readings(reranker, asked))
        logits = pairs.same @ calibration.same.weights + calibration.same.intercept
        shifts.append(shift(logits, pairs.is_same))
        print(f"{corpus.name:24}{len(logits):8}{pairs.is_same.mean():10.3f}{shifts[-1]:+8.2f}",
              flush=True)  # fmt: skip
    print(f"standard deviation of the shifts: {np.std(shifts, ddof=1):.2f}")


def shift(logits: Array, labels: Array) -> float:
    """Return what has to be added to log-odds so that as many are expected as there are."""
    return float(brentq(lambda added: float((sigmoid(logits + added) - labels).sum()), -20, 20))


def adapt(each: MeasuredSet, rows: Array, labels: Array, calibration: Calibration) -> None:
    """Print what so many judgements of one half of a set change in the other."""
    halves = [_halves(each.pairs, np.random.default_rng(draw)) for draw in range(DRAWS)]
    fewest = min(len(learnt) for learnt, _ in halves)
    threshold = calibration.threshold(DEFAULT_PRECISION)
    for count in dict.fromkeys(min(count, fewest) for count in JUDGED):
        orders, errors, said, right, same = [], [], 0, 0.0, 0.0
        for learnt, kept in halves:
            judged = learnt[:count]
            model = calibration.same.adapted(rows[judged], labels[judged])
            probabilities = model.probabilities(rows[kept])
            orders.append(average_precision(probabilities, labels[kept]))
            errors.append(expected_calibration_error(probabilities, labels[kept]))
            sure = probabilities >= threshold
            said += int(sure.sum())
            right += float(labels[kept][sure].sum())
            same += float(labels[kept].sum())
        precision = f"{right / said:.3f}" if said else "nothing"
        print(f"{each.name:24}{count:8}{np.mean(orders):19.3f}{precision:>11}{right / same:8.3f}"
              f"{np.mean(errors):19.3f}", flush=True)  # fmt: skip


def _halves(
    pairs: Sequence[tuple[str, str]], rng: np.random.Generator
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the rows of two halves, in disorder; a query's pairs stand in one of them."""
    queries = sorted({query for query, _ in pairs})
    learnt = {queries[i] for i in rng.permutation(len(queries))[: len(queries) // 2]}
    is_learnt = np.array([query in learnt for query, _ in pairs])
    return rng.permutation(np.flatnonzero(is_learnt)), rng.permutation(np.flatnonzero(~is_learnt))


if __name__ == "__main__":
    main()
