"""From probabilities to bands, and which matches a verdict shows."""

import pytest

from ingest.chunks import Part
from matcher import Band, Bands, Match, Verdict, decide
from tests.matcher.samples import document


def match(id_: str = "a", *, same: float = 0.0, relevance: float = 0.0) -> Match:
    return Match(
        document=document(id_),
        passage="",
        part=Part.TEXT,
        cosine=0.5,
        relevance=relevance,
        same=same,
    )


@pytest.mark.parametrize(
    ("found", "band"),
    [
        (match(same=0.75, relevance=0.0), Band.SAME),
        (match(same=0.749, relevance=0.2), Band.RELATED),
        (match(same=0.0, relevance=0.199), Band.SILENCE),
    ],
)
def test_bands_begin_at_their_thresholds(found: Match, band: Band) -> None:
    assert Bands(same=0.75, related=0.2).of(found) is band


def test_nothing_worth_showing_is_silence() -> None:
    assert decide([]) == Verdict(Band.SILENCE)
    assert decide([match(relevance=0.01)]) == Verdict(Band.SILENCE)
    assert decide([]).best is None


def test_the_same_comes_first_then_the_most_relevant_and_only_so_many() -> None:
    found = [
        match("weak", relevance=0.01),
        match("related", relevance=0.9),
        match("same", same=0.9, relevance=0.5),
        match("less", relevance=0.3),
        match("least", relevance=0.25),
    ]
    verdict = decide(found, Bands(same=0.75, related=0.2))
    assert verdict.band is Band.SAME
    assert [each.document.id for each in verdict.matches] == ["same", "related", "less"]
    assert verdict.best is found[2]
    assert decide(found[1:2] + found[3:], limit=1).band is Band.RELATED
