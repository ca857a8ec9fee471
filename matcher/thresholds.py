"""From which probability on *same* is said, as far as a workspace's judgements prove it.

The thresholds that come with Akin leave a margin for what nobody knows of other people's messages.
Judgements tell of these messages; what they prove needs no margin.
"""

from collections.abc import Sequence
from itertools import compress
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.stats import beta

from matcher.calibration import Calibration
from matcher.logistic import Array

FEWEST: Final = 20
"""Problems that judgements must be about to prove anything: ten clicks can't."""

CONFIDENCE: Final = 0.95
"""How sure it has to be that the precision is as high as asked for."""

_FOLDS: Final = 5
_STEP: Final = 0.005


def proven(
    shipped: Calibration, rows: Array, labels: Array, pairs: Sequence[tuple[str, str]]
) -> dict[float, float]:
    """Return the thresholds by precision asked for: the shipped ones, or lower proven ones.

    A threshold is proven if, given the judged pairs that lie above it, the precision is as high as
    asked for with a probability of 95 % (Jeffreys' interval; Brown, Cai and DasGupta, 2001). Pairs
    that share documents are one problem, which counts once: a hundred people who confirm one
    outage prove nothing of other messages. Nor is a pair looked at by a model that learnt from its
    own problem (cross-validation in fifths).

    Nor is a threshold ever lower than the precision itself: people confirm more readily than they
    deny, so that what is judged may prove too much; each single pair has to be as likely as that.

    Args:
        shipped: what the workspace's calibration starts from.
        rows: (n, k) features of the judged pairs.
        labels: (n,) 1 where people said that it is the same, 0 where they denied it.
        pairs: the ids of both documents of each.

    """
    thresholds = dict(shipped.thresholds)
    if not len(labels):
        return thresholds
    probabilities = _cross_validated(shipped, rows, labels, _problems(pairs))
    for threshold in np.arange(min(thresholds), max(thresholds.values()), _STEP).round(3):
        above = probabilities >= threshold
        problems = _problems(list(compress(pairs, above)))
        count = int(problems.max(initial=-1)) + 1
        if count < FEWEST:
            continue
        right = float((np.bincount(problems, labels[above]) / np.bincount(problems)).sum())
        for precision, usual in thresholds.items():
            sure = beta.sf(precision, right + 0.5, count - right + 0.5)
            if precision <= threshold < usual and sure >= CONFIDENCE:
                thresholds[precision] = float(threshold)
    return thresholds


def _cross_validated(
    shipped: Calibration, rows: Array, labels: Array, problems: npt.NDArray[np.intp]
) -> Array:
    """Return (n,) probabilities of pairs, by models that know nothing of their problems."""
    probabilities = np.zeros(len(labels))
    for fold in range(_FOLDS):
        kept = problems % _FOLDS == fold
        model = shipped.same.adapted(rows[~kept], labels[~kept])
        probabilities[kept] = model.probabilities(rows[kept])
    return probabilities


def _problems(pairs: Sequence[tuple[str, str]]) -> npt.NDArray[np.intp]:
    """Return (n,) numbers from 0 on, alike for pairs that documents connect."""
    places = {id_: place for place, id_ in enumerate(dict.fromkeys(i for p in pairs for i in p))}
    first = np.array([places[first] for first, _ in pairs], dtype=np.intp)
    second = np.array([places[second] for _, second in pairs], dtype=np.intp)
    graph = coo_array((np.ones(len(pairs)), (first, second)), shape=(len(places), len(places)))
    labels: npt.NDArray[np.intp] = connected_components(graph, directed=False)[1].astype(np.intp)
    return labels[first]
