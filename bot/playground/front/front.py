"""What the page shows beside the workspace itself: who runs it says what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.playground import sight
from bot.playground.front.glimpses import Glimpses
from bot.playground.front.tries import Tries, Try
from bot.playground.messages import Json

if TYPE_CHECKING:
    from bot.playground.people import User
    from bot.playground.person import Person
    from bot.playground.workspace import Workspace


class Phase(StrEnum):
    """How far the bot is."""

    STARTING = "starting"
    READING = "reading"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class CommandHelp:
    """One way to use a command: what is typed, what for, and an example."""

    usage: str
    purpose: str
    example: str = ""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A message shortcut of the bot's: its `callback_id`, and what the menu calls it."""

    callback_id: str
    name: str


class Front:
    """What the page is given beside what is said in the workspace.

    Args:
        workspace: What is shown.
        title: What the workspace is called.
        person: As whom one begins, by name.
        channel: Where one begins, by name.
        commands: What can be typed after a slash.
        shortcuts: What a message's menu offers.
        tries: What to try in the first minute.
        done: Names of those that have happened before.
        samples: Names of the files that can be dropped without having any.

    """

    def __init__(
        self,
        workspace: Workspace,
        *,
        title: str = "",
        person: str = "",
        channel: str = "",
        commands: Sequence[CommandHelp] = (),
        shortcuts: Sequence[Shortcut] = (),
        tries: Sequence[Try] = (),
        done: Sequence[str] = (),
        samples: Sequence[str] = (),
    ) -> None:
        self.workspace = workspace
        self.tries = Tries(workspace, tries, done)
        self.glimpses = Glimpses(workspace)
        self.samples = tuple(samples)
        self._title = title or "Workspace"
        self._person = person
        self._channel = channel
        self._commands = tuple(commands)
        self._shortcuts = tuple(shortcuts)
        self._phase = Phase.READY
        self._note = ""

    @property
    def phase(self) -> Phase:
        """How far the bot is."""
        return self._phase

    def enter(self, phase: Phase, note: str = "") -> None:
        """Show how far the bot is, and what it is doing."""
        with self.workspace.lock:
            self._phase, self._note = phase, note
            self.workspace.notify()

    def beginning(self) -> str:
        """Return the id of the person as whom one begins; empty where there is nobody."""
        with self.workspace.lock:
            people = [u for u in self.workspace.users.values() if not u.is_bot and not u.deleted]
            chosen = [u for u in people if u.name == self._person] or people
        return chosen[0].id if chosen else ""

    def _beginning(self, user: User) -> str:
        """Return the id of the channel in which a person begins, if they see it."""
        for conversation in sight.conversations(self.workspace, user):
            if conversation.name == self._channel:
                return conversation.id
        return ""

    def person(self, user_id: str) -> Person | None:
        """Return somebody as whom one can be here; None for bots and for whom there isn't."""
        with self.workspace.lock:
            user = self.workspace.users.get(user_id)
        there = user is not None and not user.is_bot and not user.deleted
        return self.workspace.person(user_id) if there else None

    def fixed(self) -> Json:
        """Return what stays as it is."""
        return {
            "title": self._title,
            "commands": [
                {"usage": c.usage, "purpose": c.purpose, "example": c.example}
                for c in self._commands
            ],
            "shortcuts": [{"id": s.callback_id, "name": s.name} for s in self._shortcuts],
            "samples": list(self.samples),
        }

    def moving(self, user: User) -> dict[str, object]:
        """Return what changes, section by section. Call with the workspace's lock held."""
        return {
            "beginning": self._beginning(user),
            "phase": {"name": self._phase.value, "note": self._note, "since": self.tries.since},
            "tries": self.tries.seen_by(user),
            "glimpses": self.glimpses.seen_by(user),
        }
