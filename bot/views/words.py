"""Numbers and kinds in the words that people use."""

from collections.abc import Iterable

from ingest.documents import Kind

_KINDS = {
    Kind.QUESTION: ("question", "questions"),
    Kind.TICKET: ("ticket", "tickets"),
    Kind.RESUME: ("résumé", "résumés"),
    Kind.JOB: ("job", "jobs"),
}


def one(kind: Kind) -> str:
    """Return what one document of a kind is called."""
    return _KINDS[kind][0]


def many(count: int, kind: Kind) -> str:
    """Return how many documents of a kind there are: "1 ticket", "2,000 tickets"."""
    return counted(count, *_KINDS[kind])


def counted(count: int, singular: str, plural: str = "") -> str:
    """Return a count with its noun: "1 reply", "2 replies"."""
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"


def percent(probability: float) -> str:
    """Return a probability as a percentage from 1% to 99%: nothing here is certain."""
    return f"{max(1, min(99, round(probability * 100)))}%"


def share(part: int, whole: int) -> str:
    """Return a part of a whole as a percentage; "0%" of nothing."""
    return f"{round(100 * part / whole) if whole else 0}%"


def joined(texts: Iterable[str]) -> str:
    """Return the texts that aren't empty as one line."""
    return " · ".join(filter(None, texts))
