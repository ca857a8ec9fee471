"""Numbers and kinds in the words that people use."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from ingest.documents import Kind

_TERMS: Final = 2
"""More terms than these make nobody surer."""

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


def compared(
    agreeing: Sequence[str], conflicting: Sequence[str], show: Callable[[str], str]
) -> str:
    """Return in which terms two texts agree and in which they differ; "" where in none.

    Args:
        agreeing: what both name, most telling first.
        conflicting: in what they differ, likewise: "version 2 ≠ version 3", the asked one first.
        show: marks a term as somebody's words, fit for where it is shown; "" leaves it out.
    """
    both = [shown for term in agreeing if (shown := show(term))][:_TERMS]
    pairs = [_pair(term, show) for term in conflicting]
    differing = [(here, there) for here, there in pairs if here and there]
    same = f"both mention {' and '.join(both)}" if both else ""
    if not differing:
        return same
    if len(differing) == 1:
        ((here, there),) = differing
        differ = f"here it says {here}, there {there}"
    else:
        listed = [f"{here} here, {there} there" for here, there in differing[:_TERMS]]
        more = "; and more" if len(differing) > _TERMS else ""
        differ = f"they differ: {'; '.join(listed)}{more}"
    return f"{same}, but {differ}" if same else differ


def _pair(term: str, show: Callable[[str], str]) -> tuple[str, str]:
    here, _, there = term.partition(" ≠ ")
    return show(here), show(there)


def capital(sentence: str) -> str:
    """Return a sentence with its first letter in upper case."""
    return sentence[:1].upper() + sentence[1:]


def hurry(read: int, considered: int) -> str:
    """Return what is said where there was no time to read all candidates closely."""
    return f"I was short of time and read only {read:,} of {considered:,} candidates closely."


def joined(texts: Iterable[str]) -> str:
    """Return the texts that aren't empty as one line."""
    return " · ".join(filter(None, texts))
