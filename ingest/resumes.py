"""Résumés: a document's text to sections, passages, years, skills and languages; contact apart."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from ingest.contacts import Contact, Splitter
from ingest.entry_heads import goes_on, head_of, is_sentence, title_lines
from ingest.languages import language_of, spoken_languages
from ingest.periods import Period, years
from ingest.sections import SectionKind, section_kind

_SENTENCES: Final = re.compile(r"(?<=[.!?])\s+(?=[A-ZÄÖÜÀ-Ý])")
_LONG_PASSAGE: Final = 60
"""Words from which on a passage is parted at its sentences."""

_ITEMS: Final = re.compile(r"[,;•·|\t/]|\s{2,}|\band\b|\bund\b|\bet\b")
_LABEL: Final = re.compile(r"^[\w &+/-]{2,30}:\s*")
_LONGEST_SKILL: Final = 40

_LANGUAGES: Final = re.compile(
    r"•?\s*(?:languages?|sprachen|langues|idiomas)\b\s*[:\t]", re.IGNORECASE
)

_NO_EVIDENCE: Final = frozenset((SectionKind.PERSONAL, SectionKind.REFERENCES))
"""Sections about other things than what somebody can do: the second is about other people."""


@dataclass(frozen=True, slots=True)
class ResumeLine:
    """A line without contact data, and the page that it stands on (from 1)."""

    text: str
    page: int


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a résumé: its heading as it stands there ("" before the first), and its lines."""

    kind: SectionKind
    heading: str
    lines: tuple[ResumeLine, ...]

    @property
    def text(self) -> str:
        """The section without its heading."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that lasted: a role, a course of studies. `title` is its line without the date."""

    kind: SectionKind
    title: str
    period: Period
    page: int


@dataclass(frozen=True, slots=True)
class ResumePassage:
    """A few words that can be quoted: a bullet, a paragraph, a line; whitespace tidied.

    `of` is the title of the entry that it stands under, "" where there is none; `heads` is whether
    it is such a title itself.
    """

    text: str
    page: int
    kind: SectionKind
    of: str = ""
    heads: bool = False


@dataclass(frozen=True, slots=True)
class Resume:
    """What a résumé says about somebody's work; nothing in it says who it is."""

    sections: tuple[Section, ...]
    entries: tuple[Entry, ...]
    passages: tuple[ResumePassage, ...]
    skills: tuple[str, ...]
    spoken: tuple[str, ...]
    language: str

    @property
    def text(self) -> str:
        """The whole text, section after section."""
        parts = (f"{s.heading}\n{s.text}".strip() for s in self.sections)
        return "\n\n".join(part for part in parts if part)

    def years(self, today: date) -> float:
        """Return the years of work, roles that overlap counted once."""
        return years((e.period for e in self.entries if e.kind is SectionKind.EXPERIENCE), today)


def read_resume(
    pages: Sequence[str], *, largest: str = "", links: Iterable[str] = ()
) -> tuple[Resume, Contact]:
    r"""Return a résumé and, apart from it, whose it is.

    Args:
        pages: the text of each page in reading order, cells of a row parted by "\t".
        largest: what is set largest on the first page.
        links: where its links lead to.

    """
    lines = [
        ResumeLine(line, number)
        for number, page in enumerate(pages, 1)
        for line in (*page.splitlines(), "")
    ]
    splitter = Splitter([line.text for line in lines], largest=largest, links=links)
    return resume_of(tuple(_sections(lines, splitter))), splitter.contact()


def resume_of(sections: tuple[Section, ...]) -> Resume:
    """Return the résumé that sections, free of contact data, make."""
    return Resume(
        sections,
        tuple(entry for section in sections for entry in _entries(section)),
        tuple(passage for section in sections for passage in _passages(section)),
        tuple(_skills(sections)),
        tuple(_spoken(sections)),
        language_of("\n".join(section.text for section in sections)),
    )


def dump(resume: Resume) -> str:
    """Return a résumé as JSON: its sections, from which `load` makes the rest again."""
    sections = [
        [s.kind.value, s.heading, [[line.text, line.page] for line in s.lines]]
        for s in resume.sections
    ]
    return json.dumps(sections, ensure_ascii=False)


def load(text: str) -> Resume:
    """Return the résumé that `dump` wrote."""
    return resume_of(
        tuple(
            Section(SectionKind(kind), heading, tuple(ResumeLine(*line) for line in lines))
            for kind, heading, lines in json.loads(text)
        )
    )


def _sections(lines: Sequence[ResumeLine], splitter: Splitter) -> Iterator[Section]:
    kind, heading, kept = SectionKind.PERSONAL, "", list[ResumeLine]()

    def section() -> Iterator[Section]:
        while kept and not kept[-1].text:
            kept.pop()
        if kept or heading:
            yield Section(kind, heading, tuple(kept))

    for line in lines:
        first, _, rest = line.text.partition("\t")
        begins = section_kind(line.text) or (section_kind(first) if rest else None)
        if begins is not None:
            yield from section()
            named_beside = bool(rest) and section_kind(line.text) is None
            kind, heading, kept = begins, first.strip() if named_beside else line.text, []
            if not named_beside:
                continue
            line = ResumeLine(rest.strip(), line.page)  # noqa: PLW2901 - the label is taken off
        private = kind in _NO_EVIDENCE
        if kind is SectionKind.REFERENCES:
            # Names and numbers of other people, who did not apply.
            continue
        text = splitter.line(line.text, within_heading=private)
        if text or (not line.text and kept and kept[-1].text):
            kept.append(ResumeLine(text, line.page))
    yield from section()


def _entries(section: Section) -> Iterator[Entry]:
    """Yield what of a section lasted: lines with a period in them, named by what stands beside."""
    if section.kind not in (SectionKind.EXPERIENCE, SectionKind.EDUCATION):
        return
    texts = [line.text for line in section.lines]
    for number, line in enumerate(section.lines):
        if head := head_of(texts, number):
            yield Entry(section.kind, head.title, head.period, line.page)


def _passages(section: Section) -> Iterator[ResumePassage]:
    """Yield a section's passages: bullets with what goes on below them, paragraphs, lines."""
    if section.kind in _NO_EVIDENCE:
        # Before the first heading stand the name and a profession; a whole sentence is a summary.
        yield from (p for p in _joined(section, "") if is_sentence(p.text) and not section.heading)
        return
    yield from _joined(section, "")


def _joined(section: Section, of: str) -> Iterator[ResumePassage]:
    words: list[str] = []
    page = 0

    def finish() -> Iterator[ResumePassage]:
        text = " ".join(" ".join(words).split())
        words.clear()
        for part in _parted(text):
            yield ResumePassage(part, page, section.kind, of)

    texts = [line.text for line in section.lines]
    titles = title_lines(texts)
    for number, line in enumerate(section.lines):
        head = head_of(texts, number)
        heads = head is not None or number in titles
        begins = heads or not line.text or line.text.startswith("•")
        if begins or (words and not goes_on(texts[number - 1], line.text)):
            yield from finish()
        if not line.text:
            continue
        page = page if words else line.page
        if head is not None:
            of = head.title
        if heads:
            yield ResumePassage(line.text.replace("\t", " "), line.page, section.kind, heads=True)
            continue
        words.append(line.text.removeprefix("• ").replace("\t", " "))
    yield from finish()


def _parted(text: str) -> Iterator[str]:
    if not text:
        return
    if len(text.split()) <= _LONG_PASSAGE:
        yield text
        return
    kept = ""
    for sentence in _SENTENCES.split(text):
        if kept and len(kept.split()) + len(sentence.split()) > _LONG_PASSAGE // 2:
            yield kept
            kept = sentence
        else:
            kept = f"{kept} {sentence}".strip()
    yield kept


def _skills(sections: Iterable[Section]) -> Iterator[str]:
    seen: set[str] = set()
    for section in sections:
        if section.kind is not SectionKind.SKILLS:
            continue
        for line in section.lines:
            for item in _ITEMS.split(_LABEL.sub("", line.text.removeprefix("• "))):
                skill = item.strip(" •.:()★⋆○●–-")
                known = skill.lower() in seen
                if 0 < len(skill) <= _LONGEST_SKILL and not known and any(map(str.isalpha, skill)):
                    seen.add(skill.lower())
                    yield skill


def _spoken(sections: Iterable[Section]) -> list[str]:
    named: list[str] = []
    for section in sections:
        if section.kind is SectionKind.LANGUAGES:
            named += spoken_languages(section.text)
        else:
            for line in section.lines:
                if _LANGUAGES.match(line.text):
                    named += spoken_languages(line.text)
    return list(dict.fromkeys(named))
