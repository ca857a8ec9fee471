"""How telling a mark is, by how often it stands in a workspace's documents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.rarity import Frequencies, Rarity


def weight(count: int, documents: int) -> float:
    return Rarity(Frequencies(documents, {"id:hv:5031": count})).weight("id:hv:5031")


@pytest.mark.parametrize(
    ("count", "documents", "expected"),
    [
        (0, 1000, 1.0),
        (2, 30, 1.0),
        (19, 19, 1.0),
        (20, 20, 0.0),
        (10, 10_000, 1.0),
        (50, 1000, 0.0),
        (900, 1000, 0.0),
        (7, 1000, pytest.approx(0.5026, abs=1e-4)),
    ],
)
def test_a_mark_weighs_less_the_more_documents_have_it(
    count: int, documents: int, expected: float
) -> None:
    assert weight(count, documents) == expected


def test_without_any_figures_every_mark_is_rare() -> None:
    assert Rarity().weight("id:hv:5031") == 1.0


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(0, 10_000))
def test_weights_are_shares_and_fall(documents: int, few: int, more: int) -> None:
    few, more = sorted((min(few, documents), min(more, documents)))
    assert 0.0 <= weight(more, documents) <= weight(few, documents) <= 1.0
