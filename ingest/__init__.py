"""Reading: tickets, Slack texts and exports become Documents. Knows no Slack library, no models."""

from ingest.documents import PUBLIC, Document, Kind, Source

__all__ = ["PUBLIC", "Document", "Kind", "Source"]
