"""The figures that models are compared by, against what they are by hand."""

import math

import numpy as np
import pytest

from training.metrics import (
    average_precision,
    mean_reciprocal_rank,
    ndcg,
    spearman,
    triple_accuracy,
)


def test_ndcg_by_hand() -> None:
    scores = np.array([0.1, 0.9, 0.5, 0.7])
    grades = np.array([3.0, 0.0, 1.0, 2.0])
    # Shown: grades 0, 2, 1, 3; best: 3, 2, 1, 0.
    shown = 3 / math.log2(3) + 1 / math.log2(4) + 7 / math.log2(5)
    best = 7 + 3 / math.log2(3) + 1 / math.log2(4)
    assert ndcg(scores, grades) == pytest.approx(shown / best)
    # At depth 2, what comes later does not count, in either order.
    assert ndcg(scores, grades, depth=2) == pytest.approx(3 / math.log2(3) / (7 + 3 / math.log2(3)))
    assert ndcg(-np.arange(4.0), np.array([3.0, 2, 1, 0])) == 1.0
    assert ndcg(scores, np.zeros(4)) == 0.0
    many = np.r_[np.zeros(10), 1.0]
    assert ndcg(-np.arange(11.0), many) == 0.0
    assert ndcg(np.arange(11.0), many) == 1.0


def test_the_reciprocal_rank_counts_ties_as_lost() -> None:
    first = (np.array([0.9, 0.5, 0.1]), np.array([1.0, 0, 0]))
    third = (np.array([0.1, 0.5, 0.9]), np.array([2.0, 0, 0]))
    tied = (np.array([0.5, 0.5, 0.5, 0.1]), np.array([0.0, 1, 0, 0]))
    assert mean_reciprocal_rank([first]) == 1.0
    assert mean_reciprocal_rank([third]) == pytest.approx(1 / 3)
    assert mean_reciprocal_rank([tied]) == pytest.approx(1 / 3)
    assert mean_reciprocal_rank([first, third, tied]) == pytest.approx((1 + 2 / 3) / 3)


def test_the_first_of_several_relevant_ones_counts_and_they_do_not_hinder_each_other() -> None:
    scores, grades = np.array([0.9, 0.7, 0.7, 0.1]), np.array([0.0, 1.0, 1.0, 1.0])
    assert mean_reciprocal_rank([(scores, grades)]) == 0.5


def test_triples_count_where_the_paraphrase_is_above_the_near_miss() -> None:
    assert triple_accuracy(np.array([0.9, 0.1, 0.4, 0.6, 0.5, 0.5, 0.7, 0.2])) == 0.5


def test_the_average_precision_by_hand() -> None:
    scores, labels = np.array([0.9, 0.8, 0.7, 0.6]), np.array([1.0, 0.0, 1.0, 0.0])
    assert average_precision(scores, labels) == pytest.approx((1 + 2 / 3) / 2)


def test_spearmans_correlation_is_of_ranks() -> None:
    grades = np.array([1.0, 2.0, 3.0, 4.0])
    assert spearman(np.exp(grades), grades) == pytest.approx(1.0)
    assert spearman(np.array([1.0, 3.0, 2.0, 4.0]), grades) == pytest.approx(0.8)
