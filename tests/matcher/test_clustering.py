"""Clusters: how alike their sizes are, which decides between two ways of finding them."""

import numpy as np
import pytest

from matcher.clustering import evenness


def test_clusters_of_one_size_are_even_whatever_fits_nowhere() -> None:
    assert evenness(np.array([0, 0, 1, 1, 2, 2, -1, -1, -1])) == pytest.approx(1.0)


def test_the_more_is_in_one_cluster_the_less_even_they_are() -> None:
    like, unlike = np.repeat(range(3), (5, 4, 3)), np.repeat(range(3), (10, 1, 1))

    assert 0.9 < evenness(like) < 1.0
    assert evenness(unlike) < 0.6


def test_no_clusters_are_not_even() -> None:
    assert evenness(np.full(4, -1)) == 0.0
