"""The messages of one conversation in their order."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator

from bot.playground.messages import Message


class Timeline:
    """Messages by `ts`, whose order as text is their order in time: all have one width."""

    def __init__(self) -> None:
        self._messages: dict[str, Message] = {}
        self._order: list[str] = []
        self._replies: dict[str, list[str]] = {}

    def __len__(self) -> int:
        return len(self._messages)

    def __contains__(self, ts: str) -> bool:
        return ts in self._messages

    def __iter__(self) -> Iterator[Message]:
        """Go through all messages, replies included, oldest first."""
        return (self._messages[ts] for ts in tuple(self._order))

    def get(self, ts: str) -> Message | None:
        """Return the message of that `ts`."""
        return self._messages.get(ts)

    def put(self, message: Message) -> None:
        """Add a message, or replace the version of it that is there."""
        if message.ts not in self._messages:
            insort(self._order, message.ts)
            if message.is_reply:
                insort(self._replies.setdefault(message.thread_ts or "", []), message.ts)
        self._messages[message.ts] = message

    def remove(self, ts: str) -> Message:
        """Take a message out and return it."""
        message = self._messages.pop(ts)
        del self._order[bisect_left(self._order, ts)]
        if message.is_reply:
            replies = self._replies[message.thread_ts or ""]
            replies.remove(ts)
            if not replies:
                del self._replies[message.thread_ts or ""]
        return message

    def since(self, ts: str) -> list[Message]:
        """Return the messages after a `ts`, oldest first."""
        return [self._messages[each] for each in self._order[bisect_right(self._order, ts) :]]

    def replies(self, root_ts: str) -> list[Message]:
        """Return the replies under a root, oldest first, without the root."""
        return [self._messages[ts] for ts in self._replies.get(root_ts, ())]

    def main(self) -> list[Message]:
        """Return what the channel itself shows, oldest first: no replies but broadcast ones."""
        return [m for m in self if not m.is_reply or m.broadcast]
