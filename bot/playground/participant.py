"""What one person does with messages and channels."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.playground import membership, posting, typed
from bot.playground.conversations import Conversation
from bot.playground.errors import Refused
from bot.playground.files import File
from bot.playground.messages import Json, Message
from bot.playground.onlooker import Onlooker

if TYPE_CHECKING:
    from bot.playground.person import Person

LONGEST_MESSAGE = 40_000


class Participant(Onlooker):
    """Somebody who writes, reacts, and runs channels; every refusal is Slack's own (`Refused`)."""

    def post(
        self,
        channel: str | Conversation,
        text: str,
        thread_ts: str | None = None,
        *,
        broadcast: bool = False,
        me: bool = False,
        at: float | None = None,
    ) -> Message:
        """Write a message, typed as in Slack: `@name` and `#name` become mentions.

        `broadcast` shows a reply in the channel too; `me` is `/me`; `at` (seconds since the
        epoch) dates it back.
        """
        with self.workspace.lock:
            conversation = self._writable(channel)
            encoded = self._encode(text)
            if len(encoded) > LONGEST_MESSAGE:
                raise Refused("msg_too_long", f"{len(encoded)} of {LONGEST_MESSAGE} characters")
            if not text.strip():
                raise Refused("no_text")
            root = self._root(conversation, thread_ts)
            subtype = "me_message" if me else "thread_broadcast" if broadcast and root else None
            return self._put(conversation, encoded, root, subtype, at=at)

    def upload(
        self,
        channel: str | Conversation,
        name: str,
        content: bytes,
        text: str = "",
        thread_ts: str | None = None,
    ) -> Message:
        """Share a file with a comment."""
        return self.upload_all(channel, {name: content}, text, thread_ts)

    def upload_all(
        self,
        channel: str | Conversation,
        contents: Mapping[str, bytes],
        text: str = "",
        thread_ts: str | None = None,
    ) -> Message:
        """Share files, by their names, in one message with a comment."""
        with self.workspace.lock:
            conversation = self._writable(channel)
            root = self._root(conversation, thread_ts)
            files = [
                File(
                    self.workspace.ids.id("F"),
                    name,
                    name,
                    self.id,
                    self.user.team_id,
                    content,
                    int(self.workspace.clock.now()),
                    frozenset({conversation.id}),
                )
                for name, content in contents.items()
            ]
            self.workspace.files.update({file.id: file for file in files})
            ids = tuple(file.id for file in files)
            return self._put(conversation, self._encode(text), root, "file_share", files=ids)

    def edit(self, message: Message, text: str) -> Message:
        """Change what one's own message says."""
        with self.workspace.lock:
            current = self._own(message, "cant_update_message")
            encoded = self._encode(text)
            blocks = (typed.rich_text(encoded, self.workspace.ids.word()),)
            return posting.edit(self.workspace, current, self.id, text=encoded, blocks=blocks)

    def unfurl(self, message: Message, title: str = "A page") -> Message:
        """Let Slack add a preview to a message: a change in which no word of it changes."""
        with self.workspace.lock:
            current = self._touchable(message)
            card: Json = {"id": len(current.attachments) + 1, "title": title, "fallback": title}
            attachments = (*current.attachments, card)
            return posting.change(self.workspace, current, attachments=attachments)

    def delete(self, message: Message) -> None:
        """Delete a message: one's own, or anybody's for an admin."""
        with self.workspace.lock:
            posting.remove(self.workspace, self._own(message, "cant_delete_message"))

    def react(self, message: Message, name: str) -> Message:
        """Add an emoji, by its name without colons."""
        with self.workspace.lock:
            return posting.react(self.workspace, self._touchable(message), self.id, name)

    def unreact(self, message: Message, name: str) -> Message:
        """Take an emoji back."""
        with self.workspace.lock:
            return posting.unreact(self.workspace, self._touchable(message), self.id, name)

    def join(self, channel: str | Conversation) -> Conversation:
        """Join a public channel."""
        with self.workspace.lock:
            conversation = self._visible(channel)
            return membership.join(self.workspace, conversation, self.user)

    def leave(self, channel: str | Conversation) -> Conversation:
        """Leave a channel."""
        with self.workspace.lock:
            return membership.leave(self.workspace, self._visible(channel), self.user, self.id)

    def invite(self, channel: str | Conversation, user: str | Person) -> Conversation:
        """Bring somebody, or the bot, into a channel one is in."""
        with self.workspace.lock:
            conversation = self._member(channel)
            invited = self.workspace.user(user)
            return membership.join(self.workspace, conversation, invited, inviter=self.id)

    def kick(self, channel: str | Conversation, user: str | Person) -> Conversation:
        """Take somebody, or the bot, out of a channel one is in."""
        with self.workspace.lock:
            conversation = self._member(channel)
            return membership.leave(
                self.workspace, conversation, self.workspace.user(user), self.id
            )

    def archive(self, channel: str | Conversation) -> Conversation:
        """Archive a channel."""
        with self.workspace.lock:
            return membership.archive(self.workspace, self._managed(channel), self.id)

    def unarchive(self, channel: str | Conversation) -> Conversation:
        """Bring an archived channel back."""
        with self.workspace.lock:
            return membership.unarchive(self.workspace, self._managed(channel), self.id)

    def rename(self, channel: str | Conversation, name: str) -> Conversation:
        """Give a channel another name."""
        with self.workspace.lock:
            return membership.rename(self.workspace, self._managed(channel), name, self.id)

    def delete_channel(self, channel: str | Conversation) -> None:
        """Delete a channel with everything in it."""
        with self.workspace.lock:
            membership.delete(self.workspace, self._managed(channel), self.id)

    def make_private(self, channel: str | Conversation) -> Conversation:
        """Turn a public channel into a private one."""
        with self.workspace.lock:
            return membership.make_private(self.workspace, self._managed(channel), self.id)

    def make_public(self, channel: str | Conversation) -> Conversation:
        """Turn a private channel into a public one."""
        with self.workspace.lock:
            return membership.make_public(self.workspace, self._managed(channel), self.id)

    def share_externally(
        self, channel: str | Conversation, stranger: str | Person | None = None
    ) -> Conversation:
        """Connect another organisation to a channel, and bring `stranger` of it in."""
        with self.workspace.lock:
            conversation = membership.share(self.workspace, self._managed(channel))
            if stranger is None:
                return conversation
            invited = self.workspace.user(stranger)
            return membership.join(self.workspace, conversation, invited, inviter=self.id)

    def unshare(self, channel: str | Conversation) -> Conversation:
        """Disconnect the other organisation."""
        with self.workspace.lock:
            return membership.unshare(self.workspace, self._managed(channel))

    def _encode(self, text: str, *, links: bool = True) -> str:
        return typed.encode(text, self._resolve, links=links)

    def _resolve(self, sign: str, name: str) -> str | None:
        if sign == "@":
            return next((u.id for u in self.workspace.users.values() if u.name == name), None)
        return next((c.id for c in self.conversations() if c.is_channel and c.name == name), None)

    def _writable(self, channel: str | Conversation) -> Conversation:
        conversation = self._member(channel)
        if conversation.is_archived:
            raise Refused("is_archived")
        return conversation

    def _member(self, channel: str | Conversation) -> Conversation:
        conversation = self._visible(channel)
        if self.id not in conversation.members:
            raise Refused("not_in_channel", f"{self.user.name} must join it first.")
        return conversation

    def _managed(self, channel: str | Conversation) -> Conversation:
        conversation = self._visible(channel)
        if self.user.is_guest or self.user.is_foreign:
            raise Refused("restricted_action", "Guests and strangers don't manage channels.")
        if not conversation.is_channel:
            raise Refused("method_not_supported_for_channel_type")
        return conversation

    def _touchable(self, message: Message) -> Message:
        current = self._seen(message)
        if self.workspace.conversations[current.channel].is_archived:
            raise Refused("is_archived")
        if current.is_tombstone:
            raise Refused("message_not_found")
        return current

    def _own(self, message: Message, code: str) -> Message:
        current = self._touchable(message)
        mine = current.user == self.id or (
            current.bot_id is not None and current.bot_id == self.user.bot_id
        )
        if not mine and not (self.user.is_admin and code == "cant_delete_message"):
            raise Refused(code)
        return current

    def _root(self, conversation: Conversation, thread_ts: str | None) -> Message | None:
        if thread_ts is None:
            return None
        root = self.workspace.timelines[conversation.id].get(thread_ts)
        if root is None:
            raise Refused("thread_not_found")
        if root.is_reply:
            return self._root(conversation, root.thread_ts)
        return root

    def _put(
        self,
        conversation: Conversation,
        text: str,
        root: Message | None,
        subtype: str | None,
        *,
        files: tuple[str, ...] = (),
        at: float | None = None,
    ) -> Message:
        user = self.user
        blocks = (typed.rich_text(text, self.workspace.ids.word()),) if text else ()
        return posting.put(
            self.workspace,
            Message(
                conversation.id,
                self.workspace.ids.ts(at),
                None if user.is_bot else user.id,
                text,
                user.team_id,
                bot_id=user.bot_id,
                app_id=user.app_id,
                thread_ts=root.ts if root else None,
                subtype="bot_message" if user.is_bot else subtype,
                blocks=blocks,
                files=files,
                client_msg_id=None if user.is_bot else str(uuid.uuid4()),
                broadcast=subtype == "thread_broadcast",
            ),
        )
