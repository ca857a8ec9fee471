"""Why a PDF could not be read, in words for the person who dropped it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Problem(StrEnum):
    """What is wrong with a file. The value is the name that programs are given."""

    GONE = "gone"
    NOT_A_PDF = "not_a_pdf"
    WORD = "word"
    WEB_PAGE = "web_page"
    EMPTY_FILE = "empty_file"
    TOO_LARGE = "too_large"
    TOO_MANY_PAGES = "too_many_pages"
    ENCRYPTED = "encrypted"
    NO_TEXT = "no_text"
    SCANNED = "scanned"
    ILLEGIBLE_SCAN = "illegible_scan"
    GARBLED = "garbled"
    MALFORMED = "malformed"
    TOO_SLOW = "too_slow"
    TOO_MUCH_MEMORY = "too_much_memory"


_SENTENCES: Final = {
    Problem.GONE: "Slack no longer gives the file to me. Please upload it again.",
    Problem.NOT_A_PDF: "This is no PDF, whatever its name says. Please export it as a PDF.",
    Problem.WORD: (
        "This is a Word document. Please export it as a PDF, or ask whoever runs Akin to install "
        "reading of Word documents (akin-bot[docx])."
    ),
    Problem.WEB_PAGE: (
        "Instead of the file came a web page, most likely a log-in page. Akin needs the "
        "permission files:read; an admin adds it by installing Akin again."
    ),
    Problem.EMPTY_FILE: "The file is empty (0 bytes). Please upload it again.",
    Problem.TOO_LARGE: (
        "The file has {figure:.0f} MB; Akin reads up to {limit:.0f} MB. "
        "Please export it with smaller pictures."
    ),
    Problem.TOO_MANY_PAGES: (
        "The file has {figure:.0f} pages; Akin reads up to {limit:.0f}. "
        "Please send only the pages that matter."
    ),
    Problem.ENCRYPTED: (
        "The file is locked with a password. Please save a copy without one and send that."
    ),
    Problem.NO_TEXT: (
        "There is no text in the file: its pages are empty, or its letters are drawings. "
        "Please export it again from the program it was written in."
    ),
    Problem.SCANNED: (
        "The file is a scan: pictures of pages, without text. Please send the original document, "
        "or ask whoever runs Akin to install reading of scans (akin-bot[ocr])."
    ),
    Problem.ILLEGIBLE_SCAN: (
        "The file is a scan in which hardly a word can be read. Please send the original document."
    ),
    Problem.GARBLED: (
        "The file does not say which letters its shapes are: copied from any viewer, its text is "
        "gibberish. Please export it again with standard fonts."
    ),
    Problem.MALFORMED: "The file is damaged. Please export it again and upload that.",
    Problem.TOO_SLOW: (
        "Reading the file took longer than {limit:.0f} seconds and was stopped. "
        "Please export it again, with simpler graphics."
    ),
    Problem.TOO_MUCH_MEMORY: (
        "Reading the file took more than {limit:.0f} MB of memory and was stopped. "
        "Please export it again, with smaller pictures."
    ),
}


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that was not read: why, and its figure (pages, megabytes) beside what is allowed."""

    problem: Problem
    figure: float = 0
    limit: float = 0

    @property
    def sentence(self) -> str:
        """What was wrong, and what to do; names no file."""
        return _SENTENCES[self.problem].format(figure=self.figure, limit=self.limit)
