"""The sets that are measured: none of them was trained on or chosen by.

training/README.md says what was. *Near neighbours* are pairs of `training/judged.csv`, of those
sets of it that are kept for choosing among recipes which learn the others. *Own archives* are what
searches find among the messages of five invented teams (`benchmarks/archives`), *own trackers*
among the tickets of five (`benchmarks/trackers`): long ones, most of which look much like others.
"""

import csv
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from matcher import archives
from matcher.encoder import TextEncoder
from training import held_out, judged, metrics, triples
from training.development import neighbours
from training.judged import fingerprint
from training.neighbours import nearest
from training.public_sets import Pair, PublicSets, Ranking

Array = npt.NDArray[np.float64]

HERE: Final = Path(__file__).parent

TRACKERS: Final = HERE / "trackers"

REREAD: Final = HERE / "reread.csv"
"""Pairs of Quora's questions and Hadoop's issues, judged anew by readers who did not see the sets'
own labels (language models; of the texts, which are others', the file keeps fingerprints)."""

_HADOOP_HARD: Final = 5
_HADOOP_CANDIDATES: Final = 30
_FOUND: Final = 10


@dataclass(frozen=True, slots=True)
class MeasuredSet:
    """A set: pairs, what measures their order, and, where they have them, labels of *same*.

    `reread` are the labels by those who read the pairs anew, NaN where it can be argued.
    """

    name: str
    measure: str
    pairs: list[tuple[str, str]]
    figure: Callable[[Array], float]
    labels: Array | None = None
    relevant: bool = False
    reread: Array | None = None


@dataclass(frozen=True, slots=True)
class Sources:
    """What sets are made from.

    Attributes:
        sets: public ones.
        own: triples.
        encoder: finds what is near, in those that are made of searches.
        trackers: the folder with archives of long tickets.

    """

    sets: PublicSets
    own: Sequence[triples.Triple]
    encoder: TextEncoder
    trackers: Path = TRACKERS


def measured_sets(sources: Sources, only: Collection[str] = ()) -> list[MeasuredSet]:
    """Return the sets that are measured, or those of them whose names are given (see SET_NAMES).

    Raises:
        ValueError: one isn't the set that was read anew.

    """
    wanted = set(only) or set(SET_NAMES)
    # What nobody asked for is not made: all of Hadoop's issues are encoded for theirs.
    made = [each for names, make in _MAKERS.items() if wanted & set(names)
            for each in make(sources)]  # fmt: skip
    judgements = _judgements()
    return [replace(each, reread=_reread(each, judgements)) for each in made if each.name in wanted]


def _stsb(sources: Sources) -> MeasuredSet:
    pairs = sources.sets.stsb("dev")
    grades = np.array([pair.label for pair in pairs])
    return MeasuredSet(
        "STS-B dev", "Spearman", [(p.first, p.second) for p in pairs],
        lambda scores: metrics.spearman(scores, grades),
    )  # fmt: skip


def _near(sources: Sources) -> MeasuredSet:
    pairs = [
        pair for pair in judged.read(judged.JUDGED, sources.sets)
        if not pair.is_learnt and pair.same != judged.OPEN
    ]  # fmt: skip
    answers = np.array([pair.same for pair in pairs])
    return _judged("near neighbours", [(p.first, p.second) for p in pairs], answers)


def _found(name: str, folder: Path, encoder: TextEncoder) -> MeasuredSet:
    return _judged(name, *neighbours(archives.read(folder), encoder.encode, _FOUND))


def _triples(sources: Sources) -> MeasuredSet:
    own = sources.own
    pairs = [pair for t in own for pair in ((t.question, t.paraphrase), (t.question, t.near_miss))]
    labels = np.array([1.0, 0.0] * len(own))
    return MeasuredSet("own triples", "told apart", pairs, metrics.triple_accuracy, labels)


def _judgements() -> dict[tuple[str, str, str], float]:
    with REREAD.open(encoding="utf-8", newline="") as file:
        return {
            (row["set"], row["first"], row["second"]): judged.SAME[row["judgement"]]
            for row in csv.DictReader(file)
        }


def _reread(each: MeasuredSet, said: dict[tuple[str, str, str], float]) -> Array | None:
    """Return what readers said of a set's pairs, NaN where it can be argued; None if they didn't.

    Raises:
        ValueError: they read some of its pairs only, so that this isn't the set as it was.

    """
    if each.name not in {name for name, _, _ in said}:
        return None
    keys = [(each.name, fingerprint(first), fingerprint(second)) for first, second in each.pairs]
    if missing := sum(key not in said for key in keys):
        raise ValueError(
            f"{missing} pairs of {each.name} are not in {REREAD.name}; it takes the sets as they "
            "were published."
        )
    values = np.array([said[key] for key in keys])
    return np.where(values == judged.OPEN, np.nan, values)


def _judged(name: str, pairs: list[tuple[str, str]], labels: Array) -> MeasuredSet:
    def figure(scores: Array) -> float:
        return metrics.average_precision(scores, labels)

    return MeasuredSet(name, "average precision", pairs, figure, labels)


def _labelled(name: str, pairs: Sequence[Pair]) -> MeasuredSet:
    labels = np.array([pair.label for pair in pairs])
    return _judged(name, [(pair.first, pair.second) for pair in pairs], labels)


def _ranked(
    name: str, measure: str, rankings: Sequence[Ranking], *, relevant: bool = False
) -> MeasuredSet:
    ends = np.cumsum([len(each.candidates) for each in rankings])[:-1]

    def figure(scores: Array) -> float:
        parts = zip(np.split(scores, ends), (np.array(r.grades) for r in rankings), strict=True)
        graded = [(part, grades) for part, grades in parts if grades.any()]
        one = metrics.ndcg if measure.startswith("nDCG") else metrics.average_precision
        return float(np.mean([one(part, grades) for part, grades in graded]))

    pairs = [(each.query, text) for each in rankings for text in each.candidates]
    return MeasuredSet(name, measure, pairs, figure, relevant=relevant)


def _hadoop(sources: Sources) -> list[MeasuredSet]:
    """Return the duplicates among their nearest issues, and against hard negatives."""
    sets = sources.sets
    issues = sets.hadoop_issues()
    linked = [pair for pair in sets.hadoop_duplicates() if set(pair) <= issues.keys()]
    numbers = list(issues)
    partners: dict[str, set[str]] = {}
    for first, second in linked:
        partners.setdefault(first, set()).add(second)
        partners.setdefault(second, set()).add(first)
    # What an issue is about stands at its beginning; the search reads all of it.
    vectors = sources.encoder.encode([issues[number][:1_000] for number in numbers])
    place = {number: i for i, number in enumerate(numbers)}
    asked = sorted(partners)
    near = nearest(vectors[[place[n] for n in asked]], vectors, _HADOOP_CANDIDATES + 1)
    rankings, pairs, labels = [], [], []
    for number, row in zip(asked, near, strict=True):
        others = [numbers[i] for i in row if numbers[i] != number]
        candidates = list(dict.fromkeys([*others[:_HADOOP_CANDIDATES], *partners[number]]))
        grades = tuple(float(other in partners[number]) for other in candidates)
        rankings.append(Ranking(issues[number], tuple(issues[o] for o in candidates), grades))
        hard = [other for other in candidates if other not in partners[number]][:_HADOOP_HARD]
        for other in (*sorted(partners[number]), *hard):
            pairs.append((issues[number], issues[other]))
            labels.append(float(other in partners[number]))
    return [
        _ranked("Hadoop duplicates", "MAP", rankings),
        _judged("Hadoop, hard negatives", pairs, np.array(labels)),
    ]  # fmt: skip


_MAKERS: Final[Mapping[tuple[str, ...], Callable[[Sources], list[MeasuredSet]]]] = {
    ("STS-B dev",): lambda of: [_stsb(of)],
    ("SemEval 3B dev",): lambda of: [_ranked("SemEval 3B dev", "MAP", of.sets.semeval("VAL"))],
    ("QQP 2,000",): lambda of: [_labelled("QQP 2,000", of.sets.quora())],
    ("RQE held out",): lambda of: [_labelled("RQE held out", held_out.rqe(of.sets)[1])],
    ("near neighbours",): lambda of: [_near(of)],
    ("DL20",): lambda of: [_ranked("DL20", "nDCG@10", of.sets.passages(), relevant=True)],
    ("Hadoop duplicates", "Hadoop, hard negatives"): _hadoop,
    ("own archives",): lambda of: [_found("own archives", HERE / "archives", of.encoder)],
    ("own trackers",): lambda of: [_found("own trackers", of.trackers, of.encoder)],
    ("own triples",): lambda of: [_triples(of)],
}
"""What makes which sets."""

SET_NAMES: Final = tuple(name for names in _MAKERS for name in names)
