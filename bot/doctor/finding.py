"""What the doctor found at one place."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How it stands: well, worth a look, or broken."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's: what was looked at, how it stands, and what to do about it.

    Neither `says` nor `advice` holds a token, or what anybody wrote.
    """

    check: str
    level: Level
    says: str
    advice: str = ""


def ok(check: str, says: str) -> Finding:
    """Return a finding that needs nothing."""
    return Finding(check, Level.OK, says)


def warning(check: str, says: str, advice: str) -> Finding:
    """Return a finding that Akin can work with."""
    return Finding(check, Level.WARNING, says, advice)


def problem(check: str, says: str, advice: str) -> Finding:
    """Return a finding that keeps Akin from working."""
    return Finding(check, Level.PROBLEM, says, advice)
