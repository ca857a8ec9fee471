"""From what a digest shows by id to what it says, of what its readers may see now."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.akin import Akin
from bot.audience import scope_in
from bot.digest_contents import Contents, TopicShare, merged
from bot.pictures import TopicBars
from bot.schedule import Span
from bot.state import Conversation, KnownTopic, TopicPeriod
from bot.views.digest import MOST_TOPICS, DigestPage, Quoted, TopicLine
from bot.watching import Watch
from bot.work.digest_making import PERIODS
from bot.work.following import targets
from ingest.documents import Document
from matcher.topic_identity import State

FEWEST_PEOPLE: Final = 3
"""So many people have to be in a topic for it to be named in another channel than its own."""

_STATES: Final = {State.BACK.value: "back again", State.GONE.value: "not asked any more"}
"""What states are called where their own names don't say it."""


@dataclass(frozen=True, slots=True)
class Topical:
    """What is known of a channel's topics when a digest is shown: by id, and how they went."""

    topics: Mapping[str, KnownTopic]
    periods: Sequence[TopicPeriod]


@dataclass(frozen=True, slots=True)
class Picture:
    """What the picture of a digest shows; `fingerprint` changes with anything in it."""

    bars: tuple[TopicBars, ...]
    periods: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """A hash of all that is in it, the names too."""
        return hashlib.blake2b(repr(self).encode(), digest_size=16).hexdigest()


def topical(akin: Akin, channel: str) -> Topical:
    """Return what is known of a channel's topics."""
    return Topical(
        akin.state.topics.of_channel(akin.team, channel),
        akin.state.topics.periods(akin.team, channel),
    )


def page(
    akin: Akin, contents: Contents, span: Span, zone: ZoneInfo, source: Conversation,
    destination: Conversation, known: Topical, *, key: str = "",
) -> DigestPage:  # fmt: skip
    """Return what a digest says, of what everybody in its destination may see now."""
    scope = scope_in(destination)
    found = akin.matcher.store.get(akin.team, contents.documents)
    shown = {id_: document for id_, document in found.items() if scope.allows(document)}
    elsewhere = source.id != destination.id
    into = targets(known.topics)
    lines: dict[str, list[TopicLine]] = {"shown": [], "quiet": [], "hidden": []}
    for share in merged(contents.topics, into):
        topic = known.topics.get(share.topic)
        if topic is None or not topic.title:
            continue  # forgotten meanwhile
        if elsewhere and len(share.people) < FEWEST_PEOPLE:
            continue
        lines[_place(topic, share)].append(_line(topic, share, shown))
    return DigestPage(
        channel=source.name,
        noun=source.watch.singular if source.watch is not Watch.OFF else "message",
        start=span.start,
        end=span.end,
        zone=zone,
        now=contents.now,
        before=contents.before,
        topics=lines["shown"],
        quiet=lines["quiet"],
        hidden=lines["hidden"],
        other=contents.other,
        unanswered=_quoted(contents.unanswered, shown),
        open=contents.open,
        listed=_quoted(contents.listed, shown, frozenset(contents.unanswered)),
        duplicates=contents.duplicates,
        confirmed=contents.confirmed,
        key=key,
    )


def picture(shown: DigestPage, known: Topical) -> Picture | None:
    """Return what the picture of a digest shows; None where there is no topic."""
    topics = shown.topics[:MOST_TOPICS]
    if not topics:
        return None
    ends = sorted({p.ended_at for p in known.periods if p.ended_at < shown.end})
    periods = [*ends[-(PERIODS - 1) :], shown.end]
    into = targets(known.topics)
    sizes: dict[tuple[str, datetime], int] = {}
    for each in known.periods:
        at = (into.get(each.topic, each.topic), each.ended_at)
        sizes[at] = sizes.get(at, 0) + each.size
    bars = tuple(
        TopicBars(line.name, (*(sizes.get((line.id, end), 0) for end in periods[:-1]), line.size))
        for line in topics
    )
    walls = (end.astimezone(shown.zone) for end in periods)
    return Picture(bars, tuple(f"{wall.day} {wall:%b}" for wall in walls))


def _place(topic: KnownTopic, share: TopicShare) -> str:
    if topic.hidden:
        return "hidden"
    return "shown" if share.size else "quiet"


def _line(topic: KnownTopic, share: TopicShare, shown: Mapping[str, Document]) -> TopicLine:
    example, answer = shown.get(share.example), shown.get(share.answer)
    solved = answer is not None and answer.resolution
    return TopicLine(
        id=topic.id,
        name=topic.title,
        size=share.size,
        people=len(share.people),
        answered=share.answered,
        before=share.before,
        state=_STATES.get(share.state, share.state),
        example=None if example is None else _quote(example),
        answer=_quote(answer, answer.resolution) if answer is not None and solved else None,
        first_seen=topic.first_seen,
        terms=topic.terms,
    )


def _quoted(
    ids: Sequence[str], shown: Mapping[str, Document], unanswered: frozenset[str] | None = None
) -> list[Quoted]:
    return [
        _quote(shown[id_], is_answered=unanswered is not None and id_ not in unanswered)
        for id_ in ids
        if id_ in shown
    ]


def _quote(document: Document, text: str = "", *, is_answered: bool = False) -> Quoted:
    return Quoted(
        text or document.title,
        document.source.permalink,
        document.author,
        document.created_at,
        is_answered,
    )
