"""Reading PDFs: every file ends with its text or with what is wrong with it."""

import io
import subprocess
import sys
from pathlib import Path

import docx
import psutil
import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject, StreamObject
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from ingest.pdf import PdfLimits, PdfText, read_pdf
from ingest.pdf_problems import Problem, Unreadable
from tests.ingest.making_pdfs import column, pdf
from tests.ingest.public_pdfs import folder

SAMPLES = Path(__file__).parents[2] / "bot" / "playground" / "content" / "resumes"
STORY = [
    "Built the billing service of a parcel company",
    "and moved two hundred services to Kubernetes",
    "without a minute of downtime.",
]
PAGE = column(72, 700, STORY)


def read(data: bytes, **limits: float) -> PdfText:
    found = read_pdf(data, PdfLimits(**limits))  # type: ignore[arg-type]
    assert isinstance(found, PdfText), found
    return found


def children() -> set[psutil.Process]:
    """What this process has started, another test's browser too, which lives as long as it does."""
    return set(psutil.Process().children())


def refused(data: bytes | Path, **limits: float) -> Unreadable:
    found = read_pdf(data, PdfLimits(**limits))  # type: ignore[arg-type]
    assert isinstance(found, Unreadable), found
    return found


def test_the_text_of_each_page_is_read() -> None:
    found = read(pdf(PAGE, column(72, 700, ["Speaks Polish and some Dutch, drives a lorry."])))

    assert [page.text.splitlines() for page in found.pages] == [
        STORY,
        ["Speaks Polish and some Dutch, drives a lorry."],
    ]


def test_two_columns_that_are_drawn_row_by_row_come_out_one_after_the_other() -> None:
    left = ["SKILLS", "Python and Go", "Kubernetes", "PostgreSQL", "Kafka", "Terraform"]
    right = [f"Line {number} of the work that was done here, told at length" for number in "abcdef"]
    rows = zip(column(60, 700, left), column(220, 704, right), strict=True)

    found = read(pdf([place for row in rows for place in row]))

    assert found.text.split("\n\n") == ["\n".join(left), "\n".join(right)]


def test_a_column_that_goes_on_below_the_end_of_the_other_is_one_however_short_its_lines() -> None:
    """They have nothing beside them, but stand in no gap of the other column either."""
    left = ["SKILLS", "Spreadsheets", "Payroll", "Dutch"]
    right = [f"Paid {number} carers on time" for number in range(10, 30)]

    found = read(pdf([*column(60, 700, left), *column(220, 705, right)]))

    assert found.text.split("\n\n") == ["\n".join(left), "\n".join(right)]


def test_dates_at_the_margin_stay_with_their_entries() -> None:
    entries = ["Baker, Corner Shop", "Bread for the street.", "Cook, Hotel", "Soup for the guests."]
    dates = [(480.0, 700.0, "2019 - 2021"), (480.0, 674.0, "2015 - 2019")]

    found = read(pdf([*column(60, 700, entries), *dates]))

    assert found.text.splitlines() == [
        "Baker, Corner Shop\t2019 - 2021",
        "Bread for the street.",
        "Cook, Hotel\t2015 - 2019",
        "Soup for the guests.",
    ]


def test_a_headline_over_two_columns_comes_first() -> None:
    left = [f"left {word} and a few words more" for word in ("one", "two", "three", "four")]
    right = [f"right {word} and a few words more" for word in ("one", "two", "three", "four")]
    head = [(60.0, 760.0, "A headline that goes over both of the columns and further to the right")]

    found = read(pdf([*column(320, 701, right), *column(60, 700, left), *head]))

    assert found.text.splitlines()[0].startswith("A headline")
    assert [line for line in found.text.splitlines()[1:] if line] == [*left, *right]


def test_words_broken_at_a_line_end_are_whole_again() -> None:
    lines = ["Responsible for the infra-", "structure and for a role-", "based set of rights."]

    assert "infrastructure" in read(pdf(column(72, 700, lines))).text
    assert "role-based" in read(pdf(column(72, 700, lines))).text


def test_headers_and_footers_that_repeat_are_dropped() -> None:
    pages = [
        [(72.0, 800.0, "Vera Sample"), *column(72, 700, STORY), (72.0, 30.0, f"Page {n} of 3")]
        for n in (1, 2, 3)
    ]

    found = read(pdf(*pages))

    assert found.text.count("Vera Sample") == 1
    assert "Page" not in found.text


def test_links_are_kept() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(72, 700, STORY[0])
        canvas.drawString(72, 680, STORY[1])
        canvas.linkURL("https://example.com/work", (72, 690, 200, 710))

    assert read(pdf(page)).links == ("https://example.com/work",)


def test_a_page_typeset_sideways_is_read_upright() -> None:
    def page(canvas: Canvas) -> None:
        canvas.rotate(90)
        for number, text in enumerate(STORY):
            canvas.drawString(72, -100 - 13 * number, text)

    assert read(pdf(page)).text.splitlines() == STORY


def test_a_password_is_asked_for_and_a_blank_one_opens() -> None:
    locked = pdf(PAGE, encrypt=StandardEncryption("secret", strength=128))
    printable = pdf(PAGE, encrypt=StandardEncryption("", "owner", strength=128))

    assert refused(locked).problem is Problem.ENCRYPTED
    assert read(printable).locked
    assert read(printable).text.splitlines() == STORY


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", Problem.EMPTY_FILE),
        (b"PK\x03\x04 something zipped", Problem.NOT_A_PDF),
        (b"\n<!DOCTYPE html><html><title>Sign in</title>", Problem.WEB_PAGE),
        (b"%PDF-1.7\nand then nothing that makes sense", Problem.MALFORMED),
        (pdf(PAGE)[:300], Problem.MALFORMED),
        (pdf([]), Problem.NO_TEXT),
    ],
)
def test_what_is_no_readable_pdf_is_named(data: bytes, problem: Problem) -> None:
    assert refused(data).problem is problem


def test_a_scan_is_told_from_an_empty_page() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawInlineImage(Image.new("L", (300, 400), 200), 0, 0, 595, 842)

    assert refused(pdf(page)).problem in (Problem.SCANNED, Problem.ILLEGIBLE_SCAN)


def test_a_scan_is_read_off_its_picture_or_the_extra_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scan = (SAMPLES / "walter-iverach.pdf").read_bytes()

    found = read(scan)

    assert found.by_ocr
    assert "Active Directory for 480 people" in found.text

    monkeypatch.setattr("ingest.ocr.can_read", lambda: False)
    without = refused(scan)
    assert without.problem is Problem.SCANNED
    assert "akin-bot[ocr]" in without.sentence


def test_a_word_document_is_read_or_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    document = docx.Document()
    document.add_heading("Experience", 1)
    document.add_paragraph("Baked bread for a whole street", style="List Bullet")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Baker", "2019 - 2021"
    file = io.BytesIO()
    document.save(file)

    assert read(file.getvalue()).text.split("\n")[-3:] == [
        "Experience", "• Baked bread for a whole street", "Baker\t2019 - 2021",
    ]  # fmt: skip

    monkeypatch.setattr("ingest.docx.can_read", lambda: False)
    assert refused(file.getvalue()).problem is Problem.WORD


def test_letters_without_meaning_are_named() -> None:
    gibberish = ["&251(// 81,9(56,7< $1' 7+(", "%8,/' 6<67(06 2) 3$57621", "()*+,-./ !0123"] * 4

    assert refused(pdf(column(72, 700, gibberish))).problem is Problem.GARBLED


def test_limits_are_kept_and_said(tmp_path: Path) -> None:
    many = pdf(*[PAGE] * 5)
    path = tmp_path / "many.pdf"
    path.write_bytes(many)

    pages = refused(many, pages=4)
    size = refused(path, megabytes=0.001)
    memory = refused(many, megabytes_of_memory=25)

    assert pages.problem is Problem.TOO_MANY_PAGES
    assert "5 pages" in pages.sentence
    assert size.problem is Problem.TOO_LARGE
    assert memory.problem is Problem.TOO_MUCH_MEMORY


def test_a_file_that_takes_too_long_is_stopped_and_leaves_no_process() -> None:
    before = children()

    endless = pdf(lambda canvas: canvas.drawString(9, 9, STORY[0]))
    writer = PdfWriter(clone_from=io.BytesIO(endless))
    contents = DecodedStreamObject()
    contents.set_data(b"BT /F1 9 Tf " + b"1 0 Td (a) Tj " * 400_000 + b" ET")
    writer.pages[0][NameObject("/Contents")] = contents
    file = io.BytesIO()
    writer.write(file)

    found = refused(file.getvalue(), seconds=0.5)

    assert found.problem is Problem.TOO_SLOW
    assert children() <= before


def test_one_broken_page_does_not_lose_the_others() -> None:
    writer = PdfWriter(clone_from=io.BytesIO(pdf(PAGE, PAGE, PAGE)))
    broken = StreamObject()
    broken.set_data(b"no such compression")
    broken[NameObject("/Filter")] = NameObject("/NoSuchFilter")
    writer.pages[1][NameObject("/Contents")] = broken
    file = io.BytesIO()
    writer.write(file)

    found = read(file.getvalue())

    assert found.broken == (2,)
    assert [bool(page.text) for page in found.pages] == [True, False, True]


def test_every_problem_has_a_sentence_that_says_what_to_do() -> None:
    for problem in Problem:
        sentence = Unreadable(problem, 3, 2).sentence
        assert sentence.startswith(("The ", "This ", "Instead ", "There ", "Reading ", "Slack "))
        assert sentence.count(".") >= 2
        assert "{" not in sentence


ORDER = {
    "deedy__OpenFonts__deedy_resume-openfont": [
        "Cum. GPA: 3.83 / 4.0", "COURSEWORK", "Unix Tools and Scripting", "Over 5000 lines:",
        "EXPERIENCE\n", "FACEBOOK | SOFTWARE ENGINEER", "to plan, to\ndesign and develop",
        "RESEARCH", "PUBLICATIONS",
    ],
    "jankapunkt__sidebar__main": [
        "LaTeX for everyone. Besides that I am\nworking at the University",
        "Fullstack Javascript Engineer\tUniversity of Bremen, 2016/09 - now",
        "Scientific Employee / Software Development\tUniversity of Bremen, 2012 - 2014",
        "EDUCATION", "Master Studies", "CONTACT", "FIELDS", "TECHNOLOGIES", "ACTIVITIES",
    ],
    "jankapunkt__sidebarleft__main": [
        "Django", "CONTACT", "PROFILE", "in custom application\ndevelopment, experienced",
        "DevOps/FullStack developer\tSep 15 - NOW", "EDUCATION",
        "those\nmaster studies was numerical\ntime series analysis", "B. Sc. Physics.",
        "DevOps engineer\tJan 15 - Sep 15",
    ],
    "srbhr__assets__pdf-templates__modern-two-column": [
        "SUMMARY", "Demonstrated track\nrecord mentoring", "Senior Software Engineer\tJan 2023",
        "Figma • San Francisco", "PROJECTS", "EDUCATION", "SKILLS", "Docker", "LINKS",
    ],
    "spagnuolocarmine__Twenty-Seconds_cv": [
        "world ruled by imagination\nand fantasy. Alice feels comfortable\nwith her identity",
        "polite", "interests", "1863-1865 M.Sc. magna cum laude\tWonderland", "publications",
        "experience", "1951 Disney Film.", "other information",
    ],
    "liantze__sample": [
        "EXPERIENCE", "Job Title 2", "PROJECTS", "A DAY OF MY LIFE", "MY LIFE PHILOSOPHY",
        "LANGUAGES", "Spanish", "EDUCATION", "Ph.D. in Your Discipline", "PUBLICATIONS",
    ],
    "GeorgeHoneywood__example": [
        "Experience", "Company Two", "Junior Systems Administrator", "Education", "Interests",
        "Projects", "Employee Appraisal System", "Hackathons",
    ],
    "liantze__mmayer": [
        "President & CEO", "which believed most in the immense value Yahoo! has created",
        "Vice President of Search Products & UX", "MOST PROUD OF", "STRENGTHS", "LANGUAGES",
        "EDUCATION", "Stanford University", "PUBLICATIONS",
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", ORDER)
def test_real_pages_of_two_columns_come_out_in_reading_order(name: str) -> None:
    text = read((folder("pdf_layouts") / f"{name}.pdf").read_bytes()).text

    place = 0
    for part in ORDER[name]:
        found = text.find(part, place)
        assert found >= 0, f"{part!r} does not come where it should"
        place = found + len(part)


@pytest.mark.parametrize("name", ["pdf_layouts", "pdf_hard"])
def test_real_files_all_end_with_text_or_a_reason(name: str) -> None:
    """None is lost, takes another down, or leaves a process; some say which are which."""
    before = children()
    files = sorted(folder(name).glob("*.pdf"))
    found = {file.stem: read_pdf(file, PdfLimits(seconds=15)) for file in files}

    assert len(found) >= 35
    assert all(
        bool(each.text) if isinstance(each, PdfText) else bool(each.sentence)
        for each in found.values()
    )
    known = {
        "pdfjs__freeculture": Problem.TOO_MANY_PAGES,
        "pypdf__encryption__r6-both-passwords": Problem.ENCRYPTED,
        "pdfjs__bug1980958": Problem.MALFORMED,
    }
    for stem, problem in known.items():
        if stem in found:
            each = found[stem]
            assert isinstance(each, Unreadable)
            assert each.problem is problem
    scan = found.get("gsilano__examples__at")
    if scan is not None:  # by whether the extra that reads scans is installed
        assert isinstance(scan, Unreadable)
        assert scan.problem in (Problem.SCANNED, Problem.ILLEGIBLE_SCAN)
    assert children() <= before


def test_the_child_answers_in_json_alone_whatever_pypdf_warns_of() -> None:
    """The parent reads the child's stdout; a warning in it would make a good file unreadable."""
    damaged = pdf(PAGE).replace(b"startxref\n", b"startxref\n9")
    done = subprocess.run(
        [sys.executable, "-m", "ingest.pdf_process",
         '{"seconds": 15, "megabytes_of_memory": 900, "pages": 60, "megabytes": 25}'],
        input=damaged, capture_output=True, check=True,
    )  # fmt: skip
    assert done.stdout.startswith(b"{")
    assert done.stderr == b""
