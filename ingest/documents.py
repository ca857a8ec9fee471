"""What Akin remembers: a Document, and where it came from."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Final

PUBLIC: Final = "public"
"""The audience of what every full member of a workspace may see."""

LOCAL_TEAM: Final = "local"
"""The workspace of documents that were imported before any Slack workspace was connected."""


class Kind(StrEnum):
    """What a document is; each kind has an index of its own."""

    QUESTION = "question"
    TICKET = "ticket"
    RESUME = "resume"
    JOB = "job"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document came from.

    A Slack message has `team`, `channel` and `ts`; an imported record has `file` (the name of the
    system or file it was exported from) and `record` (its id there).
    """

    team: str = LOCAL_TEAM
    channel: str = ""
    ts: str = ""
    permalink: str = ""
    file: str = ""
    record: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One thing that can be found again.

    `id` is made from the source (see `document_id`), so that reading a source again replaces the
    document. `replies` are what was said in the thread below it, oldest first, each a text of its
    own. `audience` is `PUBLIC` or the id of the private or shared conversation it came from.
    """

    id: str
    kind: Kind
    title: str
    text: str
    resolution: str = ""
    replies: tuple[str, ...] = ()
    status: str = ""
    author: str = ""
    source: Source = field(default_factory=Source)
    audience: str = PUBLIC
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def team(self) -> str:
        """The workspace that the document belongs to."""
        return self.source.team

    def moved_to(self, audience: str) -> "Document":
        """The same document, shown to another audience."""
        return replace(self, audience=audience)


def document_id(source: Source) -> str:
    """Return the stable id of what lies at a source: 1 to 64 characters, safe in URLs.

    The workspace is not part of it (ids are unique within a workspace), so that records imported
    before Slack was connected keep theirs.
    """
    if source.channel and source.ts:
        return f"{source.channel}-{source.ts}"
    if not source.record:
        raise ValueError("A document's source needs a channel and a ts, or a record id.")
    digest = blake2b(f"{source.file}\0{source.record}".encode(), digest_size=12)
    return f"r-{digest.hexdigest()}"
