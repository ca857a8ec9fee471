"""What a channel heard in a span: each message with who wrote it and whether it was answered."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from bot.akin import Akin
from bot.schedule import Span
from bot.state import Post
from ingest.documents import Document
from matcher import Scope
from matcher.spans import said_between


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """A message that started a thread.

    Attributes:
        document: what is remembered of it.
        person: who wrote it, the same for each message of theirs: an id, or a name where the id
            wasn't noted; "" where nobody knows.
        is_answered: whether somebody else replied, or it was resolved, or somebody confirmed that
            an earlier one answers it.
        vector: (d,) float32 of unit length, None where it isn't encoded yet.

    """

    document: Document
    person: str
    is_answered: bool
    vector: npt.NDArray[np.float32] | None


def hear(akin: Akin, channel: str, span: Span, scope: Scope) -> list[Heard]:
    """Return what was said in a channel during a span and may be shown, oldest first."""
    said = said_between(akin.matcher.store, akin.team, channel, span.start, span.end)
    threads: dict[str, list[Post]] = defaultdict(list)
    for post in akin.state.posts.threads_between(akin.team, channel, ts(span.start), ts(span.end)):
        threads[post.thread_ts].append(post)
    confirmed = akin.state.judgements.confirmed(akin.team, channel)
    heard = []
    for each in said:
        document = each.document
        if not scope.allows(document):
            continue
        person, replied = _thread(document, threads.get(document.source.ts, ()))
        answered = replied or document.status == "resolved" or document.id in confirmed
        heard.append(Heard(document, person, answered, each.vector))
    return heard


def ts(moment: datetime) -> str:
    """Return a moment as Slack writes it; earlier moments are smaller, letter by letter."""
    return f"{moment.timestamp():017.6f}"


def _thread(document: Document, posts: Sequence[Post]) -> tuple[str, bool]:
    """Return who began a thread, and whether somebody else replied."""
    root = next((post for post in posts if post.is_root), None)
    if root is None:  # imported: who replied is not known
        return document.author, bool(document.replies)
    person = root.author_id or root.author
    return person, any((post.author_id or post.author) != person for post in posts)
