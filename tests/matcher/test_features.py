"""The features of a pair, and which readings count; those that don't are not made."""

from dataclasses import replace

import pytest

from ingest.chunks import Part
from matcher.differences import Differences
from matcher.features import FAR, NAMES, NEAR, TAUGHT, Features, can_tell, counted
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
    assert contender.helps(near, 2.0).reading == counted(2.0, 0.7)


def test_a_reading_tells_the_same_of_texts_no_longer_than_those_that_were_learnt_from() -> None:
    assert can_tell("x" * TAUGHT, "y" * TAUGHT)
    assert not can_tell("x", "y" * (TAUGHT + 1))
    assert not can_tell("x" * (TAUGHT + 1), "y")


def test_a_long_text_of_its_own_is_read_for_what_helps_alone() -> None:
    own = NearChunk("a log", Part.TEXT, 0, 0.9, "asked", "log " * TAUGHT)
    reply = NearChunk("reply", Part.REPLY, 3, 0.7, "asked", "reply")
    long = Contender(document("a"), (own, reply), own, Differences())
    assert long.telling is None
    assert (long.same(2.0).cosine, long.same(2.0).reading) == (0.9, 0.0)
    assert long.helps(own, 2.0).reading == 2.0
    assert [chunk.text for chunk in long.to_read] == ["a log", "reply"]
    beyond = replace(long, chunks=(reply,))
    assert [chunk.text for chunk in beyond.to_read] == ["reply"]
    short = replace(long, own=replace(own, reading="log"))
    assert short.same(2.0).reading == 2.0
    # Where its own text was not found, nothing tells that it asks the same.
    assert replace(long, own=None).same().cosine < 0
