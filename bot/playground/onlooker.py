"""What one person sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.playground import sight
from bot.playground.conversations import Conversation
from bot.playground.errors import ActionError, Refused
from bot.playground.files import File
from bot.playground.messages import Ephemeral, Message
from bot.playground.people import User
from bot.playground.views import View

if TYPE_CHECKING:
    from bot.playground.workspace import Workspace


class Onlooker:
    """Somebody's eyes: all that their account may read, and nothing else.

    Conversations are given as such, or by id or name.
    """

    def __init__(self, workspace: Workspace, user_id: str) -> None:
        self.workspace = workspace
        self.id = user_id

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.user.name} {self.id}>"

    @property
    def user(self) -> User:
        """The account as it is now."""
        return self.workspace.users[self.id]

    def conversations(self) -> list[Conversation]:
        """Return the conversations whose messages this person may read."""
        with self.workspace.lock:
            return sight.conversations(self.workspace, self.user)

    def sees(self, channel: str | Conversation, thread_ts: str | None = None) -> list[Message]:
        """Return all messages of a conversation, replies included, or of one thread, in order."""
        with self.workspace.lock:
            timeline = self.workspace.timelines[self._visible(channel).id]
            if thread_ts is None:
                return list(timeline)
            root = timeline.get(thread_ts)
            return [*([root] if root else []), *timeline.replies(thread_ts)]

    def message(self, channel: str | Conversation, ts: str) -> Message:
        """Return a message that this person can see, as it is now.

        Raises:
            Refused: `channel_not_found`, `message_not_found`.

        """
        with self.workspace.lock:
            found = self.workspace.timelines[self._visible(channel).id].get(ts)
        if found is None:
            raise Refused("message_not_found")
        return found

    def file(self, file_id: str) -> File:
        """Return a file that is shared where this person can see it.

        Raises:
            Refused: `file_not_found`.

        """
        with self.workspace.lock:
            file = self.workspace.files.get(file_id)
            if file is None or not any(c.id in file.channels for c in self.conversations()):
                raise Refused("file_not_found")
            return file

    def ephemerals(self, channel: str | Conversation | None = None) -> list[Ephemeral]:
        """Return what was shown to this person alone, in one conversation or in all."""
        with self.workspace.lock:
            shown = sight.ephemerals(self.workspace, self.user)
            if channel is None:
                return shown
            wanted = self.workspace.conversation(channel).id
            return [e for e in shown if e.channel == wanted]

    def home(self) -> View | None:
        """Return the bot's Home tab as published for this person."""
        with self.workspace.lock:
            return sight.home(self.workspace, self.user)

    def views(self) -> list[View]:
        """Return the open modals, the topmost last."""
        with self.workspace.lock:
            return sight.views(self.workspace, self.user)

    def errors(self) -> list[ActionError]:
        """Return the errors that Slack showed because the bot did not answer, oldest first."""
        with self.workspace.lock:
            return [e for e in self.workspace.errors if e.user == self.id]

    def everything(self) -> str:
        """Return all words that this person can find anywhere, one piece a line."""
        with self.workspace.lock:
            return sight.everything(self.workspace, self.user)

    def was_shown(self) -> str:
        """Return all words that the bot ever showed this person, gone ones included."""
        with self.workspace.lock:
            said = [s.words for s in self.workspace.shown if self.id in s.viewers]
        return "\n".join(said)

    def _visible(self, channel: str | Conversation) -> Conversation:
        conversation = self.workspace.conversation(channel)
        return sight.require(self.workspace, self.user, conversation)

    def _seen(self, message: Message) -> Message:
        """Return the current version of a message that this person can see."""
        conversation = self.workspace.conversations.get(message.channel)
        if conversation is None:
            raise Refused("channel_not_found")
        sight.require(self.workspace, self.user, conversation)
        current = self.workspace.timelines[message.channel].get(message.ts)
        if current is None:
            raise Refused("message_not_found")
        return current
