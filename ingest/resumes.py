"""Résumés: a document's text to sections, passages, years, skills and languages; contact apart."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from ingest.contacts import Contact, Splitter
from ingest.languages import language_of, spoken_languages
from ingest.periods import Period, find_period, years
from ingest.sections import SectionKind, section_kind

_ENTRY_LINE: Final = 120
"""Characters of a line that can head an entry; a longer one tells a story with a year in it."""

_TITLE_LINES: Final = 2
"""Lines above a date, at most, that name its entry: the role, and where it was."""

_FEW_WORDS: Final = 4
"""Words beside a date at a line's beginning, at most, where the line may go on with a bullet."""

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
    for number, line in enumerate(section.lines):
        if head := _head(section.lines, number):
            yield Entry(section.kind, head.title, head.period, line.page)


class _Head(NamedTuple):
    """What heads an entry: its period and title; whether the title stands on another line."""

    period: Period
    title: str
    is_bare: bool


def _head(lines: Sequence[ResumeLine], number: int) -> _Head | None:
    """Return what a line says of the entry that it heads, None if it heads none."""
    text = lines[number].text
    if text.startswith("•") or len(text) > _ENTRY_LINE:
        return None
    found = find_period(text, single=False)
    if found is None:
        found = find_period(text)
        if found is None or not _stands_alone(text, found.start, found.end):
            return None
    alone = found.start == 0 and len(text[found.end :].split()) <= _FEW_WORDS
    in_its_cell = alone or text[: found.start].endswith("\t")
    if not in_its_cell and _in_bullet(lines, number):
        return None
    rest = text[: found.start] + "\t" + text[found.end :]
    parts = (part.strip(" \t,;:|·()–—-") for part in rest.split("\t"))
    title = ", ".join(part for part in parts if part)
    # A date that stands by itself is above or below what it dates.
    is_bare = not any(character.isalpha() for character in title)
    return _Head(found.period, _neighbour(lines, number) if is_bare else title, is_bare)


def _in_bullet(lines: Sequence[ResumeLine], number: int) -> bool:
    """Say whether a line goes on with a bullet above it."""
    for at in range(number, 0, -1):
        if lines[at].text.startswith("•"):
            return True
        if not lines[at - 1].text or not _goes_on(lines[at - 1].text, lines[at].text):
            return False
    return lines[0].text.startswith("•")


_PARTING: Final = ("\t", ",", "|", "·", "–", "—", "-", "•", ":")


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Say whether a date heads an entry rather than being told of: “revenue in 2015”."""
    before, after = text[:start].rstrip(" "), text[end:].lstrip(" ")
    return not before or before.endswith((*_PARTING, "(")) or after.startswith(_PARTING)


def _neighbour(lines: Sequence[ResumeLine], number: int) -> str:
    """Return the title that belongs to a date: the line above it, or below where that is none."""
    above = lines[number - 1].text if number else ""
    below = lines[number + 1].text if number + 1 < len(lines) else ""
    if number and _in_bullet(lines, number - 1):
        above = ""
    for text in (above, below):
        if text and not text.startswith("•") and find_period(text, single=False) is None:
            return text.replace("\t", ", ")
    return ""


def _titles(lines: Sequence[ResumeLine]) -> frozenset[int]:
    """Return the lines that name entries whose date stands on a line of its own."""
    found: set[int] = set()
    for number in range(len(lines)):
        head = _head(lines, number)
        if head is None or not head.is_bare:
            continue
        above = number
        while above and number - above < _TITLE_LINES and _may_name(lines, above - 1):
            above -= 1
        if above < number:
            found.update(range(above, number))
        elif number + 1 < len(lines) and _may_name(lines, number + 1):
            found.add(number + 1)
    return frozenset(found)


def _may_name(lines: Sequence[ResumeLine], number: int) -> bool:
    text = lines[number].text
    return (
        bool(text) and len(text) <= _ENTRY_LINE and not text.endswith((".", ":"))
        and _head(lines, number) is None and not _in_bullet(lines, number)
    )  # fmt: skip


def _passages(section: Section) -> Iterator[ResumePassage]:
    """Yield a section's passages: bullets with what goes on below them, paragraphs, lines."""
    if section.kind in _NO_EVIDENCE:
        # Before the first heading stand the name and a profession; a whole sentence is a summary.
        yield from (p for p in _joined(section, "") if _is_sentence(p.text) and not section.heading)
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

    titles = _titles(section.lines)
    for number, line in enumerate(section.lines):
        head = _head(section.lines, number)
        begins = number in titles or not line.text or line.text.startswith("•") or head is not None
        if begins or (words and not _goes_on(section.lines[number - 1].text, line.text)):
            yield from finish()
        if not line.text:
            continue
        page = page if words else line.page
        if number in titles:
            yield ResumePassage(line.text.replace("\t", " "), line.page, section.kind, heads=True)
            continue
        if head is not None:
            of = head.title
            yield ResumePassage(line.text.replace("\t", " "), line.page, section.kind, heads=True)
            continue
        words.append(line.text.removeprefix("• ").replace("\t", " "))
    yield from finish()


def _goes_on(before: str, line: str) -> bool:
    """Say whether a line goes on with the sentence of the one before it."""
    if before.rstrip().endswith((".", ":", "!", "?")):
        return False
    return line[:1].islower() or len(before) > _WRAPPED or before.rstrip().endswith((",", "-", "–"))


_WRAPPED: Final = 45
"""Characters of a line from which on it may have been wrapped, and goes on below."""


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


_SENTENCE_WORDS: Final = 6


def _is_sentence(text: str) -> bool:
    words = text.split()
    return len(words) >= _SENTENCE_WORDS and sum(word[:1].islower() for word in words) >= 3  # noqa: PLR2004


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
