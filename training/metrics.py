"""The figures that models are compared by; each is higher for better, 1 at most."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from scipy.stats import spearmanr
from sklearn.metrics import average_precision_score

Array = npt.NDArray[np.float64]


def spearman(scores: Array, grades: Array) -> float:
    """Return Spearman's rank correlation of scores and grades."""
    return float(spearmanr(scores, grades).statistic)


def average_precision(scores: Array, labels: Array) -> float:
    """Return the average precision of scores against labels, 1 or 0."""
    return float(average_precision_score(labels, scores))


def mean_reciprocal_rank(graded: Iterable[tuple[Array, Array]]) -> float:
    """Return the mean of 1 / rank of each query's first relevant text; ties count as lost."""
    ranks = [
        1 + np.sum(scores[grades <= 0] >= scores[grades > 0].max()) for scores, grades in graded
    ]
    return float(np.mean([1.0 / rank for rank in ranks]))


def ndcg(scores: Array, grades: Array, depth: int = 10) -> float:
    """Return nDCG at a depth, with the gain 2^grade - 1 (Burges et al., 2005)."""
    discounts = 1.0 / np.log2(np.arange(2, depth + 2))
    gains = 2.0**grades - 1.0
    best = np.sort(gains)[::-1][:depth]
    if not best.any():
        return 0.0
    shown = gains[np.argsort(-scores, kind="stable")][:depth]
    return float((shown * discounts[: len(shown)]).sum() / (best * discounts[: len(best)]).sum())


def triple_accuracy(scores: Array) -> float:
    """Return how many paraphrases score above their near miss; scores alternate between them."""
    return float(np.mean(scores[0::2] > scores[1::2]))
