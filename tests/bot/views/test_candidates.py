"""What people see of candidates: Slack takes it, whatever people wrote."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.state import Candidate, NotedOpening
from bot.views import candidates as views
from bot.views.candidates import Held
from matcher.candidates import Assessment, Proof
from matcher.evidence import Strength
from matcher.gates import GateCheck
from matcher.requirements import Gate, GateKind, Requirement

from .limits import check_message, check_view
from .samples import texts

OPENING = NotedOpening("T1", "C1", "F9", "Senior Baker", "…")
CANDIDATE = Candidate("T1", "C1", "F1", "1.1", "cv.pdf", pages=2, resume="[]")
PROVEN = Proof(Requirement("Bread"), 0.9, Strength.WORK, "Baked for a street", 1)
NAMED = Proof(Requirement("Cake", must=False), 0.8, Strength.NAMED, "Skills: cake", 2)
MISSING = Proof(Requirement("Pies"))
GATES = (
    GateCheck(Gate(GateKind.YEARS, "5", "5 years at an oven"), met=False, found="2 years"),
    GateCheck(Gate(GateKind.LANGUAGE, "german", "Fluent German"), met=None),
)
HELD = Held(CANDIDATE, OPENING, Assessment(45.0, (PROVEN, NAMED, MISSING), GATES))


def text_of(blocks: Any) -> str:
    return str(blocks)


def test_a_card_shows_score_evidence_and_where_it_stands() -> None:
    card = views.card(CANDIDATE, 4.5, ["Experience"], [HELD])

    check_message(card)
    for words in ("cv.pdf", "2 pages", "4.5 years", "*45* for *Senior Baker*", "1 of 3 proven",
                  "Baked for a street", "page 1"):  # fmt: skip
        assert words in text_of(card.blocks)


def test_a_card_without_openings_says_how_to_note_one() -> None:
    assert "/akin job" in text_of(views.card(CANDIDATE, 0.0, [], []).blocks)


def test_a_file_that_could_not_be_read_gets_its_sentence() -> None:
    refused = replace(CANDIDATE, resume="", problem="The file is locked with a password.")

    card = views.card(refused, 0.0, [], [])

    check_message(card)
    assert "locked" in text_of(card.blocks)


def test_why_tells_proof_mention_and_nothing_apart() -> None:
    view = views.why_modal(HELD)

    check_view(view | {"callback_id": "why", "submit": view["close"]})
    said = text_of(view["blocks"])
    assert "90% sure, page 1" in said
    assert "Named, without work that shows it" in said
    assert "No evidence found." in said
    assert "5 years at an oven: not met (2 years)" in said
    assert "Fluent German: the résumé doesn't say" in said


def test_a_ranking_is_cut_to_what_a_message_holds() -> None:
    many = [replace(HELD, candidate=replace(CANDIDATE, id=f"F{n}")) for n in range(90)]

    message = views.ranking(OPENING, many)

    check_message(message)
    assert "1 of 2 must-haves proven" in text_of(message.blocks)
    assert "1 condition not met" in text_of(message.blocks)


@pytest.mark.parametrize("count", [1, 40])
def test_a_summary_of_many_files_fits(count: int) -> None:
    rows = [(replace(CANDIDATE, file_name="n" * 90 + f"{n}.pdf"), HELD) for n in range(count)]

    check_message(views.summary(rows, count))
    check_message(views.summary(rows[:1], 40))
    check_message(views.reading(count))


def test_an_opening_whose_title_shows_nothing_is_called_untitled() -> None:
    message = views.choose_opening([replace(OPENING, title="\u202e \u200b")])

    check_message(message)
    assert "Untitled" in text_of(message.blocks)


@settings(max_examples=60)
@given(file_name=texts, title=texts, quote=texts, problem=texts)
def test_nothing_that_people_write_acts_as_markup(
    file_name: str, title: str, quote: str, problem: str
) -> None:
    proof = replace(PROVEN, quote=quote, requirement=Requirement(title))
    candidate = replace(CANDIDATE, file_name=file_name or "x", replaces=file_name)
    opening = replace(OPENING, title=title or "x")
    held = Held(candidate, opening, Assessment(50.0, (proof, NAMED), ()))

    check_message(views.card(candidate, 1.0, [title], [held]))
    check_message(views.card(replace(candidate, resume="", problem=problem), 1.0, [], []))
    check_message(views.ranking(opening, [held]))
    check_message(views.summary([(candidate, held)], 2))
    check_message(views.noted(opening, 1, 2, [quote]))
    check_message(views.choose_opening([opening], problem))
    view = views.why_modal(held)
    check_view(view | {"callback_id": "why", "submit": view["close"]})


def test_the_form_for_an_opening_is_one_that_slack_takes() -> None:
    check_view(views.job_modal("C1"))


@given(sections=st.lists(texts, max_size=40))
def test_a_card_with_many_sections_fits(sections: list[str]) -> None:
    check_message(views.card(CANDIDATE, 1.0, sections, [HELD, HELD, HELD]))
