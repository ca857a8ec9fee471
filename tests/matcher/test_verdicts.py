"""From probabilities to bands, and which matches a verdict shows."""

import math

import pytest

from ingest.chunks import Part
from matcher import Band, Bands, Match, Verdict, decide
from matcher.identifiers import Comparison
from matcher.verdicts import RELEVANT, SAME, Calibration
from tests.matcher.samples import document


def match(
    id_: str = "a", *, same: float = 0.0, relevance: float = 0.0, conflicting: tuple[str, ...] = ()
) -> Match:
    return Match(
        document=document(id_),
        passage="",
        part=Part.TEXT,
        cosine=0.5,
        relevance=relevance,
        same=same,
        conflicting=conflicting,
    )


def test_a_probability_is_logistic_in_the_features() -> None:
    curve = Calibration(cosine=10, intercept=-5, agreement=2, conflict=-3)
    assert curve.probability(0.5) == 0.5
    assert curve.probability(0.7) == pytest.approx(1 / (1 + math.exp(-2)))
    agree = Comparison(agreeing=("HV-1", "HV-2"))
    assert curve.probability(0.5, agree) == pytest.approx(1 / (1 + math.exp(-2)))
    both = Comparison(agreeing=("HV-1",), conflicting=("v2 ≠ v3",))
    assert curve.probability(0.5, both) == pytest.approx(1 / (1 + math.exp(1)))


@pytest.mark.parametrize("curve", [SAME, RELEVANT])
def test_more_alike_is_more_probable_and_a_conflict_always_less(curve: Calibration) -> None:
    cosines = [-1.0, 0.0, 0.3, 0.5, 0.7, 0.9, 1.0]
    probabilities = [curve.probability(cosine) for cosine in cosines]
    assert probabilities == sorted(probabilities)
    assert 0 < probabilities[0] < probabilities[-1] < 1
    for cosine in cosines:
        conflict = curve.probability(cosine, Comparison(conflicting=("x",)))
        agreement = curve.probability(cosine, Comparison(agreeing=("x",)))
        assert conflict < curve.probability(cosine) < agreement


def test_even_equal_words_with_another_code_are_not_called_the_same() -> None:
    other_code = Comparison(conflicting=("HV-5031 ≠ HV-5011",))
    assert SAME.probability(1.0, other_code) < Bands().same


@pytest.mark.parametrize(
    ("found", "band"),
    [
        (match(same=0.75, relevance=0.0), Band.SAME),
        (match(same=0.749, relevance=0.2), Band.RELATED),
        (match(same=0.0, relevance=0.199), Band.SILENCE),
        (match(same=0.99, relevance=0.9, conflicting=("a ≠ b",)), Band.RELATED),
        (match(same=0.99, relevance=0.1, conflicting=("a ≠ b",)), Band.SILENCE),
    ],
)
def test_bands_begin_at_their_thresholds_and_a_conflict_is_never_the_same(
    found: Match, band: Band
) -> None:
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
