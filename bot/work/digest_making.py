"""A digest made: from what a channel heard in a span to numbers, topics and what is unanswered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from bot.akin import Akin
from bot.audience import scope_in
from bot.digest_contents import Contents, Numbers, TopicShare, merged
from bot.schedule import Span
from bot.state import Conversation, Seen
from bot.work.following import Following, Period, targets
from bot.work.heard import Heard, hear, ts
from bot.work.memory import slack_document_id
from ingest.empty_answers import says_nothing
from matcher import Scope
from matcher.topics import FEWEST

NAMED: Final = 7
"""So many topics are shown in the post; the search for the best known answer is for these."""

PERIODS: Final = 8
"""So many periods, the present one too, make the history that is shown."""

WINDOW: Final = 3
"""So many periods before are looked at together with the present one, when topics are found."""

MOST_EARLIER: Final = 20_000
"""Messages of earlier periods that are looked at, at most."""

UNANSWERED: Final = 30
LISTED: Final = 10
_WORTH_A_LIST: Final = 3


@dataclass(frozen=True, slots=True)
class Made:
    """A digest that was made, and what its periods bring to the channel's topics.

    `silence` is why there is nothing to say, in words that follow "nothing was posted:"; "" where
    there is something.
    """

    contents: Contents
    seen: tuple[Seen, ...] = ()
    silence: str = ""


def make(
    akin: Akin, source: Conversation, destination: Conversation, span: Span, zone: ZoneInfo
) -> Made:
    """Return what a digest about one channel says, of what everybody in another may see.

    Nothing is stored.
    """
    scope = scope_in(destination)
    heard = _heard(akin, source.id, span, scope)
    if not heard:
        return Made(Contents(), silence="nothing new came up")
    before = span.before(zone)
    earliest = akin.state.posts.earliest(akin.team, source.id) or ""
    is_whole = bool(earliest) and earliest <= ts(before.start)
    earlier = _heard(akin, source.id, before, scope) if is_whole else None
    caught = akin.state.replies.duplicates(
        akin.team, source.id, (ts(span.start), ts(span.end)), akin.bands_in(source).same
    )
    agreed = akin.state.judgements.confirmed(akin.team, source.id)
    unanswered = [each.document.id for each in heard if not each.is_answered]
    contents = Contents(
        now=_numbers(heard),
        before=None if earlier is None else _numbers(earlier),
        unanswered=tuple(unanswered[:UNANSWERED]),
        open=len(unanswered),
        duplicates=len(caught),
        confirmed=sum(slack_document_id(source.id, each) in agreed for each in caught),
    )
    if len(heard) < FEWEST:
        return _few(contents, heard)
    following = Following(akin, source.id)
    looked = partial(_heard, akin, source.id, scope=scope)
    past = _past(looked, span, zone, earliest, PERIODS - 1 if not following.known else WINDOW)
    if not following.known:
        for number, (each, said) in enumerate(past):
            following.see(Period(each, said, _messages(past[max(0, number - WINDOW) : number])),
                          each.before(zone))  # fmt: skip
    shares, other = following.see(Period(span, heard, _messages(past[-WINDOW:])), before)
    topics = _with_answers(akin, destination, shares, heard, following)
    return Made(replace(contents, topics=topics, other=other), following.seen)


def _few(contents: Contents, heard: Sequence[Heard]) -> Made:
    """Return the digest of a period with too few messages for topics: they are listed."""
    if not contents.open and len(heard) < _WORTH_A_LIST:
        few = "only one message came" if len(heard) == 1 else f"only {len(heard)} messages came"
        return Made(contents, silence=f"{few} up, and nothing is unanswered")
    ordered = sorted(heard, key=lambda each: each.is_answered)
    listed = tuple(each.document.id for each in ordered[:LISTED])
    return Made(replace(contents, listed=listed))


def _past(
    looked: Callable[[Span], list[Heard]], span: Span, zone: ZoneInfo, earliest: str, most: int
) -> list[tuple[Span, list[Heard]]]:
    """Return the whole periods before one, oldest first, as far as all of them was heard.

    Topics are found among several periods' messages at once, and when they are found first, so
    that there is a history.
    """
    past: list[tuple[Span, list[Heard]]] = []
    count = 0
    while len(past) < most:
        span = span.before(zone)
        if not earliest or ts(span.start) < earliest:
            break
        heard = looked(span)
        count += len(heard)
        if count > MOST_EARLIER:
            break
        past.insert(0, (span, heard))
    return past


def _messages(past: Sequence[tuple[Span, list[Heard]]]) -> list[Heard]:
    return [each for _, heard in past for each in heard]


def _heard(akin: Akin, channel: str, span: Span, scope: Scope) -> list[Heard]:
    return [
        each for each in hear(akin, channel, span, scope) if not says_nothing(each.document.text)
    ]


def _numbers(heard: Sequence[Heard]) -> Numbers:
    people = {each.person for each in heard if each.person}
    return Numbers(len(heard), len(people), sum(each.is_answered for each in heard))


def _with_answers(
    akin: Akin, destination: Conversation, shares: Sequence[TopicShare], heard: Sequence[Heard],
    following: Following,
) -> tuple[TopicShare, ...]:  # fmt: skip
    by_id = {each.document.id: each for each in heard}
    shown = [
        share
        for share in merged(shares, targets(following.known))
        if share.size and not following.known[share.topic].hidden
    ]
    answers = {
        share.topic: _best_answer(akin, destination, share, by_id, following)
        for share in shown[:NAMED]
    }
    return tuple(replace(share, answer=answers.get(share.topic, "")) for share in shares)


def _best_answer(
    akin: Akin, destination: Conversation, share: TopicShare, by_id: dict[str, Heard],
    following: Following,
) -> str:  # fmt: skip
    """Return the document whose resolution answers a topic best, "" where none is known.

    That is the most central of its own messages that has one, or else what a search for its
    example finds to be the same.
    """
    centroid = following.known[share.topic].centroid
    solved = [
        each
        for id_ in following.documents(share.topic)
        if (each := by_id.get(id_)) and each.document.resolution and each.vector is not None
    ]
    if solved:
        cosines = np.stack([each.vector for each in solved if each.vector is not None]) @ centroid
        return solved[int(cosines.argmax())].document.id
    example = by_id.get(share.example)
    if example is None:
        return ""
    same = akin.bands_in(destination).same
    found = akin.matcher.find(
        example.document.text,
        team=akin.team,
        scope=scope_in(destination),
        exclude=set(following.documents(share.topic)),
    )
    return next((m.document.id for m in found if m.same >= same and m.document.resolution), "")
