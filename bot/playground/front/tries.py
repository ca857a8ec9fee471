"""The things to try in the first minute, and whether they have happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.playground.deliveries import State
from bot.playground.identity import BOT_ID
from bot.playground.messages import Json, Message
from bot.playground.visibility import may_see

if TYPE_CHECKING:
    from bot.playground.people import User
    from bot.playground.workspace import Workspace

Happened = Callable[["Workspace", str], bool]
"""Whether it has happened since a `ts`. Called with the workspace's lock held."""


@dataclass(frozen=True, slots=True)
class Try:
    """One thing to try.

    Attributes:
        name: Short, in two or three words.
        hint: What to do, in a sentence.
        channel: Where, by name.
        person: As whom, by name.
        happened: Tells whether it was done.
        text: What to type.
        file: The sample file to drop instead.

    """

    name: str
    hint: str
    channel: str
    person: str
    happened: Happened
    text: str = ""
    file: str = ""


class Tries:
    """Ticks things off. What happened once stays so, even if it is deleted afterwards."""

    def __init__(
        self, workspace: Workspace, tries: Sequence[Try], done: Sequence[str] = ()
    ) -> None:
        self._workspace = workspace
        self._tries = tuple(tries)
        self._before = frozenset(done)
        self._done = set(done)
        self._since = workspace.ids.ts()

    @property
    def done(self) -> list[str]:
        """The names of what has happened."""
        return sorted(self._done)

    @property
    def since(self) -> str:
        """The `ts` after which things count."""
        return self._since

    def begin(self) -> None:
        """Count only what happens from now on: what furnished the workspace was nobody's try."""
        with self._workspace.lock:
            self._since = self._workspace.ids.ts()
            # The page may have been open meanwhile, and have taken it for one.
            self._done = set(self._before)

    def seen_by(self, user: User) -> list[Json]:
        """Return those for whose channel a person has eyes. Call with the lock held."""
        for each in self._tries:
            if each.name not in self._done and each.happened(self._workspace, self._since):
                self._done.add(each.name)
        return [
            {
                "name": each.name,
                "hint": each.hint,
                "channel": each.channel,
                "person": self._workspace.user(each.person).id,
                "text": each.text,
                "file": each.file,
                "done": each.name in self._done,
            }
            for each in self._tries
            if may_see(user, self._workspace.conversation(each.channel))
        ]


def answered(*, with_file: bool) -> Happened:
    """Return what tells whether the bot answered a message of somebody's, with or without files."""

    def happened(workspace: Workspace, since: str) -> bool:
        return any(
            bool(message.files) is with_file and _is_answered(workspace, message)
            for conversation in workspace.conversations.values()
            for message in workspace.timelines[conversation.id].since(since)
            if message.bot_id is None and not message.is_reply
        )

    return happened


def commanded(*words: str) -> Happened:
    """Return what tells whether a command with one of these first words was answered."""

    def happened(workspace: Workspace, since: str) -> bool:
        # Before anybody was shown something later, it was not answered.
        last = max((e.ts for e in workspace.ephemerals), default="")
        return last > since and any(
            delivery.state is State.ACKED
            and str(delivery.payload.get("text", "")).split()[:1] in [[word] for word in words]
            for delivery in workspace.deliveries
            if delivery.type.startswith("/")
        )

    return happened


def _is_answered(workspace: Workspace, message: Message) -> bool:
    replies = workspace.timelines[message.channel].replies(message.ts)
    return any(reply.bot_id == BOT_ID for reply in replies)
