"""Files of résumés and openings: a PDF or a text file to what is in it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ingest.contacts import Contact
from ingest.encodings import encoding_of
from ingest.pages.mending import bullets
from ingest.pdf import DEFAULT_LIMITS, PdfLimits, PdfText, read_pdf
from ingest.pdf_problems import Problem, Unreadable
from ingest.resumes import Resume, read_resume
from ingest.text import visible

TEXT_ENDINGS: Final = (".txt", ".md")
ENDINGS: Final = (".pdf", ".docx", *TEXT_ENDINGS)
"""How files of résumés end, in lower case."""


@dataclass(frozen=True, slots=True)
class ResumeFile:
    """A résumé that was read from a file; the contact record never shows in its repr."""

    resume: Resume
    pages: int
    problems: tuple[str, ...] = ()
    contact: Contact = field(default_factory=Contact)


def read_resume_file(path: Path, limits: PdfLimits = DEFAULT_LIMITS) -> ResumeFile | Unreadable:
    """Read a résumé, or say what is wrong with the file.

    Raises:
        OSError: the file is not there or can't be opened.

    """
    if path.suffix.lower() in TEXT_ENDINGS:
        text = plain_text(path, limits)
        if isinstance(text, Unreadable):
            return text
        return understood(PdfText((), ()), text)
    found = read_pdf(path, limits)
    return found if isinstance(found, Unreadable) else understood(found)


def understood(pdf: PdfText, text: str = "") -> ResumeFile:
    """Return the résumé that a PDF, or a plain text, is."""
    pages = [page.text for page in pdf.pages] or ["\n".join(bullets(text.splitlines()))]
    resume, contact = read_resume(pages, largest=pdf.largest, links=pdf.links)
    problems = []
    if pdf.by_ocr:
        problems.append("It is a scan: letters were read off a picture, some of them wrongly.")
    if pdf.broken:
        numbers = ", ".join(map(str, pdf.broken))
        which = "Page" if len(pdf.broken) == 1 else "Pages"
        problems.append(f"{which} {numbers} could not be read.")
    if not resume.passages:
        problems.append("There is nothing in it that reads like a résumé.")
    return ResumeFile(resume, len(pages), tuple(problems), contact)


def plain_text(path: Path, limits: PdfLimits = DEFAULT_LIMITS) -> str | Unreadable:
    """Return the text of a text file.

    Raises:
        OSError: the file is not there or can't be opened.
        UnreadableFileError: it is no text.

    """
    size = path.stat().st_size
    if size == 0:
        return Unreadable(Problem.EMPTY_FILE)
    if size > limits.megabytes * 1024 * 1024:
        return Unreadable(Problem.TOO_LARGE, size / 1024 / 1024, limits.megabytes)
    return visible(path.read_text(encoding_of(path), errors="replace"))


def opening_text(path: Path, limits: PdfLimits = DEFAULT_LIMITS) -> str | Unreadable:
    """Return the text of an opening: of a PDF or a text file.

    Raises:
        OSError: the file is not there or can't be opened.

    """
    if path.suffix.lower() != ".pdf":
        return plain_text(path, limits)
    found = read_pdf(path, limits)
    return found if isinstance(found, Unreadable) else found.text
