"""What a search returns, and what it may look at."""

from dataclasses import dataclass

from ingest.chunks import Part
from ingest.documents import PUBLIC, Document


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
        """Return the scope of somebody whose membership can't be established."""
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
    resolution, `position` where it is among the document's chunks. `agreeing` are the rare
    identifiers (error codes, versions, HTTP statuses) that query and document both name, such as
    "HV-5031"; `conflicting` those in which they differ, such as "HV-5031 ≠ HV-5011".
    """

    document: Document
    passage: str
    part: Part
    cosine: float
    relevance: float
    same: float
    position: int = 0
    rerank: float | None = None
    agreeing: tuple[str, ...] = ()
    conflicting: tuple[str, ...] = ()

    @property
    def record(self) -> MatchRecord:
        """The match without its texts."""
        return MatchRecord(self.document.id, self.position, self.cosine, self.relevance, self.same)
