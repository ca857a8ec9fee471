"""How well Akin orders and judges: `python -m benchmarks.quality DATA [--reranker NAME]`.

Prints, for every set that is measured, the cosine, the reranker and the verdict side by side; then
what *same* says at its default band, and how well its probabilities are calibrated. None of these
sets was trained on or chosen by (training/README.md says what was). *Near neighbours* are pairs of
`training/judged.csv`, of those sets of it that are kept for choosing among recipes which learn the
others; the shipped weights know none of them.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.machine import describe
from matcher.calibration import DEFAULT_PRECISION, Calibration, calibration_for
from matcher.encoder import Encoder
from matcher.features import NAMES
from matcher.pairing import Pairing
from matcher.pretrained_reranker import BUNDLED_RERANKER
from matcher.reliability import expected_calibration_error, reliability
from matcher.reranker import CrossReader
from training import held_out, judged, metrics, triples
from training.correction import SLOPES
from training.neighbours import nearest
from training.public_sets import PublicSets

Array = npt.NDArray[np.float64]

SEED_RULE = 0.75
"""The cosine from which on a first sketch of Akin would have said *same*."""

FEWEST = 20
"""Pairs over which a precision is worth telling."""

_COSINE = NAMES.index("cosine")
_READING = NAMES.index("reading")
_HADOOP_HARD = 5
_HADOOP_CANDIDATES = 30


@dataclass(frozen=True, slots=True)
class MeasuredSet:
    """A set: pairs, what measures their order, and, where they have them, labels of *same*."""

    name: str
    measure: str
    pairs: list[tuple[str, str]]
    figure: Callable[[Array], float] | None
    labels: Array | None = None
    relevant: bool = False


def measured_sets(
    sets: PublicSets, own: Sequence[triples.Triple], encoder: Encoder
) -> list[MeasuredSet]:
    """Return every set that is measured."""
    found = []
    stsb = sets.stsb("dev")
    grades = np.array([pair.label for pair in stsb])
    found.append(
        MeasuredSet("STS-B dev", "Spearman", [(p.first, p.second) for p in stsb],
                    lambda scores: metrics.spearman(scores, grades))
    )  # fmt: skip
    found.append(_ranked("SemEval 3B dev", "MAP", [
        (r.query, r.candidates, np.array(r.grades)) for r in sets.semeval("VAL")]))  # fmt: skip
    for name, pairs in (("QQP 2,000", sets.quora()), ("RQE held out", held_out.rqe(sets)[1])):
        labels = np.array([pair.label for pair in pairs])
        found.append(
            MeasuredSet(name, "average precision", [(p.first, p.second) for p in pairs],
                        lambda scores, labels=labels: metrics.average_precision(scores, labels),
                        labels)
        )  # fmt: skip
    near = [
        pair for pair in judged.read(judged.JUDGED, sets)
        if not pair.is_learnt and pair.same != judged.OPEN
    ]  # fmt: skip
    answers = np.array([pair.same for pair in near])
    found.append(
        MeasuredSet("near neighbours", "average precision", [(p.first, p.second) for p in near],
                    lambda scores: metrics.average_precision(scores, answers), answers)
    )  # fmt: skip
    found.append(_ranked("DL20", "nDCG@10", [
        (r.query, r.candidates, np.array(r.grades)) for r in sets.passages()],
        relevant=True))  # fmt: skip
    found += _hadoop(sets, encoder)
    told_apart = [
        pair for t in own for pair in ((t.question, t.paraphrase), (t.question, t.near_miss))
    ]
    found.append(
        MeasuredSet("own triples", "told apart", told_apart, metrics.triple_accuracy,
                    np.array([1.0, 0.0] * len(own)))
    )  # fmt: skip
    return found


def _ranked(
    name: str, measure: str, queries: Sequence[tuple[str, Sequence[str], Array]], *,
    relevant: bool = False,
) -> MeasuredSet:  # fmt: skip
    ends = np.cumsum([len(texts) for _, texts, _ in queries])[:-1]

    def figure(scores: Array) -> float:
        parts = zip(np.split(scores, ends), queries, strict=True)
        graded = [(part, grades) for part, (_, _, grades) in parts if grades.any()]
        one = metrics.ndcg if measure.startswith("nDCG") else metrics.average_precision
        return float(np.mean([one(part, grades) for part, grades in graded]))

    pairs = [(query, text) for query, texts, _ in queries for text in texts]
    return MeasuredSet(name, measure, pairs, figure, relevant=relevant)


def _hadoop(sets: PublicSets, encoder: Encoder) -> list[MeasuredSet]:
    """Return the duplicates among their nearest issues, and against hard negatives."""
    issues = sets.hadoop_issues()
    linked = [pair for pair in sets.hadoop_duplicates() if set(pair) <= issues.keys()]
    numbers = list(issues)
    partners: dict[str, set[str]] = {}
    for first, second in linked:
        partners.setdefault(first, set()).add(second)
        partners.setdefault(second, set()).add(first)
    # What an issue is about stands at its beginning; the search reads all of it.
    vectors = encoder.encode([issues[number][:1_000] for number in numbers])
    place = {number: i for i, number in enumerate(numbers)}
    asked = sorted(partners)
    near = nearest(vectors[[place[n] for n in asked]], vectors, _HADOOP_CANDIDATES + 1)
    queries, pairs, labels = [], [], []
    for number, row in zip(asked, near, strict=True):
        others = [numbers[i] for i in row if numbers[i] != number]
        candidates = list(dict.fromkeys([*others[:_HADOOP_CANDIDATES], *partners[number]]))
        grades = np.array([float(other in partners[number]) for other in candidates])
        queries.append((issues[number], [issues[other] for other in candidates], grades))
        hard = [other for other in candidates if other not in partners[number]][:_HADOOP_HARD]
        for other in (*sorted(partners[number]), *hard):
            pairs.append((issues[number], issues[other]))
            labels.append(float(other in partners[number]))
    return [
        _ranked("Hadoop duplicates", "MAP", queries),
        MeasuredSet("Hadoop, hard negatives", "average precision", pairs,
                    lambda scores: metrics.average_precision(scores, np.array(labels)),
                    np.array(labels)),
    ]  # fmt: skip


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
    parser.add_argument("--json", type=Path, help="write the figures there as well")
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
    print(f"encoder {encoder.name} in {encoder.dtype}, reranker {reranker.name}")
    own = triples.read(arguments.triples)
    sets = measured_sets(PublicSets(arguments.data), own, encoder)
    pairing = Pairing(encoder, reranker)
    threshold = calibration.threshold(DEFAULT_PRECISION)
    gains, judged, summary = [], [], {}
    print(f"\n{'set':24}{'figure':20}{'cosine':>9}{'reranker':>10}{'verdict':>9}{'gain':>9}")
    for each in sets:
        same, relevant = pairing.features(each.pairs)
        rows = relevant if each.relevant else same
        model = calibration.relevant if each.relevant else calibration.same
        verdict = rows @ model.weights
        if each.figure is not None:
            figures = [
                each.figure(rows[:, _COSINE]),
                each.figure(reranked(rows, relevant=each.relevant)),
                each.figure(verdict),
            ]
            gains.append(figures[1] - figures[0])
            summary[each.name] = [round(figure, 4) for figure in figures]
            print(f"{each.name:24}{each.measure:20}" + "".join(
                f"{figure:{width}.4f}" for figure, width in zip(figures, (9, 10, 9), strict=True)
            ) + f"{gains[-1]:+9.4f}")  # fmt: skip
        if each.labels is not None:
            judged.append((each, rows[:, _COSINE], calibration.same.probabilities(same)))
    print(f"{'mean gain of the reranker':71}{np.mean(gains):+9.4f}")
    print(f"\n*same* from {threshold:.3f}, beside the rule “cosine > {SEED_RULE}”:")
    print(f"{'set':24}{'pairs':>7}{'same':>7}{'precision':>11}{'recall':>8}"
          f"{'calibration error':>19}   {'cosine rule: precision':>22}{'recall':>8}")  # fmt: skip
    for each, cosines, probabilities in judged:
        assert each.labels is not None
        precision, recall = at(probabilities >= threshold, each.labels)
        seed_precision, seed_recall = at(cosines > SEED_RULE, each.labels)
        error = expected_calibration_error(probabilities, each.labels)
        summary[f"same: {each.name}"] = [precision, recall, error]
        print(f"{each.name:24}{len(each.labels):7}{int(each.labels.sum()):7}{precision:11.3f}"
              f"{recall:8.3f}{error:19.3f}   {seed_precision:22.3f}{seed_recall:8.3f}")  # fmt: skip
    by_set([(each, probabilities) for each, _, probabilities in judged])
    by_difference(own, judged[-1][2])
    if arguments.json:
        arguments.json.write_text(json.dumps(summary, indent=1) + "\n")
    reranker.close()
    encoder.close()


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


def by_difference(own: Sequence[triples.Triple], probabilities: Array) -> None:
    """Print how many triples are told apart, by what makes the near miss another question."""
    apart = probabilities[0::2] > probabilities[1::2]
    print("\nOwn triples told apart, by the thing that differs:")
    for name in sorted({triple.difference for triple in own}):
        which = np.array([triple.difference == name for triple in own])
        print(f"  {name:12}{apart[which].mean():6.3f} of {which.sum()}")


if __name__ == "__main__":
    main()
