"""What Akin remembers, and how often it helped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bot.mrkdwn import channel, date, link
from bot.views.message import Block, Message, context, message, section
from bot.views.words import counted, many, share
from ingest.documents import Kind

_DIGESTS: Final = 10
_ENOUGH: Final = 10
"""Fewer judgements than this say nothing about the next answer."""
_ENDS: Final = {0: "hardly ever right", 1: "right about once in 10", 10: "right nearly always"}

_SOONER: Final = (
    "People's judgements here prove me right so often that I say “This looks like …” more often "
    "than at first."
)


@dataclass(frozen=True, slots=True)
class DigestNews:
    """What became of a channel's last digest, and when the next one comes.

    Attributes:
        channel: the id of the channel that it is about.
        coming: when it comes, a sentence.
        last: when the period of the last one ended; None before the first.
        url: where that one stands, "" where it isn't to be linked.
        silence: why that one was not posted, in words that follow a colon; "" where it was.

    """

    channel: str
    coming: str
    last: datetime | None = None
    url: str = ""
    silence: str = ""


@dataclass(frozen=True, slots=True)
class StatsPage:
    """Counts over what one person may know of.

    `documents` and `resolved` (those with a resolution) are by kind; `replies` were given,
    `confirmed` and `dismissed` by people; `channels` are watched. `digests` are those that come
    regularly. `says_sooner` tells whether what people judged proves that *the same* can be
    said more often than at first.
    """

    documents: Mapping[Kind, int] = field(default_factory=dict)
    resolved: Mapping[Kind, int] = field(default_factory=dict)
    replies: int = 0
    confirmed: int = 0
    dismissed: int = 0
    channels: int = 0
    says_sooner: bool = False
    digests: Sequence[DigestNews] = ()


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
                _SOONER if page.says_sooner else "",
            ),
            *_digests(page.digests),
            context(f"I watch {counted(page.channels, 'channel')} that you can see."),
        ],
    )


def _digests(digests: Sequence[DigestNews]) -> list[Block]:
    if not digests:
        return []
    lines = [f"• {_digest(each)}" for each in digests[:_DIGESTS]]
    more = f"… and {len(digests) - _DIGESTS:,} more" if len(digests) > _DIGESTS else ""
    return [section("*Digests*", *lines, more)]


def _digest(news: DigestNews) -> str:
    where = channel(news.channel)
    if news.last is None:
        return f"{where}: none so far. {news.coming}"
    if news.silence:
        return f"{where}: nothing was posted on {date(news.last)}: {news.silence}. {news.coming}"
    posted = link(news.url, "the last one") if news.url else "the last one"
    return f"{where}: {posted} is of {date(news.last)}. {news.coming}"


def _precision(confirmed: int, dismissed: int) -> str:
    judged = confirmed + dismissed
    if not judged:
        return "Nobody has judged an answer yet: the buttons below each one tell me if it helped."
    if judged < _ENOUGH:
        return "That is too few to say how often I'm right."
    tenths = round(10 * confirmed / judged)
    often = _ENDS.get(tenths, f"right about {tenths} times in 10")
    return f"Of what people judged, I was {often} ({share(confirmed, judged)})."
