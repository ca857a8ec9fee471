"""Candidates: who shows the work comes before who lists its words; who it is plays no part."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.pdf import PdfText, read_pdf
from ingest.resumes import Resume, dump, load, read_resume
from matcher.candidates import Assessment, CandidateRanker, PreparedOpening
from matcher.encoder import Encoder
from matcher.evidence import Strength, content_words
from matcher.requirements import GateKind, Opening, cut

TODAY = date(2026, 11, 15)
CONTENT = Path(__file__).parents[2] / "bot" / "playground" / "content"
OPENINGS = [
    cut(each["title"], each["text"]) for each in json.loads((CONTENT / "openings.json").read_text())
]

BUILDER = """\
Experience
Engineer, Larkhollow\t2019 – 2023
• Built scalable microservice architectures handling petabyte-scale data pipelines
• Kept forty services running through the loss of two data centres
"""
STUFFER = """\
Software Engineer. Experienced in distributed systems.
Skills: distributed systems, software engineering
Experience
Software Engineer\t2019 – 2023
"""
SYSTEMS = cut("Engineer", "Must have\n- Experience with distributed systems\n- Data pipelines")


@pytest.fixture(scope="module")
def ranker() -> Iterator[CandidateRanker]:
    with closing(Encoder()) as encoder:
        yield CandidateRanker(encoder)


@pytest.fixture(scope="module")
def samples() -> list[str]:
    """The texts of a few sample résumés, page after page, as they are read."""
    found = []
    for name in ("mira-sandoval", "nadia-belkacemi", "gareth-prosser", "derek-vance"):
        pdf = read_pdf(CONTENT / "resumes" / f"{name}.pdf")
        assert isinstance(pdf, PdfText)
        found.append("\n".join(page.text for page in pdf.pages))
    return found


def resume(text: str) -> Resume:
    return read_resume([text])[0]


def held(ranker: CandidateRanker, opening: Opening | PreparedOpening, text: str) -> Assessment:
    prepared = ranker.prepare_opening(opening) if isinstance(opening, Opening) else opening
    return ranker.assess(prepared, ranker.prepare_resume(resume(text)), TODAY)


def test_work_that_is_described_comes_before_words_that_are_listed(
    ranker: CandidateRanker,
) -> None:
    builder, stuffer = held(ranker, SYSTEMS, BUILDER), held(ranker, SYSTEMS, STUFFER)

    assert builder.score > stuffer.score
    assert not any(proof.strength is Strength.WORK for proof in stuffer.proofs)


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_openings_own_words_as_a_list_raise_no_score_by_more_than_five(
    ranker: CandidateRanker, samples: list[str], data: st.DataObject
) -> None:
    text = data.draw(st.sampled_from(samples))
    opening = data.draw(st.sampled_from(OPENINGS))
    words = sorted({word.strip(".,:;()") for word in opening.text.split() if len(word) > 2})
    listed = data.draw(st.lists(st.sampled_from(words), min_size=3, max_size=60))
    demands = data.draw(st.lists(st.sampled_from([r.text for r in opening.requirements])))
    parting = data.draw(st.sampled_from([", ", " • ", "\n", " | "]))
    heading = data.draw(st.sampled_from(["Skills", "Experience", "Keywords", "Projects", ""]))
    prepared = ranker.prepare_opening(opening)

    before = held(ranker, prepared, text).score
    after = held(ranker, prepared, f"{text}\n\n{heading}\n{parting.join(listed + demands)}").score

    assert after - before <= 5.0


@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_name_gender_address_and_photo_change_no_score(
    ranker: CandidateRanker, data: st.DataObject
) -> None:
    def page(name: str, he: str, his: str, street: str, more: str) -> str:
        mail, first = name.lower().replace(" ", "."), name.partition(" ")[0]
        return (
            f"{name}\nEngineer for storage\n{mail}@example.com | {street}\n{more}\n"
            f"Profile\n{first} has run what {he} built, with {his} own hands.\n{BUILDER}"
        )

    people = st.sampled_from(
        [
            ("Mira Sandoval", "she", "her", "14 Copperfield Rise, Edinburgh", ""),
            ("John Smith", "he", "his", "Lindenweg 4, 10115 Berlin", "Gender: male"),
            ("Nguyễn Thị Lan", "she", "her", "8 rue du Lavoir, Lille", "Photo: enclosed"),
            ("Oluwaseun Adeyinka", "he", "his", "12 Mill Terrace, Leeds", "Born: 1 May 1990"),
        ]
    )
    first, second = data.draw(people), data.draw(people)
    opening = ranker.prepare_opening(SYSTEMS)

    scores = [held(ranker, opening, page(*person)).score for person in (first, second)]

    assert abs(scores[0] - scores[1]) < 0.1


def test_a_score_is_the_same_on_every_run_and_in_whatever_company(
    ranker: CandidateRanker, samples: list[str]
) -> None:
    opening = ranker.prepare_opening(OPENINGS[0])

    alone = {text: held(ranker, opening, text).score for text in samples}
    turned = {text: held(ranker, opening, text).score for text in reversed(samples)}

    assert alone == turned


def test_a_proof_is_quoted_as_it_stands_on_its_page(
    ranker: CandidateRanker, samples: list[str]
) -> None:
    text = samples[1]
    found = held(ranker, OPENINGS[5], text)
    whole = " ".join(text.replace("• ", "").split())

    quoted = [proof for proof in found.proofs if proof.is_proven]
    assert quoted
    assert all(proof.quote in whole and proof.page == 1 for proof in quoted)


def test_gates_are_shown_and_never_counted(ranker: CandidateRanker) -> None:
    asked = "Must have\n- Data pipelines\n"
    gates = "- 20 years of experience\n- Fluent Finnish\n- A PhD\n"

    plain = held(ranker, cut("Engineer", asked), BUILDER)
    gated = held(ranker, cut("Engineer", asked + gates), BUILDER)

    assert gated.score == plain.score
    met = {check.gate.kind: check.met for check in gated.gates}
    assert met == {GateKind.YEARS: False, GateKind.LANGUAGE: None, GateKind.DEGREE: None}


def test_of_two_with_the_same_line_the_one_of_the_trade_comes_first(
    ranker: CandidateRanker,
) -> None:
    """What a résumé tells as a whole counts, its lists and claims aside."""
    line = "Experience\nLarkhollow\t2019 – 2023\n• Wrote the rota of the night shift by hand\n"
    nurse = f"{line}• Cared for patients after heart surgery on a ward of twenty beds\n"
    cook = f"{line}• Cooked for two hundred guests a day in the kitchen of a hotel\n"
    listed = f"{cook}\nSkills\nNursing, patients, wards, heart surgery, shift planning\n"
    opening = cut("Ward nurse", "Must have\n- Plans shifts of the nursing team\n")

    scores = [held(ranker, opening, text).score for text in (nurse, listed, cook)]

    assert scores[0] > scores[1]
    assert scores[1] - scores[2] <= 5.0


def test_an_empty_resume_proves_nothing(ranker: CandidateRanker) -> None:
    found = held(ranker, SYSTEMS, "")

    assert found.score == 0.0
    assert [proof.strength for proof in found.proofs] == [None, None]


def test_a_stored_resume_is_the_resume_that_was_read(samples: list[str]) -> None:
    for text in samples:
        assert load(dump(resume(text))) == resume(text)


def test_common_words_carry_no_meaning() -> None:
    assert content_words("experience with the work of a team") == frozenset()
