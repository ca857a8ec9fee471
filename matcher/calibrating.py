"""Fitting the verdict: from labelled pairs to coefficients, thresholds and what they measure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from matcher.calibration import DEFAULT_PRECISION, PRECISIONS, Calibration, Reach
from matcher.features import NAMES
from matcher.logistic import Logistic
from matcher.reliability import expected_calibration_error

Array = npt.NDArray[np.float64]

FOLDS: Final = 5
RELATED: Final = 0.2
"""From which relevance on a match is worth a line; benchmarks/calibration.py shows what it does."""

PICKED: Final = 0.15
"""How much say all picked pairs have together, against all natural ones."""

REPEATS: Final = 10.0
"""The weight of a repeat in *same*, in log-odds: no pair that comes with Akin teaches it, since
nobody writes the same text twice for it, and whatever the reranker says of one, it is the same."""

MARGIN: Final = 2 / 3
"""Of the wrong ones that a precision allows, the share that our own pairs may have. Other people's
messages are not like ours: what is nine of ten here is less there."""

HELPS: Final = 0.5
"""The weight of the reading in *relevant*: half of what the rule in training/README.md allows."""

_SURE: Final = {"repeat": REPEATS}

_UNTAUGHT: Final = frozenset({"template", "other_kind"})
"""Features that the labelled pairs that come with Akin can't teach, since they vary in none of
them, or by how they were made (no question is about the same as a ticket). A workspace's own
judgements can: the coefficients start from 0."""

_GRID: Final = np.round(np.arange(0.40, 0.996, 0.005), 3)
_FEWEST: Final = 15
"""A precision over fewer pairs than these says nothing."""

_DIP: Final = 0.05
"""By how much a higher threshold may be less precise: among few pairs one wrong one weighs much."""

_BEYOND: Final = 0.995
"""The share of pairs whose reading lifts them less than the reach."""

_SIGNS: Final = {
    "cosine": 1, "reading": 1, "agreement": 1, "conflict": -1, "opposition": -1,
    "negation": -1, "quantity": -1, "repeat": 1, "template": -1, "other_kind": 0,
}  # fmt: skip
"""Which way each feature may count: a fit on few pairs must not reward a conflict."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """Pairs with their labels, from one source.

    Attributes:
        same: (n, k) features for *same*.
        relevant: (n, k) features for *relevant*.
        is_same: (n,) 1 where the pair asks for the same.
        is_relevant: (n,) 1 where the text helps, NaN where nobody knows.
        groups: (n,) pairs of one group are never split between fitting and testing.

    """

    same: Array
    relevant: Array
    is_same: Array
    is_relevant: Array
    groups: Sequence[str]


def calibrate(reader: str, natural: Labelled, picked: Labelled) -> Calibration:
    """Fit the verdict to a reranker.

    Args:
        reader: the reranker's fingerprint, or NO_READER.
        natural: what a search really finds, with the share of right matches that it really has;
            these decide how sure a probability may be, and the thresholds.
        picked: pairs that were picked for being hard. They teach the weights; that there are more
            right ones among them than in life is kept out by an offset of their own. The usual
            precision has to hold among them as well.

    """
    same = _fit_both(natural, picked)
    known = ~np.isnan(natural.is_relevant)
    relevant = _fit_relevant(natural, known)
    out_of_fold = [np.zeros(len(natural.is_same)), np.zeros(len(picked.is_same))]
    relevant_out = np.zeros(len(natural.is_same))
    for train, test, train_picked, test_picked in _folds(natural.groups, picked.groups):
        model = _fit_both(_only(natural, train), _only(picked, train_picked))
        out_of_fold[0][test] = model.probabilities(natural.same[test])
        out_of_fold[1][test_picked] = model.probabilities(picked.same[test_picked])
        relevant_out[test] = _fit_relevant(natural, known & train).probabilities(
            natural.relevant[test]
        )
    sources = [(out_of_fold[0], natural.is_same), (out_of_fold[1], picked.is_same)]
    thresholds = {precision: _said_from(sources, precision) for precision in PRECISIONS}
    return Calibration(
        reader=reader,
        same=same,
        relevant=relevant,
        thresholds=thresholds,
        related=RELATED,
        reach=Reach(
            same=_reach(same, np.concatenate([natural.same, picked.same])),
            relevant=_reach(relevant, natural.relevant),
        ),
        measured={
            "natural pairs": len(natural.is_same),
            "picked pairs": len(picked.is_same),
            "calibration error of same": _rounded(
                expected_calibration_error(out_of_fold[0], natural.is_same)
            ),
            "calibration error of relevant": _rounded(
                expected_calibration_error(relevant_out[known], natural.is_relevant[known])
            ),
            "same": {str(p): _at(sources, t) for p, t in thresholds.items()},
        },
    )


def _fit_both(natural: Labelled, picked: Labelled) -> Logistic:
    """Fit *same* to both sources; how sure it may be is the natural one's to say.

    Without a reranker the picked pairs can teach nothing but that the cosine is no good at them.
    """
    if not natural.same[:, NAMES.index("reading")].any():
        return _fit(natural.same, natural.is_same, np.ones(len(natural.is_same)), given=_SURE)
    rows = np.concatenate([natural.same, picked.same])
    labels = np.concatenate([natural.is_same, picked.is_same])
    offset = np.concatenate([np.zeros(len(natural.same)), np.ones(len(picked.same))])
    share = PICKED * len(natural.same) / max(1, len(picked.same))
    counts = np.where(offset == 1, share, 1.0)
    both = _fit(rows, labels, counts, offset=offset, given=_SURE)
    return both.sharpened(natural.same, natural.is_same)


def _fit_relevant(natural: Labelled, used: npt.NDArray[np.bool_]) -> Logistic:
    """Fit *relevant*; the reading's weight is given.

    The natural labels tell what is about the same problem. How much a passage that only helps
    is worth, they can't teach; the development sets of the reranker's training can.
    """
    rows = natural.relevant[used]
    reads = bool(rows[:, NAMES.index("reading")].any())
    given = {"reading": HELPS} if reads else {}
    return _fit(rows, natural.is_relevant[used], np.ones(int(used.sum())), given=given)


def _fit(
    rows: Array, labels: Array, counts: Array, *, offset: Array | None = None,
    given: Mapping[str, float] | None = None,
) -> Logistic:  # fmt: skip
    """Fit, leaving out features until none counts the wrong way."""
    varying = rows.std(axis=0) > 0
    used = [
        name
        for name, varies in zip(NAMES, varying, strict=True)
        if varies and name not in _UNTAUGHT and name not in (given or {})
    ]
    while True:
        model = Logistic.fitted(rows, labels, counts, start=given, used=used, offset=offset)
        wrong = [name for name in used if model.weight(name) * _SIGNS[name] < 0]
        if not wrong:
            return model
        used = [name for name in used if name not in wrong]


def _folds(
    natural: Sequence[str], picked: Sequence[str]
) -> list[tuple[npt.NDArray[np.bool_], ...]]:
    """Return masks (train, test) of the natural pairs and (train, test) of the picked ones."""
    number = {group: i % FOLDS for i, group in enumerate(dict.fromkeys([*natural, *picked]))}
    ours = np.array([number[group] for group in natural])
    theirs = np.array([number[group] for group in picked])
    return [(ours != f, ours == f, theirs != f, theirs == f) for f in range(FOLDS)]


def _only(pairs: Labelled, rows: npt.NDArray[np.bool_]) -> Labelled:
    groups = [group for group, kept in zip(pairs.groups, rows, strict=True) if kept]
    return Labelled(
        pairs.same[rows], pairs.relevant[rows], pairs.is_same[rows], pairs.is_relevant[rows], groups
    )


def _said_from(sources: Sequence[tuple[Array, Array]], precision: float) -> float:
    """Return from which probability on *same* is said where this precision is asked for.

    On our own pairs more is reached than is asked for, by the MARGIN. The usual precision has to
    hold where messages look much alike, too, so among the picked pairs. Who asks for less wants
    more warnings: there it holds for what a search finds.
    """
    natural, picked = sources
    sought = 1.0 - MARGIN * (1.0 - precision)
    found = _threshold(*natural, sought)
    if precision < DEFAULT_PRECISION or not len(picked[0]):
        return found
    return max(found, _threshold(*picked, sought))


def _threshold(probabilities: Array, labels: Array, precision: float) -> float:
    """Return the lowest threshold from which on what is said is as precise as asked for.

    Higher thresholds must come within a twentieth of it, too: a lucky spot is none. Where it is
    never reached, the highest threshold of the grid.
    """
    best = float(_GRID[-1])
    for threshold in _GRID[::-1]:
        said = probabilities >= threshold
        if said.sum() < _FEWEST:
            continue
        reached = float(labels[said].mean())
        if reached < precision - _DIP:
            return best
        if reached >= precision:
            best = float(threshold)
    return best


def _at(sources: Sequence[tuple[Array, Array]], threshold: float) -> dict[str, Any]:
    figures: dict[str, Any] = {"threshold": threshold}
    for name, (probabilities, labels) in zip(("natural", "picked"), sources, strict=True):
        said = probabilities >= threshold
        figures[f"{name} precision"] = _rounded(labels[said].mean()) if said.any() else None
        figures[f"{name} recall"] = (
            _rounded(labels[said].sum() / labels.sum()) if labels.any() else None
        )
    return figures


def _reach(model: Logistic, rows: Array) -> float:
    lifts = rows[:, NAMES.index("reading")] * model.weight("reading")
    return max(0.0, _rounded(np.quantile(lifts, _BEYOND))) if len(lifts) else 0.0


def _rounded(value: Any) -> float:
    return round(float(value), 4)
