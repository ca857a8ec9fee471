"""What a workspace's judgements change: `python -m benchmarks.quality DATA` prints it.

A measured set with labels (`benchmarks/measured_sets.py`) stands for a workspace that writes quite
otherwise than what Akin was calibrated on. Of half of its queries some pairs are judged, by the
set's labels; then the other half's pairs are looked at: their order, what *same* says at its
default band, and how far its probabilities can be taken at their word. All over several draws.

`python -m benchmarks.adaptation` prints, for each team that the calibration knows, by how much the
log-odds of its pairs would have to be shifted, all by the same, to be right on average (`SPREAD` in
`matcher/logistic.py`).
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq

from benchmarks.measured_sets import MeasuredSet
from benchmarks.models import opened
from bot.playground import labelled
from matcher.adapting import adapted
from matcher.calibration import DEFAULT_PRECISION, Calibration
from matcher.logistic import sigmoid
from matcher.pretrained_reranker import BUNDLED_RERANKER
from matcher.reliability import expected_calibration_error
from training.metrics import average_precision

Array = npt.NDArray[np.float64]

JUDGED: Final = (0, 10, 30, 100, 300, 1_000)
"""Numbers of judgements; where half of a set has fewer pairs, all of these are the last."""

DRAWS: Final = 10


def main() -> None:
    """Measure and print by how much teams' log-odds differ from those of the calibration."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--reranker", default=BUNDLED_RERANKER, help="another cross-encoder")
    parser.add_argument("--calibration", type=Path, help="a file of `akin models calibrate`")
    arguments = parser.parse_args()
    encoder, reranker, calibration = opened(arguments.reranker, arguments.calibration)
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
    reranker.close()
    encoder.close()


def shift(logits: Array, labels: Array) -> float:
    """Return what has to be added to log-odds so that as many are expected as there are."""
    return float(brentq(lambda added: float((sigmoid(logits + added) - labels).sum()), -20, 20))


def after_judgements(judged: Sequence[tuple[MeasuredSet, Array]], calibration: Calibration) -> None:
    """Print what so many judgements of one half of a set change in the other.

    Args:
        judged: sets that have labels, with the features of their pairs: (n, k).
        calibration: what it is before anybody judged.

    """
    threshold = calibration.threshold(DEFAULT_PRECISION)
    print(f"\nafter judgements of other pairs of the set, *same* by default from {threshold:.3f} "
          f"or what they prove, {DRAWS} draws:")  # fmt: skip
    print(f"{'set':24}{'judged':>8}{'average precision':>19}{'from':>8}{'precision':>11}"
          f"{'recall':>8}{'calibration error':>19}")  # fmt: skip
    for each, rows in judged:
        assert each.labels is not None
        halves = [_halves(each.pairs, np.random.default_rng(draw)) for draw in range(DRAWS)]
        fewest = min(len(learnt) for learnt, _ in halves)
        for count in dict.fromkeys(min(count, fewest) for count in JUDGED):
            learnt = [
                adapted(calibration, rows[judged], each.labels[judged],
                        [each.pairs[row] for row in judged])
                for judged in (half[:count] for half, _ in halves)
            ]  # fmt: skip
            kept = [(rows[half], each.labels[half]) for _, half in halves]
            _print_line(f"{each.name:24}{count:8}", learnt, kept)


def _print_line(
    start: str, learnt: Sequence[Calibration], kept: Sequence[tuple[Array, Array]]
) -> None:
    """Print the means over draws: what was learnt, and features and labels of what is kept."""
    orders, errors, said, right, same = [], [], 0, 0.0, 0.0
    thresholds = [calibration.threshold(DEFAULT_PRECISION) for calibration in learnt]
    for calibration, threshold, (rows, labels) in zip(learnt, thresholds, kept, strict=True):
        probabilities = calibration.same.probabilities(rows)
        orders.append(average_precision(probabilities, labels))
        errors.append(expected_calibration_error(probabilities, labels))
        sure = probabilities >= threshold
        said += int(sure.sum())
        right += float(labels[sure].sum())
        same += float(labels.sum())
    precision = f"{right / said:.3f}" if said else "nothing"
    print(f"{start}{np.mean(orders):19.3f}{np.mean(thresholds):8.3f}{precision:>11}"
          f"{right / same:8.3f}{np.mean(errors):19.3f}", flush=True)  # fmt: skip


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
