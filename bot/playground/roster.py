"""Who and what is in the workspace: its accounts and its conversations."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.playground.clock import Clock
from bot.playground.conversations import Conversation, Kind
from bot.playground.errors import Misused
from bot.playground.identity import (
    APP_ID,
    BOT_ID,
    BOT_NAME,
    BOT_USER_ID,
    FOREIGN_TEAM_ID,
    TEAM_ID,
)
from bot.playground.ids import Ids
from bot.playground.messages import Json
from bot.playground.people import User
from bot.playground.timeline import Timeline

if TYPE_CHECKING:
    from bot.playground.person import Person

_CREATED = frozenset({"id", "name", "created", "creator"})


class Roster(ABC):
    """The accounts and conversations, made and found by name or id."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.clock = Clock()
        self.ids = Ids(self.clock)
        self.users: dict[str, User] = {}
        self.conversations: dict[str, Conversation] = {}
        self.timelines: dict[str, Timeline] = {}
        self.users[BOT_USER_ID] = User(
            BOT_USER_ID, BOT_NAME, "Akin", is_bot=True, bot_id=BOT_ID, app_id=APP_ID
        )

    @abstractmethod
    def emit(self, event: Json, conversation: Conversation | None = None) -> None:
        """Tell the bot of an event, if it may know. Call with the lock held."""

    @abstractmethod
    def notify(self) -> None:
        """Wake everybody who waits for something to be true."""

    @abstractmethod
    def person(self, ref: str | User | Person) -> Person:
        """Return the handle of a person, by name or id."""

    def add_user(
        self,
        name: str,
        *,
        guest: bool = False,
        single_channel_guest: bool = False,
        stranger: bool = False,
        admin: bool = False,
        bot: bool = False,
        real_name: str | None = None,
    ) -> Person:
        """Add an account and return its handle. `stranger`: of another organisation."""
        with self.lock:
            if any(user.name == name for user in self.users.values()):
                raise Misused(f"There is a user named {name!r} already; choose another name.")
            user = User(
                self.ids.id("U", name),
                name,
                real_name or name.replace(".", " ").title(),
                team_id=FOREIGN_TEAM_ID if stranger else TEAM_ID,
                is_admin=admin,
                is_restricted=guest or single_channel_guest,
                is_ultra_restricted=single_channel_guest,
                is_bot=bot,
                bot_id=self.ids.id("B", name) if bot else None,
                app_id=self.ids.id("A", name) if bot else None,
                updated=int(self.clock.now()),
            )
            self.users[user.id] = user
            if not stranger:
                self.emit({"type": "team_join", "user": user.to_slack(), "event_ts": self.ids.ts()})
            self.notify()
            return self.person(user.id)

    def add_channel(
        self,
        name: str,
        *,
        members: Iterable[str | Person] = (),
        private: bool = False,
        shared: bool = False,
        with_bot: bool = True,
        topic: str = "",
    ) -> Conversation:
        """Add a channel. The bot is in it unless `with_bot` says otherwise."""
        with self.lock:
            if any(c.name == name for c in self.conversations.values()):
                raise Misused(f"There is a channel named {name!r} already; choose another name.")
            people = [self.user(member) for member in members]
            if not shared and any(user.is_foreign for user in people):
                raise Misused(f"Strangers are in shared channels only; make {name!r} shared=True.")
            return self._add_conversation(
                Kind.PRIVATE if private else Kind.PUBLIC,
                self.ids.id("C", name),
                name,
                {user.id for user in people} | ({BOT_USER_ID} if with_bot else set()),
                topic=topic,
                connected_teams=frozenset({FOREIGN_TEAM_ID}) if shared else frozenset(),
            )

    def open_dm(self, *members: str | Person) -> Conversation:
        """Return the direct message of two accounts, or the group one of more, made if need be."""
        with self.lock:
            ids = frozenset(self.user(member).id for member in members)
            kind = Kind.IM if len(ids) <= 2 else Kind.MPIM  # noqa: PLR2004 - two people make a DM
            for known in self.conversations.values():
                if known.kind is kind and known.members == ids:
                    return known
            names = "--".join(sorted(self.users[i].name for i in ids))
            name = "" if kind is Kind.IM else f"mpdm-{names}-1"
            letter = "D" if kind is Kind.IM else "G"
            return self._add_conversation(kind, self.ids.id(letter, ""), name, set(ids))

    def _add_conversation(
        self,
        kind: Kind,
        conversation_id: str,
        name: str,
        members: set[str],
        *,
        topic: str = "",
        connected_teams: frozenset[str] = frozenset(),
    ) -> Conversation:
        creator = next((m for m in sorted(members) if m != BOT_USER_ID), BOT_USER_ID)
        conversation = Conversation(
            conversation_id,
            name,
            kind,
            creator,
            int(self.clock.now()),
            frozenset(members),
            topic=topic,
            connected_teams=connected_teams,
        )
        self.conversations[conversation.id] = conversation
        self.timelines[conversation.id] = Timeline()
        if kind is Kind.PUBLIC:
            made = {k: v for k, v in conversation.to_slack(creator).items() if k in _CREATED}
            self.emit(
                {"type": "channel_created", "channel": made, "event_ts": self.ids.ts()},
                conversation,
            )
        self.notify()
        return conversation

    def user(self, ref: str | User | Person) -> User:
        """Return an account as it is now, by handle, name or id."""
        wanted = ref if isinstance(ref, str) else ref.id
        with self.lock:
            if wanted in self.users:
                return self.users[wanted]
            name = wanted.removeprefix("@")
            for user in self.users.values():
                if user.name == name:
                    return user
        raise Misused(f"There is no user {wanted!r}; add one with add_user.")

    def conversation(self, ref: str | Conversation) -> Conversation:
        """Return a conversation as it is now, by itself, name or id."""
        wanted = ref if isinstance(ref, str) else ref.id
        with self.lock:
            if wanted in self.conversations:
                return self.conversations[wanted]
            name = wanted.removeprefix("#")
            for conversation in self.conversations.values():
                if conversation.name == name:
                    return conversation
        raise Misused(f"There is no conversation {wanted!r}; add one with add_channel.")

    def replace_conversation(self, conversation: Conversation, **changes: object) -> Conversation:
        """Store a changed version of a conversation. Call with the lock held."""
        changed = replace(conversation, **changes)  # type: ignore[arg-type]  # field names and types are the caller's
        self.conversations[changed.id] = changed
        self.notify()
        return changed

    def replace_user(self, ref: str | Person, **changes: object) -> User:
        """Store a changed version of an account and tell the bot (`user_change`)."""
        with self.lock:
            changed = replace(self.user(ref), **changes, updated=int(self.clock.now()))  # type: ignore[arg-type]  # as above
            self.users[changed.id] = changed
            event = {"type": "user_change", "user": changed.to_slack(), "event_ts": self.ids.ts()}
            self.emit(event)
            self.notify()
            return changed
