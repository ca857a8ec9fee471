"""Candidates held against openings, each pair once."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Final, Generic, TypeVar

from bot.state import Candidate, NotedOpening
from bot.views.candidates import Held
from ingest.resumes import load
from matcher import Matcher
from matcher.candidates import Assessment, CandidateRanker, PreparedOpening, PreparedResume
from matcher.requirements import cut

_RESUMES: Final = 300
_OPENINGS: Final = 100
_ASSESSMENTS: Final = 5_000

Value = TypeVar("Value")
Key = tuple[object, ...]


class _Recent(Generic[Value]):
    """The values that were asked for last, so many at most; safe to use from several threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> Value | None:
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def put(self, key: Key, value: Value) -> Value:
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return value

    def clear(self) -> None:
        with self._lock:
            self._values.clear()


class Assessor:
    """Holds candidates against openings, and remembers for a while what came out.

    Args:
        matcher: whose encoder is used.

    """

    def __init__(self, matcher: Matcher) -> None:
        self._ranker = CandidateRanker(matcher.encoder)
        self._resumes: _Recent[PreparedResume] = _Recent(_RESUMES)
        self._openings: _Recent[PreparedOpening] = _Recent(_OPENINGS)
        self._known: _Recent[Assessment] = _Recent(_ASSESSMENTS)

    def held(self, candidate: Candidate, opening: NotedOpening) -> Held:
        """Hold a candidate, whose résumé could be read, against an opening."""
        today = datetime.now(UTC).date()
        of_candidate = (candidate.channel, candidate.id, candidate.received_at)
        of_opening = (opening.channel, opening.id, opening.created_at)
        key = (*of_candidate, *of_opening, today)
        found = self._known.get(key)
        if found is None:
            found = self._known.put(key, self._assess(candidate, opening, today))
        return Held(candidate, opening, found)

    def best(self, candidate: Candidate, openings: Sequence[NotedOpening]) -> list[Held]:
        """Hold a candidate against openings; return the best first."""
        held = [self.held(candidate, opening) for opening in openings]
        return sorted(held, key=lambda each: (-each.assessment.score, each.opening.title))

    def ranked(self, candidates: Sequence[Candidate], opening: NotedOpening) -> list[Held]:
        """Hold candidates against an opening; return the best first."""
        held = [self.held(candidate, opening) for candidate in candidates]
        return sorted(
            held,
            key=lambda each: (
                -each.assessment.score, each.candidate.file_name, each.candidate.id
            ),
        )  # fmt: skip

    def forget(self) -> None:
        """Drop everything that is remembered: something of it was removed for good."""
        for each in (self._resumes, self._known):
            each.clear()

    def _assess(self, candidate: Candidate, opening: NotedOpening, today: date) -> Assessment:
        key: Key = (candidate.channel, candidate.id, candidate.received_at)
        resume = self._resumes.get(key) or self._resumes.put(
            key, self._ranker.prepare_resume(load(candidate.resume))
        )
        key = (opening.channel, opening.id, opening.created_at)
        prepared = self._openings.get(key) or self._openings.put(
            key, self._ranker.prepare_opening(cut(opening.title, opening.text))
        )
        return self._ranker.assess(prepared, resume, today)
