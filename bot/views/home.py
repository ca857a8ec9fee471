"""The App Home: what Akin watches, what came of it, and what went wrong lately."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.mrkdwn import channel, date, shorten
from bot.views.actions import Action
from bot.views.message import (
    Block,
    actions,
    button,
    context,
    divider,
    fitting,
    header,
    section,
)
from bot.views.settings import LOUDNESSES, sureness
from bot.views.words import counted, joined, share
from bot.watching import Loudness, Watch
from matcher.calibration import DEFAULT_PRECISION

_BLOCKS: Final = 100
_CHARACTERS: Final = 12_000
_CHANNELS: Final = 40
_FAILURES: Final = 10


@dataclass(frozen=True, slots=True)
class WatchedChannel:
    """A channel that is watched: how many documents came from it, and how many replies it got.

    `precision` is the share of the warnings "the same" that should be right there.
    """

    id: str
    name: str
    watch: Watch
    loudness: Loudness
    documents: int
    replies: int
    precision: float = DEFAULT_PRECISION


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that went wrong; `what` is a sentence without anybody's text."""

    when: datetime
    what: str
    channel: str = ""


@dataclass(frozen=True, slots=True)
class HomePage:
    """What one person's App Home shows: only what that person may know of.

    `documents` and `resolved` count what is remembered, `answered` the replies given, `confirmed`
    and `dismissed` what people said about them. `more_channels` are watched beside `channels`.
    """

    channels: Sequence[WatchedChannel] = ()
    documents: int = 0
    resolved: int = 0
    answered: int = 0
    confirmed: int = 0
    dismissed: int = 0
    failures: Sequence[Failure] = ()
    more_channels: int = 0


def home(page: HomePage) -> Block:
    """Return the App Home: at most 100 blocks, whatever the page holds."""
    return {"type": "home", "blocks": fitting(_blocks(page), _BLOCKS, _CHARACTERS)}


def _blocks(page: HomePage) -> Iterator[Block]:
    yield header("Akin remembers what was solved")
    if not page.channels and not page.more_channels:
        yield from _first_step()
    else:
        yield section(_tally(page))
        yield actions([button("Watch a channel", Action.OPEN_WATCH, primary=True)])
        yield from _channels(page)
    if page.failures:
        yield from _failures(page.failures)
    yield divider()
    yield context("Type `/akin` anywhere to see all that I can do.")


def _first_step() -> Iterator[Block]:
    yield section(
        "*Let's start:* show me a channel where people ask for help.",
        "I read along there. When something comes up again, I answer in its thread with what "
        "solved it last time.",
    )
    yield actions([button("Watch a channel", Action.OPEN_WATCH, primary=True)])
    yield context("Or type `/akin watch #channel as tickets` in any channel.")


def _tally(page: HomePage) -> str:
    remembered = (
        f"I remember *{counted(page.documents, 'ticket or question', 'tickets and questions')}*, "
        f"{share(page.resolved, page.documents)} of them with a solution."
        if page.documents
        else "I don't remember anything yet: new messages come in by themselves."
    )
    said = joined(
        [
            f"{counted(page.answered, 'reply', 'replies')} given",
            f"{page.confirmed:,} confirmed",
            f"{page.dismissed:,} dismissed",
        ]
    )
    return f"{remembered}\n{said}"


def _channels(page: HomePage) -> Iterator[Block]:
    shown = page.channels[:_CHANNELS]
    yield divider()
    yield section("*Channels I watch*")
    for watched in shown:
        loudness = LOUDNESSES[watched.loudness][0].lower()
        remembered = counted(watched.documents, watched.watch.singular)
        yield section(
            f"{_called(watched)} for {watched.watch.value}",
            joined(
                [
                    f"{remembered} remembered",
                    counted(watched.replies, "reply", "replies"),
                    f"I answer {loudness}",
                    sureness(watched.precision),
                ]
            ),
        )
    more = page.more_channels + len(page.channels) - len(shown)
    if more > 0:
        yield context(f"And {counted(more, 'more channel', 'more channels')}.")


def _called(watched: WatchedChannel) -> str:
    reference = channel(watched.id)
    return reference if reference.startswith("<") else f"#{shorten(watched.name, 80)}"


def _failures(failures: Sequence[Failure]) -> Iterator[Block]:
    yield divider()
    yield section("*What went wrong lately*")
    for failure in failures[:_FAILURES]:
        yield context(
            joined(
                [
                    date(failure.when, time=True),
                    failure.channel and channel(failure.channel),
                    shorten(failure.what, 200),
                ]
            )
        )
    if len(failures) > _FAILURES:
        yield context(f"And {len(failures) - _FAILURES:,} more.")
