"""Average and Ward's linkage give what SciPy's do, without their table of all pairs."""

import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import pdist
from sklearn.metrics import adjusted_rand_score

from matcher import cosines
from matcher.clustering import cluster, silhouette
from matcher.linkage import average_linkage, ward_linkage

LEVELS = [0.8, 0.6, 0.4, 0.2]
COUNTS = [1, 2, 5, 12, 40, 200]


def vectors(count: int, seed: int = 0) -> np.ndarray:
    random = np.random.default_rng(seed)
    centres = random.normal(size=(12, 24))
    found = centres[random.integers(0, 12, count)] + 0.8 * random.normal(size=(count, 24))
    return cosines.unit(found.astype(np.float32))


@pytest.mark.parametrize("block", [7, 1024])
def test_each_level_is_scipys(monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    for module in ("matcher.cosines", "matcher.linkage"):
        monkeypatch.setattr(f"{module}.BLOCK", block)
    points = vectors(200)
    tree = linkage(pdist(points.astype(np.float64), "cosine"), "average")

    for level, labels in zip(LEVELS, average_linkage(points, LEVELS), strict=True):
        expected = fcluster(tree, 1 - level, "distance")
        assert adjusted_rand_score(expected, labels) == 1


@pytest.mark.parametrize("block", [7, 1024])
def test_each_number_of_clusters_is_scipys(monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    for module in ("matcher.cosines", "matcher.linkage"):
        monkeypatch.setattr(f"{module}.BLOCK", block)
    points = vectors(200)
    tree = linkage(points.astype(np.float64), "ward")

    for count, labels in zip(COUNTS, ward_linkage(points, COUNTS), strict=True):
        expected = fcluster(tree, count, "maxclust")
        assert adjusted_rand_score(expected, labels) == 1


def test_equal_vectors_are_one_cluster() -> None:
    same = np.repeat(vectors(3), 20, axis=0)

    (average,) = average_linkage(same, [0.999])
    (ward,) = ward_linkage(same, [3])

    assert len(set(average)) == 3
    assert adjusted_rand_score(average, ward) == 1


def test_one_vector_is_one_cluster() -> None:
    assert [list(labels) for labels in average_linkage(vectors(1), [0.5, 0.1])] == [[0], [0]]
    assert [list(labels) for labels in ward_linkage(vectors(1), [2, 1])] == [[0], [0]]


def test_the_silhouette_is_sklearns() -> None:
    from sklearn.metrics import silhouette_score  # noqa: PLC0415

    points = vectors(150)
    (labels,) = average_linkage(points, [0.5])

    expected = silhouette_score(points, labels, metric="cosine")
    assert silhouette(points, labels) == pytest.approx(expected, abs=1e-4)


def test_vectors_like_none_other_fit_nowhere() -> None:
    random = np.random.default_rng(1).normal(size=(40, 384)).astype(np.float32)

    assert (cluster(cosines.unit(random)) == -1).all()


def test_clusters_as_the_last_time_are_kept() -> None:
    points = vectors(120)
    coarse, fine = (labels.copy() for labels in average_linkage(points, [0.25, 0.7]))

    as_before = [
        adjusted_rand_score(before, cluster(points, before.astype(np.intp)))
        for before in (coarse, fine)
    ]
    without = [adjusted_rand_score(before, cluster(points)) for before in (coarse, fine)]

    assert sum(as_before) > sum(without)
