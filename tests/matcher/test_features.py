"""The features of a pair, and which readings count; those that don't are not made."""

import pytest

from ingest.chunks import Part
from matcher.differences import Differences
from matcher.features import FAR, NAMES, NEAR, Features, counted
from matcher.shortlist import Contender, NearChunk
from tests.matcher.samples import document


def test_a_row_has_the_features_in_the_order_of_their_names() -> None:
    values = {name: float(i) for i, name in enumerate(NAMES)}
    assert Features(**values).row().tolist() == list(values.values())


@pytest.mark.parametrize(
    ("cosine", "share"), [(-1.0, 0.0), (FAR, 0.0), ((FAR + NEAR) / 2, 0.5), (NEAR, 1.0), (1.0, 1.0)]
)
def test_a_reading_counts_the_more_the_nearer_the_texts_are(cosine: float, share: float) -> None:
    assert counted(-3.0, cosine) == pytest.approx(-3.0 * share)


def test_chunks_whose_reading_would_count_for_nothing_are_not_read() -> None:
    near = NearChunk("near", Part.REPLY, 3, 0.7, "asked", "near")
    far = NearChunk("far", Part.TEXT, 0, FAR, "asked", "far")
    contender = Contender(document("a"), (near, far), far, Differences())
    assert [chunk.text for chunk in contender.to_read] == ["near"]
    assert contender.features(near.cosine, 2.0).reading == counted(2.0, 0.7)
