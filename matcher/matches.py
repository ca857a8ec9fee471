"""What a search returns, and what it may look at."""

from dataclasses import dataclass

from ingest.chunks import Part
from ingest.documents import PUBLIC, Document, Kind


@dataclass(frozen=True, slots=True)
class Scope:
    """What a search may draw on.

    `audiences` are the collections that are queried. Where `channels` is given, the documents of
    the public audience are restricted to these channels: what a guest may see.
    """

    audiences: tuple[str, ...] = (PUBLIC,)
    channels: frozenset[str] | None = None

    @classmethod
    def nothing(cls) -> "Scope":
        """The scope of somebody whose membership can't be established."""
        return cls(audiences=())

    def allows(self, document: Document) -> bool:
        """Tell whether a document may be shown within this scope."""
        return self.covers(document.audience, document.source.channel)

    def covers(self, audience: str, channel: str) -> bool:
        """Tell whether what came from a channel and has an audience may be shown."""
        return audience in self.audiences and (
            audience != PUBLIC or self.channels is None or channel in self.channels
        )


@dataclass(frozen=True, slots=True)
class MatchRecord:
    """A match without any text, to be kept and recalled later (`Matcher.recall`).

    `position` is the matching passage's among the document's chunks.
    """

    document: str
    position: int
    cosine: float
    relevance: float
    same: float


@dataclass(frozen=True, slots=True)
class Match:
    """A document that was found.

    `cosine` in [-1, 1] is the best passage's; `relevance` and `same` are probabilities that the
    document helps, and that it asks for the same. `rerank` is the reranker's score, if one read
    the pair. `part` tells whether the passage is the document's own text, a reply or its
    resolution, `position` where it is among the document's chunks.
    """

    document: Document
    passage: str
    part: Part
    cosine: float
    relevance: float
    same: float
    position: int = 0
    rerank: float | None = None

    @property
    def record(self) -> MatchRecord:
        """The match without its texts."""
        return MatchRecord(
            self.document.id, self.position, self.cosine, self.relevance, self.same
        )


@dataclass(frozen=True, slots=True)
class Count:
    """How many documents of one kind came from one place, and how many have a resolution."""

    audience: str
    channel: str
    kind: Kind
    documents: int
    resolved: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many documents there are, by where they came from."""

    rows: tuple[Count, ...] = ()

    @property
    def documents(self) -> int:
        """All documents."""
        return sum(row.documents for row in self.rows)

    @property
    def resolved(self) -> int:
        """Those with a resolution."""
        return sum(row.resolved for row in self.rows)

    def within(self, scope: Scope) -> "Counts":
        """Return the counts of what may be shown within a scope."""
        return Counts(tuple(row for row in self.rows if scope.covers(row.audience, row.channel)))

    def of(self, *, channel: str | None = None, kind: Kind | None = None) -> "Counts":
        """Return the counts of one channel, of one kind, or of both."""
        return Counts(
            tuple(
                row
                for row in self.rows
                if channel in {None, row.channel} and kind in {None, row.kind}
            )
        )
