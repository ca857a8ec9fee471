"""What Akin remembers, and how often it helped."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.views.message import Message, context, message, section
from bot.views.words import counted, many, share
from ingest.documents import Kind

_ENOUGH: Final = 10
"""Fewer judgements than this say nothing about the next answer."""
_ENDS: Final = {0: "hardly ever right", 1: "right about once in 10", 10: "right nearly always"}


@dataclass(frozen=True, slots=True)
class StatsPage:
    """Counts over what one person may know of.

    `documents` and `resolved` (those with a resolution) are by kind; `replies` were given,
    `confirmed` and `dismissed` by people; `channels` are watched.
    """

    documents: Mapping[Kind, int] = field(default_factory=dict)
    resolved: Mapping[Kind, int] = field(default_factory=dict)
    replies: int = 0
    confirmed: int = 0
    dismissed: int = 0
    channels: int = 0


def stats(page: StatsPage) -> Message:
    """Return the statistics for the person who asked."""
    total = sum(page.documents.values())
    if not total and not page.channels:
        text = (
            "I don't remember anything yet. `/akin watch #channel as tickets` shows me where to "
            "read along."
        )
        return message(text, [section(text)])
    kinds = [
        f"• {many(count, kind)}, {share(page.resolved.get(kind, 0), count)} with a solution"
        for kind in Kind
        if (count := page.documents.get(kind, 0))
    ]
    if not kinds:
        kinds = ["Nothing yet: new messages come in by themselves."]
    return message(
        f"I remember {counted(total, 'document')}.",
        [
            section("*What I remember*", *kinds),
            section(
                f"I gave {counted(page.replies, 'reply', 'replies')}. "
                f"People confirmed {page.confirmed:,} and dismissed {page.dismissed:,}.",
                _precision(page.confirmed, page.dismissed),
            ),
            context(f"I watch {counted(page.channels, 'channel')} that you can see."),
        ],
    )


def _precision(confirmed: int, dismissed: int) -> str:
    judged = confirmed + dismissed
    if not judged:
        return "Nobody has judged an answer yet: the buttons below each one tell me if it helped."
    if judged < _ENOUGH:
        return "That is too few to say how often I'm right."
    tenths = round(10 * confirmed / judged)
    often = _ENDS.get(tenths, f"right about {tenths} times in 10")
    return f"Of what people judged, I was {often} ({share(confirmed, judged)})."
