"""Our own hiring worlds: résumés of invented people, openings, and what a recruiter would say."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.pdf import PdfText
from ingest.resume_files import understood
from ingest.resumes import Resume
from matcher.requirements import Opening, cut


@dataclass(frozen=True, slots=True)
class World:
    """Résumés by name, and openings, each with the grade of every résumé.

    Grades: 3 would be invited, 2 is good with something missing, 1 is a stretch, 0 is none.
    """

    name: str
    resumes: Mapping[str, Resume]
    openings: tuple[tuple[Opening, Mapping[str, int]], ...]


def read(folder: Path) -> list[World]:
    """Read the worlds of a folder, in the order of their names."""
    worlds = []
    for file in sorted(folder.glob("*.json")):
        written = json.loads(file.read_text(encoding="utf-8"))
        resumes = {
            name: understood(PdfText((), ()), text).resume
            for name, text in written["resumes"].items()
        }
        openings = tuple(
            (cut(each["title"], each["text"]), each["grades"]) for each in written["openings"]
        )
        worlds.append(World(file.stem, resumes, openings))
    return worlds
