"""An answer knows which of its matches are open, confirmed and dismissed, and how sure each is."""

from dataclasses import replace

import pytest

from bot.views.answers import Answer, Outcome
from matcher.verdicts import Band, Bands, Verdict

from .samples import BANDS, FREEZES, IMPORTED, QUESTION, answer_to, match_of, said

FIRST, SECOND, THIRD = match_of(FREEZES, 0.9), match_of(QUESTION, 0.8), match_of(IMPORTED, 0.2)
ANSWER = answer_to(FIRST, SECOND, THIRD)


def test_what_nobody_judged_is_open() -> None:
    assert ANSWER.open == [FIRST, SECOND, THIRD]
    assert ANSWER.confirmed is None
    assert ANSWER.dismissed == []


def test_judgements_move_matches() -> None:
    judged = {**said(Outcome.SAME, QUESTION, by="U0BEN"), **said(Outcome.DIFFERENT, FREEZES)}

    answer = replace(ANSWER, judged=judged)

    assert answer.confirmed == (SECOND, "U0BEN")
    assert answer.dismissed == [(FIRST, "U0CLEO")]
    assert answer.open == [THIRD]


def test_judgements_on_documents_that_are_not_shown_change_nothing() -> None:
    assert answer_to(FIRST, judged=said(Outcome.SAME, QUESTION)).confirmed is None


def test_only_three_matches_count() -> None:
    fourth = match_of(replace(FREEZES, id="other"))

    assert answer_to(FIRST, SECOND, THIRD, fourth).open == [FIRST, SECOND, THIRD]


def test_the_best_match_has_the_verdicts_band_and_others_their_own() -> None:
    strict = replace(ANSWER, bands=Bands(same=0.85))

    assert [ANSWER.band(match) for match in ANSWER.open] == [Band.SAME, Band.SAME, Band.RELATED]
    assert strict.band(SECOND) is Band.RELATED
    assert answer_to(FIRST, SECOND, band=Band.RELATED).band(SECOND) is Band.RELATED


def test_a_key_that_does_not_fit_a_button_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 200 characters, not 201"):
        Answer(Verdict(Band.SILENCE), "k" * 201, BANDS)
