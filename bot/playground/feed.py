"""What is new in the workspace to somebody who looks at it now and then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.playground.deliveries import now
from bot.playground.messages import Ephemeral, Json, Message
from bot.playground.visibility import may_see

if TYPE_CHECKING:
    from bot.playground.person import Person
    from bot.playground.workspace import Workspace

PATIENCE: Final = 120.0
"""Seconds after which the bot is taken to hang: a scan alone may be read for 90."""

LOOK_EVERY: Final = 0.03
"""Seconds after which an end that tells nobody when it comes is looked for again."""


class Event(StrEnum):
    """What can be new."""

    POSTED = "posted"
    CHANGED = "changed"
    REMOVED = "removed"
    REACTED = "reacted"
    WHISPERED = "whispered"


@dataclass(frozen=True, slots=True)
class News:
    """One thing that happened. `message` is how it is now; of what was removed, how it was.

    `emoji` and `user` (an id) say which reaction was added, by whom.
    """

    event: Event
    message: Message | Ephemeral
    emoji: str = ""
    user: str = ""


class Feed:
    """Tells of everything once.

    Args:
        workspace: What is looked at.
        person: Through whose eyes; None sees all that anybody sees.

    """

    def __init__(self, workspace: Workspace, person: Person | None = None) -> None:
        self._workspace = workspace
        self._person = person
        self._messages: dict[tuple[str, str], Message] = {}
        self._ephemerals: dict[tuple[str, str], Ephemeral] = {}
        self.take()

    def look_as(self, person: Person) -> None:
        """Look through another person's eyes; what they see already is no news."""
        self._person = person
        self.take()

    def take(self) -> list[News]:
        """Return what happened since the last time, new messages first, each in order of time."""
        with self._workspace.lock:
            messages = {(m.channel, m.ts): m for m in self._visible_messages()}
            ephemerals = {(e.channel, e.ts): e for e in self._visible_ephemerals()}
        known, heard = self._messages, self._ephemerals
        self._messages, self._ephemerals = messages, ephemerals
        return [
            *_posted(known, messages),
            *_changed(known, messages),
            *_removed(known, messages),
            *(News(Event.WHISPERED, e) for key, e in ephemerals.items() if heard.get(key) != e),
        ]

    def follow(self, idle: Callable[[], bool], timeout: float = PATIENCE) -> Iterator[News]:
        """Yield what happens, as it does, until `idle()` is true and all before it was told.

        Raises:
            TimeoutError: it is still not idle after `timeout` seconds.

        """
        deadline = now() + timeout
        while True:
            # Asked before the look: what comes between the two must not be missed.
            over = idle()
            yield from self.take()
            if over:
                return
            if now() > deadline:
                raise TimeoutError(f"The bot is still at work after {timeout:g} seconds.")
            with self._workspace.changed:
                self._workspace.changed.wait(LOOK_EVERY)

    def _visible_messages(self) -> Iterator[Message]:
        for conversation in self._workspace.conversations.values():
            if self._person is None or may_see(self._person.user, conversation):
                yield from self._workspace.timelines[conversation.id]

    def _visible_ephemerals(self) -> list[Ephemeral]:
        if self._person is None:
            return list(self._workspace.ephemerals)
        return self._person.ephemerals()


_Known = dict[tuple[str, str], Message]


def _posted(known: _Known, messages: _Known) -> Iterator[News]:
    new = [message for key, message in messages.items() if key not in known]
    for message in sorted(new, key=lambda message: message.ts):
        yield News(Event.POSTED, message)


def _changed(known: _Known, messages: _Known) -> Iterator[News]:
    for key, after in messages.items():
        before = known.get(key)
        if before is after:
            continue
        if before is not None and _words(before) != _words(after):
            yield News(Event.REMOVED if after.is_tombstone else Event.CHANGED, after)
        for reaction in after.reactions:
            earlier = before.reaction(reaction.name) if before else None
            for user in reaction.users:
                if earlier is None or user not in earlier.users:
                    yield News(Event.REACTED, after, reaction.name, user)


def _removed(known: _Known, messages: _Known) -> Iterator[News]:
    for key, message in known.items():
        # Of a tombstone it was told when it became one.
        if key not in messages and not message.is_tombstone:
            yield News(Event.REMOVED, message)


def _words(message: Message) -> tuple[str, list[Json]]:
    """Return what can be read of a message: ids of blocks, made anew each time, cannot."""
    blocks = [{k: v for k, v in block.items() if k != "block_id"} for block in message.blocks]
    return message.text, blocks
