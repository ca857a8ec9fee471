"""Adapters: they begin at what the encoder says, and move only what they have learnt."""

import numpy as np
import pytest

from matcher.adapters import Adapter

DOWN = np.array([[1.0], [0.0], [0.0]], dtype=np.float32)


def test_an_adapter_that_has_learnt_nothing_changes_nothing() -> None:
    vectors = np.array([[0.6, 0.8, 0.0], [0.0, 0.0, 1.0]], dtype=np.float32)

    assert Adapter(DOWN, np.zeros((1, 3), dtype=np.float32)).adapt(vectors) == pytest.approx(
        vectors
    )


def test_vectors_come_out_with_unit_length_one_or_many() -> None:
    adapter = Adapter(DOWN, np.array([[0.0, 2.0, 0.0]], dtype=np.float32))
    vectors = np.array([[0.6, 0.8, 0.0], [0.0, 0.0, 1.0]], dtype=np.float32)

    found = adapter.adapt(vectors)

    assert np.linalg.norm(found, axis=1) == pytest.approx(1.0)
    assert adapter.adapt(vectors[0]) == pytest.approx(found[0])
    assert found[0] == pytest.approx(np.array([0.6, 2.0, 0.0]) / np.hypot(0.6, 2.0))


@pytest.mark.parametrize("shape", [(0, 3), (1, 3)])
def test_no_vectors_and_empty_ones_are_no_error(shape: tuple[int, int]) -> None:
    """An opening without requirements has no vectors; a résumé that tells nothing, one of zeros."""
    adapter = Adapter(DOWN, np.ones((1, 3), dtype=np.float32))

    found = adapter.adapt(np.zeros(shape, dtype=np.float32))

    assert found.shape == shape
    assert not found.any()
