"""How well Akin orders and judges: `python -m benchmarks.quality DATA [--reranker NAME]`.

Prints, for every set that is measured, the cosine, the reranker and the verdict side by side; then
what *same* says at its default band, how well its probabilities are calibrated, and what becomes of
both when people have judged some pairs. None of these sets was trained on or chosen by
(`benchmarks/measured_sets.py` says what they are).
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.adaptation import after_judgements
from benchmarks.measured_sets import (
    SET_NAMES,
    TRACKERS,
    MeasuredSet,
    Sources,
    measured_sets,
)
from benchmarks.models import opened
from matcher.calibration import DEFAULT_PRECISION
from matcher.features import NAMES
from matcher.pairing import Pairing
from matcher.pretrained_reranker import BUNDLED_RERANKER
from matcher.reliability import expected_calibration_error, reliability
from training import triples
from training.correction import SLOPES
from training.public_sets import PublicSets

Array = npt.NDArray[np.float64]

SEED_RULE = 0.75
"""The cosine from which on a first sketch of Akin would have said *same*."""

FEWEST = 20
"""Pairs over which a precision is worth telling."""

_COSINE = NAMES.index("cosine")
_READING = NAMES.index("reading")


def reranked(rows: Array, *, relevant: bool) -> Array:
    """Return (n,) scores that order: the cosine's log-odds, and what reading adds to them."""
    column = int(relevant)
    return rows[:, _COSINE] * SLOPES[column] + rows[:, _READING]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("data", type=Path, help="the folder of public sets")
    parser.add_argument("--reranker", default=BUNDLED_RERANKER, help="another cross-encoder")
    parser.add_argument("--calibration", type=Path, help="a file of `akin models calibrate`")
    parser.add_argument("--triples", type=Path, default=Path(__file__).parent / "triples.jsonl")
    parser.add_argument("--trackers", type=Path, default=TRACKERS, help="other archives of tickets")
    parser.add_argument("--only", nargs="+", metavar="SET", choices=SET_NAMES,
                        help="only these: " + "; ".join(SET_NAMES))  # fmt: skip
    parser.add_argument("--json", type=Path, help="write the figures there as well")
    arguments = parser.parse_args()
    if not arguments.data.is_dir():
        parser.error(f"there is no folder {arguments.data}; it should hold the public sets")
    encoder, reranker, calibration = opened(arguments.reranker, arguments.calibration)
    own = triples.read(arguments.triples)
    sources = Sources(PublicSets(arguments.data), own, encoder, arguments.trackers)
    sets = measured_sets(sources, arguments.only or ())
    pairing = Pairing(encoder, reranker)
    threshold = calibration.threshold(DEFAULT_PRECISION)
    gains, judged, features, summary = [], [], [], {}
    print(f"\n{'set':24}{'figure':20}{'cosine':>9}{'reranker':>10}{'verdict':>9}{'gain':>9}")
    for each in sets:
        rows = pairing.features(each.pairs)[1] if each.relevant else pairing.same(each.pairs)
        model = calibration.relevant if each.relevant else calibration.same
        verdict = rows @ model.weights
        figures = [
            each.figure(rows[:, _COSINE]),
            each.figure(reranked(rows, relevant=each.relevant)),
            each.figure(verdict),
        ]
        gains.append(figures[1] - figures[0])
        summary[each.name] = [round(figure, 4) for figure in figures]
        print(f"{each.name:24}{each.measure:20}" + "".join(
            f"{figure:{width}.4f}" for figure, width in zip(figures, (9, 10, 9), strict=True)
        ) + f"{gains[-1]:+9.4f}", flush=True)  # fmt: skip
        if each.labels is not None:
            judged.append((each, rows[:, _COSINE], calibration.same.probabilities(rows)))
            features.append((each, rows))
    print(f"{'mean gain of the reranker':71}{np.mean(gains):+9.4f}")
    if judged:
        summary |= said_the_same(judged, own, threshold)
        after_judgements(features, calibration)
    if arguments.json:
        arguments.json.write_text(json.dumps(summary, indent=1) + "\n")
    reranker.close()
    encoder.close()


def said_the_same(
    judged: Sequence[tuple[MeasuredSet, Array, Array]], own: Sequence[triples.Triple],
    threshold: float,
) -> dict[str, list[float]]:  # fmt: skip
    """Print how right *same* is; return precision, recall and calibration error of each set.

    Args:
        judged: sets that have labels, with their pairs' cosines and probabilities.
        own: the triples of the last set, where that is ours.
        threshold: from which probability on *same* is said.

    """
    figures = {}
    print(f"\n*same* from {threshold:.3f}, beside the rule “cosine > {SEED_RULE}”:")
    print(f"{'set':24}{'pairs':>7}{'same':>7}{'precision':>11}{'recall':>8}"
          f"{'calibration error':>19}   {'cosine rule: precision':>22}{'recall':>8}")  # fmt: skip
    for each, cosines, probabilities in judged:
        assert each.labels is not None
        precision, recall = at(probabilities >= threshold, each.labels)
        seed_precision, seed_recall = at(cosines > SEED_RULE, each.labels)
        error = expected_calibration_error(probabilities, each.labels)
        figures[f"same: {each.name}"] = [precision, recall, error]
        print(f"{each.name:24}{len(each.labels):7}{int(each.labels.sum()):7}{precision:11.3f}"
              f"{recall:8.3f}{error:19.3f}   {seed_precision:22.3f}{seed_recall:8.3f}")  # fmt: skip
    by_set([(each, probabilities) for each, _, probabilities in judged])
    read_again([(each, probabilities) for each, _, probabilities in judged], threshold)
    if judged[-1][0].name == "own triples":
        by_difference(own, judged[-1][2])
    return figures


def at(said: npt.NDArray[np.bool_], labels: Array) -> tuple[float, float]:
    """Return precision and recall of what was said to be the same."""
    right = float(labels[said].sum())
    return (right / said.sum() if said.any() else float("nan")), right / float(labels.sum())


def reaching(probabilities: Array, labels: Array, precision: float) -> float | None:
    """Return the lowest probability from which on that share is right; None if there is none.

    Precisions over fewer than FEWEST pairs are luck, and not looked at.
    """
    order = np.argsort(-probabilities, kind="stable")
    sure = probabilities[order]
    reached = np.cumsum(labels[order]) / np.arange(1, len(order) + 1)
    # A threshold takes in all pairs of one probability, so only the last of them counts.
    ends = np.append(sure[1:] != sure[:-1], True)
    good = np.flatnonzero(ends & (reached >= precision) & (np.arange(len(order)) + 1 >= FEWEST))
    return float(sure[good[-1]]) if len(good) else None


def by_set(judged: Sequence[tuple[MeasuredSet, Array]]) -> None:
    """Print from where on each set is as right as *same* has to be, and all sets' reliability."""
    print(f"\nfrom where on each set by itself is {DEFAULT_PRECISION:.0%} right:")
    for each, probabilities in judged:
        assert each.labels is not None
        lowest = reaching(probabilities, each.labels, DEFAULT_PRECISION)
        said = "nowhere"
        if lowest is not None:
            said = f"{lowest:.4f}, recall {at(probabilities >= lowest, each.labels)[1]:.3f}"
        print(f"{each.name:24}{said}")
    everything = np.concatenate([probabilities for _, probabilities in judged])
    labels = np.concatenate([each.labels for each, _ in judged if each.labels is not None])
    print(f"\nall of them: calibration error {expected_calibration_error(everything, labels):.3f}")
    print(reliability(everything, labels))


def read_again(judged: Sequence[tuple[MeasuredSet, Array]], threshold: float) -> None:
    """Print how right *same* is by those who read the pairs anew, and where they differ."""
    print(f"\nread again, *same* from {threshold:.3f} (what can be argued is left out):")
    for each, probabilities in judged:
        if each.reread is None or each.labels is None:
            continue
        clear = ~np.isnan(each.reread)
        sure, labels = probabilities[clear], each.reread[clear]
        precision, recall = at(sure >= threshold, labels)
        lowest = reaching(sure, labels, DEFAULT_PRECISION)
        said = (
            f"{DEFAULT_PRECISION:.0%} right from {lowest:.4f}, recall "
            f"{at(sure >= lowest, labels)[1]:.3f}" if lowest is not None else "nowhere so right"
        )  # fmt: skip
        others = int((labels != each.labels[clear]).sum())
        print(
            f"{each.name:24}precision {precision:.3f}, recall {recall:.3f}; {said}; "
            f"of {len(labels)} pairs the set's own labels say otherwise of {others}"
        )


def by_difference(own: Sequence[triples.Triple], probabilities: Array) -> None:
    """Print how many triples are told apart, by what makes the near miss another question."""
    apart = probabilities[0::2] > probabilities[1::2]
    print("\nOwn triples told apart, by the thing that differs:")
    for name in sorted({triple.difference for triple in own}):
        which = np.array([triple.difference == name for triple in own])
        print(f"  {name:12}{apart[which].mean():6.3f} of {which.sum()}")


if __name__ == "__main__":
    main()
