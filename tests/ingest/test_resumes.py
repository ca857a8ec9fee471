"""Résumés: what somebody can do is read, and who it is, is kept out of it."""

import logging
from datetime import date

import pytest

from ingest.contacts import MASK
from ingest.pdf import PdfText
from ingest.resume_files import understood
from ingest.resumes import Resume, read_resume
from ingest.sections import SectionKind, section_kind

TODAY = date(2026, 11, 15)

PAGE = """\
MIRA SANDOVAL
Backend engineer
mira.sandoval@example.com | +49 30 23125 117 | linkedin.com/in/mirasandoval
Lindenweg 4, 10115 Berlin
Date of birth: 12 March 1988
Nationality: Spanish

Profile
Backend engineer who likes quiet pagers. Mira has run what she built for nine years.

Work Experience
Senior engineer\t03/2019 – 06/2023
Nordlicht GmbH, Hamburg
• Moved the tariff calculation of a parcel company onto forty
services that handled two petabytes a day
• Cut the bill for storage by a third

Engineer, Kaufmann & Söhne\t2014 – 2019
• Wrote the invoicing in Go and kept it running; ask Sandoval's team

Skills
Languages: Go, Python
Kafka • PostgreSQL • Terraform

Languages
English (fluent), Deutsch C1

Education
MSc Computer Science, University of Seville\t2012
"""

REFERENCES = """\
References
Paul Reference, Nordlicht GmbH, paul@example.org, +49 30 23125 900
"""


@pytest.fixture
def resume() -> Resume:
    return read_resume([PAGE, REFERENCES])[0]


def test_sections_are_told_by_their_headings(resume: Resume) -> None:
    kinds = [section.kind for section in resume.sections]

    assert kinds == [
        SectionKind.PERSONAL, SectionKind.SUMMARY, SectionKind.EXPERIENCE, SectionKind.SKILLS,
        SectionKind.LANGUAGES, SectionKind.EDUCATION, SectionKind.REFERENCES,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("EXPERIENCE", SectionKind.EXPERIENCE),
        ("3. Work experience:", SectionKind.EXPERIENCE),
        ("Skills & Languages", SectionKind.SKILLS),
        ("Berufserfahrung", SectionKind.EXPERIENCE),
        ("Formation", SectionKind.EDUCATION),
        ("Compétences", SectionKind.SKILLS),
        ("Experiencia laboral", SectionKind.EXPERIENCE),
        ("Ausbildung", SectionKind.EDUCATION),
        ("• Skills", None),
        ("Experience with Kafka in production for a parcel company", None),
        ("Berlin", None),
    ],
)
def test_headings_in_common_spellings(heading: str, kind: SectionKind | None) -> None:
    assert section_kind(heading) is kind


def test_contact_data_is_split_off() -> None:
    _, contact = read_resume([PAGE])

    assert contact.name == "MIRA SANDOVAL"
    assert contact.emails == ("mira.sandoval@example.com",)
    assert contact.phones == ("+49 30 23125 117",)
    assert contact.links == ("linkedin.com/in/mirasandoval",)
    assert contact.address == ("Lindenweg 4, 10115 Berlin",)
    assert contact.birth == ("12 March 1988",)
    assert contact.private == ("Spanish",)


def test_nothing_of_the_contact_is_left_in_the_resume(resume: Resume) -> None:
    whole = resume.text + "".join(p.text + p.of for p in resume.passages)
    whole += "".join(entry.title for entry in resume.entries) + "".join(resume.skills)

    for secret in ("Mira", "Sandoval", "SANDOVAL", "example.", "23125", "Lindenweg", "1988",
                   "Spanish", "linkedin", "Paul"):  # fmt: skip
        assert secret not in whole, secret
    assert f"{MASK} has run what she built" in resume.text


def test_whatever_stands_in_the_contact_line_is_contact_data() -> None:
    """An address of a street type that nobody thought of is no less of an address."""
    page = "Ann Example\nann@example.com | 14 Copperfield Rise, Edinburgh\nSkills\nGo"

    resume, contact = read_resume([page])

    assert "Copperfield" not in resume.text
    assert contact.address == ("14 Copperfield Rise, Edinburgh",)


def test_data_of_referees_are_not_kept_at_all(resume: Resume) -> None:
    assert resume.sections[-1].lines == ()


def test_a_contact_does_not_show_in_logs(caplog: pytest.LogCaptureFixture) -> None:
    _, contact = read_resume([PAGE])

    logging.getLogger("anywhere").warning("%s %r %s", contact, contact, [contact])

    assert "Contact(name, emails, phones" in caplog.text
    for piece in (contact.name, *contact.emails, *contact.phones, *contact.links, *contact.birth):
        assert piece not in caplog.text


def test_roles_have_their_dates_and_years_are_counted(resume: Resume) -> None:
    roles = [(e.title, str(e.period)) for e in resume.entries if e.kind is SectionKind.EXPERIENCE]

    assert roles == [
        ("Senior engineer", "2019-03 – 2023-06"),
        ("Engineer, Kaufmann & Söhne", "2014-01 – 2018-12"),
    ]
    assert resume.years(TODAY) == 9.3


def test_a_bullet_that_goes_on_below_is_one_passage_on_its_page(resume: Resume) -> None:
    passage = next(p for p in resume.passages if p.text.startswith("Moved"))

    assert passage.text.endswith("forty services that handled two petabytes a day")
    assert passage.of == "Senior engineer"
    assert passage.page == 1


def test_skills_and_languages_are_lists(resume: Resume) -> None:
    assert resume.skills == ("Go", "Python", "Kafka", "PostgreSQL", "Terraform")
    assert resume.spoken == ("english", "german")
    assert resume.language == "en"


def test_without_sections_there_are_paragraphs() -> None:
    text = "I have been baking bread in hotels for ten years and trained six apprentices.\n"

    resume, contact = read_resume([text])

    assert [passage.text for passage in resume.passages] == [text.strip()]
    assert contact.name == ""


def test_a_label_in_the_margin_begins_a_section() -> None:
    resume, _ = read_resume(["EDUCATION\tUniversity of Ulm\nBSc Chemistry\t2009 – 2012"])

    assert resume.sections[0].kind is SectionKind.EDUCATION
    assert resume.sections[0].text.startswith("University of Ulm")
    assert [str(entry.period) for entry in resume.entries] == ["2009-01 – 2011-12"]


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("Curriculum Vitae\nJan van der Velde\nNurse", "Jan van der Velde"),
        ("Dr. Ana María López-Ruiz\nEngineer", "Ana María López-Ruiz"),
        ("Lebenslauf\nName: Jörg Müller\nGeboren: 1.1.1980", "Jörg Müller"),
        ("JAN KÜSTER RESUME\nSoftware Engineer", "JAN KÜSTER"),
        ("Senior Software Engineer\nHamburg", ""),
    ],
)
def test_names_are_found_or_left_alone(head: str, name: str) -> None:
    _, contact = read_resume([head + "\nExperience\nDid things\t2012 – 2014"])

    assert contact.name == name


@pytest.mark.parametrize(
    "role",
    [
        "Charge Nurse\nHarewell Hospital, Leeds\n03/2017 – today",
        "03/2017 – today\nCharge Nurse, Harewell Hospital, Leeds",
    ],
)
def test_a_role_whose_date_stands_on_a_line_of_its_own_has_its_title(role: str) -> None:
    """Above or below the date; neither is taken for work that is described."""
    found, _ = read_resume([f"Ann Lee\n\nExperience\n\n{role}\n• Ran a unit of 22 beds by night\n"])

    *titles, work = found.passages
    assert all(passage.heads for passage in titles)
    assert "Charge Nurse" in " ".join(passage.text for passage in titles)
    assert (work.text, work.heads) == ("Ran a unit of 22 beds by night", False)


@pytest.mark.parametrize(
    ("below", "heads"),
    [
        ("Steuerkanzlei Wiesenrath & Ohm, Merseburg", True),
        ("Ran the payroll of a tax office with 54 clients", False),
        ("Kept the books of three bakeries.", False),
    ],
)
def test_a_line_that_says_where_a_role_was_is_no_work(below: str, heads: bool) -> None:
    """Where a role's date stands beside its title, the employer often stands below them."""
    text = (
        f"Ann Lee\n\nExperience\nPayroll Clerk, 2007 – 2015\n{below}\n• Paid 120 people a month\n"
    )
    found, _ = read_resume([text])

    assert [(p.text, p.heads) for p in found.passages][1:] == [
        (below, heads), ("Paid 120 people a month", False),
    ]  # fmt: skip


def test_dashes_begin_items_in_a_plain_text_file_too() -> None:
    text = "Ann Lee\n\nExperience\nNurse, 2011 – 2017\n- Ran a ward by night\n- Wrote its rota\n"

    found = understood(PdfText((), ()), text).resume

    assert [p.text for p in found.passages if not p.heads] == [
        "Ran a ward by night", "Wrote its rota",
    ]  # fmt: skip
