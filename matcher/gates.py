"""Gates: conditions of an opening that a résumé meets, misses, or says nothing about."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from ingest.resumes import Resume
from ingest.sections import SectionKind
from matcher.requirements import Gate, GateKind

_DEGREES: Final = {
    "doctorate": re.compile(r"\b(?:ph\.?\s?d|doctorate|dr\.|promotion|doctorat)\b", re.IGNORECASE),
    "master": re.compile(
        r"\b(?:m\.?sc|m\.?a\b|m\.?eng|mba|master(?:['’]?s)?|diplom\w*|magister)\b", re.IGNORECASE
    ),
    "bachelor": re.compile(
        r"\b(?:b\.?sc|b\.?a\b|b\.?eng|bachelor(?:['’]?s)?|licence|grado|degree|honours)\b",
        re.IGNORECASE,
    ),
    "apprenticeship": re.compile(
        r"\b(?:apprentice\w*|ausbildung|lehre|vocational|kauf(?:mann|frau)\w*|fachwirt\w*)\b",
        re.IGNORECASE,
    ),
}
_LEVELS: Final = ("apprenticeship", "bachelor", "master", "doctorate")


@dataclass(frozen=True, slots=True)
class GateCheck:
    """A gate, whether it is met (None: the résumé doesn't say), and what the résumé does say."""

    gate: Gate
    met: bool | None
    found: str = ""


def check(gate: Gate, resume: Resume, today: date) -> GateCheck:
    """Hold a résumé against a gate. Nothing is ever refused by it: a person decides."""
    met, found = _CHECKS[gate.kind](gate, resume, today)
    return GateCheck(gate, met, found)


def _years(gate: Gate, resume: Resume, today: date) -> tuple[bool | None, str]:
    years = resume.years(today)
    if not years:
        return None, ""
    return years >= float(gate.value), f"{years:g} years of work in all"


def _language(gate: Gate, resume: Resume, _: date) -> tuple[bool | None, str]:
    if gate.value in resume.spoken:
        return True, gate.value.capitalize()
    named = ", ".join(language.capitalize() for language in resume.spoken)
    return (False if named else None), named


def _degree(gate: Gate, resume: Resume, _: date) -> tuple[bool | None, str]:
    told = (SectionKind.EDUCATION, SectionKind.CERTIFICATES)
    text = "\n".join(section.text for section in resume.sections if section.kind in told)
    level = next((name for name in reversed(_LEVELS) if _DEGREES[name].search(text)), None)
    if level is None:
        return None, ""
    return _LEVELS.index(level) >= _LEVELS.index(gate.value), level


def _place(gate: Gate, resume: Resume, _: date) -> tuple[bool | None, str]:
    named = re.search(rf"\b{re.escape(gate.value)}\b", resume.text, re.IGNORECASE)
    # Where somebody lives is contact data, which is kept apart.
    return (True, gate.value) if named else (None, "")


_CHECKS: Final = {
    GateKind.YEARS: _years,
    GateKind.LANGUAGE: _language,
    GateKind.DEGREE: _degree,
    GateKind.PLACE: _place,
}
