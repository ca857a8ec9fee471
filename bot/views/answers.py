"""An Answer: what a reply in a thread shows, and what people said about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from matcher.matches import Match
from matcher.verdicts import Band, Bands, Verdict

LONGEST_KEY: Final = 200
"""The most characters of an answer's key, so that it fits into a button with a document's id."""

_MOST_MATCHES: Final = 3


class Outcome(StrEnum):
    """What a person said about a match."""

    SAME = "same"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Judged:
    """A person's word on a match."""

    outcome: Outcome
    user_id: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What Akin replies to one message.

    Args:
        verdict: what was found.
        key: names the answer in its buttons, at most 200 characters.
        bands: decide how a match is shown that moves up because the one before it was dismissed.
        asked: whether somebody mentioned Akin, and so is told that nothing was found.
        judged: what people said, by the id of the match's document.
        hidden_by: the id of who hid the answer, if somebody did.
        question: whether the message asks a question, rather than being a ticket.
        hurried: how many candidates were read closely, and of how many, where time ran out.
        names: display names by user id. An author without one is left unnamed, since a mention
            in a reply would notify them.

    Raises:
        ValueError: if the key is too long.
    """

    verdict: Verdict
    key: str
    bands: Bands
    asked: bool = False
    judged: Mapping[str, Judged] = field(default_factory=dict)
    hidden_by: str = ""
    question: bool = False
    hurried: tuple[int, int] | None = None
    names: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.key) > LONGEST_KEY:
            raise ValueError(
                f"An answer's key has at most {LONGEST_KEY} characters, not {len(self.key)}."
            )

    @property
    def confirmed(self) -> tuple[Match, str] | None:
        """The match that answers it and the id of who said so, if somebody did."""
        return next(iter(self._with(Outcome.SAME)), None)

    @property
    def dismissed(self) -> list[tuple[Match, str]]:
        """The matches that are no duplicates, each with the id of who said so."""
        return self._with(Outcome.DIFFERENT)

    @property
    def open(self) -> list[Match]:
        """The matches that nobody said anything about, best first."""
        return [match for match in self._matches if match.document.id not in self.judged]

    def band(self, match: Match) -> Band:
        """Return how sure Akin is of one of its matches."""
        if self.verdict.band is not Band.SAME or match is self.verdict.best:
            return self.verdict.band
        return self.bands.of(match)

    @property
    def _matches(self) -> tuple[Match, ...]:
        return self.verdict.matches[:_MOST_MATCHES]

    def _with(self, outcome: Outcome) -> list[tuple[Match, str]]:
        return [
            (match, said.user_id)
            for match in self._matches
            if (said := self.judged.get(match.document.id)) and said.outcome is outcome
        ]
