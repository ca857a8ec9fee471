"""Our own triples: a question, the same in other words, and a near miss."""

from matcher.triples import Triple, read

__all__ = ["Triple", "read"]
