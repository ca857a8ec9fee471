"""The sample content as a workspace: its people, channels, and what was said there before."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.playground import content
from bot.playground.content import SampleChannel, SamplePerson, SampleQuestion, SampleTicket
from bot.playground.workspace import Workspace

DAY: Final = 86_400.0
"""Seconds."""

SOLVED: Final = "white_check_mark"

_BARE: Final = (
    ("support", "Try /akin watch here as tickets, and write one."),
    ("general", "Everything for everybody."),
)
_ANSWERED_WITHIN: Final = (600.0, 14_400.0)  # seconds
_CHECKED_WITHIN: Final = 3_600.0  # seconds


@dataclass(frozen=True, slots=True)
class _Post:
    """What somebody wrote, and what was answered. `at` is in seconds since the epoch."""

    at: float
    author: str
    text: str
    answer: str


def populate(workspace: Workspace) -> None:
    """Add the sample content's people, channels and past messages.

    Each message is dated back by its age; its answer stands in its thread, by somebody else, with
    the asker's check mark on it. The bot is in the private and the shared channel, since it has
    to be invited there, and in the public ones that nobody wants watched; the others it joins.
    """
    for person in content.people():
        _add_person(workspace, person)
    for channel in content.channels():
        _add_channel(workspace, channel)
    # Drawn alike each time, so that everybody sees the same workspace.
    chance = random.Random(7)  # noqa: S311 - no secret
    for channel in content.channels():
        _fill(workspace, channel, list(_posts(channel, workspace.clock.now(), chance)), chance)


def furnish(workspace: Workspace) -> None:
    """Add the sample content's people and two public channels, in which nothing was said yet."""
    for person in content.people():
        _add_person(workspace, person)
    insiders = [p.name for p in content.people() if p.role not in {"guest", "external"}]
    for name, topic in _BARE:
        workspace.add_channel(name, members=insiders, with_bot=False, topic=topic)


def _add_person(workspace: Workspace, person: SamplePerson) -> None:
    workspace.add_user(
        person.name,
        guest=person.role == "guest",
        stranger=person.role == "external",
        admin=person.role in {"owner", "admin"},
        real_name=person.real_name,
    )


def _add_channel(workspace: Workspace, channel: SampleChannel) -> None:
    workspace.add_channel(
        channel.name,
        members=channel.members,
        private=channel.kind == "private",
        shared=channel.kind == "shared",
        with_bot=channel.kind != "public" or channel.watch is None,
        topic=channel.topic,
    )


def _posts(channel: SampleChannel, now: float, chance: random.Random) -> Iterator[_Post]:
    def at(days_ago: int) -> float:
        # Within a day before, never after now: one day is the least age that there is.
        return now - days_ago * DAY + chance.uniform(0, 0.7 * DAY)

    for ticket in _TICKETS.get(channel.name, tuple)():
        text = f"{ticket.title}\n{ticket.text}"
        yield _Post(at(ticket.days_ago), ticket.author, text, ticket.resolution)
    for question in _QUESTIONS.get(channel.name, tuple)():
        yield _Post(at(question.days_ago), question.author, question.text, question.answer)


def _fill(
    workspace: Workspace, channel: SampleChannel, posts: Iterable[_Post], chance: random.Random
) -> None:
    """Write the posts with their answers, as those who wrote them."""
    for post in sorted(posts, key=lambda post: post.at):
        asker = workspace.person(post.author)
        root = asker.post(channel.name, post.text, at=post.at)
        if not post.answer:
            continue
        helper = workspace.person(chance.choice(_helpers(channel, post.author)))
        answered = min(post.at + chance.uniform(*_ANSWERED_WITHIN), workspace.clock.now())
        reply = helper.post(channel.name, post.answer, root.ts, at=answered)
        asker.react(reply, SOLVED)


def _helpers(channel: SampleChannel, author: str) -> Sequence[str]:
    outsiders = {person.name for person in content.people() if person.role in {"guest", "external"}}
    return [name for name in channel.members if name != author and name not in outsiders]


_TICKETS: Final[dict[str, Callable[[], tuple[SampleTicket, ...]]]] = {
    "support": content.tickets,
    "sec-incidents": content.private_tickets,
    "acme-shared": content.shared_tickets,
}
_QUESTIONS: Final[dict[str, Callable[[], tuple[SampleQuestion, ...]]]] = {
    "ask-platform": content.questions
}
