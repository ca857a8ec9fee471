"""Glimpses under the bot's hood: what it did about a message, told by whoever runs it.

The workspace knows nothing of how a bot works. Whoever runs both may note what it did; it is
shown to those who may see both the message and each candidate, and is written nowhere.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.playground.deliveries import Delivery, now
from bot.playground.messages import Json, Message
from bot.playground.visibility import may_see

if TYPE_CHECKING:
    from bot.playground.people import User
    from bot.playground.workspace import Workspace

KEPT: Final = 60
"""Messages of which it is known what the bot did."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the bot compared with a message; it lies in `channel` at `ts`.

    It holds no words of its own: its title is looked up where it stands, so that what was
    deleted is not shown.
    """

    channel: str
    ts: str
    scores: Mapping[str, float | None]
    band: str
    agreeing: tuple[str, ...] = ()
    conflicting: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What the bot did about a message, or about somebody's command (then `user` is theirs).

    Attributes:
        channel: Where it was said.
        ts: The message; empty for a command.
        user: Who alone may see this; empty for everybody who sees the message.
        what: What was done, in a word or two.
        stages: What each stage took, in seconds, in order.
        candidates: What was compared, best first.
        considered: Among how many.
        read: How many of them were read closely.
        verdict: What it came to, in a word.
        reasons: Why, in sentences without anybody's words.
        at: When it was decided, by `time.monotonic`.

    """

    channel: str
    ts: str
    user: str
    what: str
    stages: Mapping[str, float]
    candidates: tuple[Candidate, ...] = ()
    considered: int = 0
    read: int = 0
    verdict: str = ""
    reasons: tuple[str, ...] = ()
    at: float = field(default_factory=now)

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is about: a later glimpse of the same replaces it."""
        return (self.channel, self.ts, self.user)


class Glimpses:
    """The last glimpses, oldest first."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._kept: OrderedDict[tuple[str, str, str], Glimpse] = OrderedDict()

    def note(self, glimpse: Glimpse) -> None:
        """Keep a glimpse; callable from every thread."""
        with self._workspace.lock:
            self._kept.pop(glimpse.key, None)
            self._kept[glimpse.key] = glimpse
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            self._workspace.notify()

    def seen_by(self, user: User) -> list[Json]:
        """Return what a person may see, oldest first. Call with the workspace's lock held."""
        return [shown for g in self._kept.values() if (shown := self._shown(g, user)) is not None]

    def _shown(self, glimpse: Glimpse, user: User) -> Json | None:
        message = self._message(glimpse.channel, glimpse.ts, user)
        if glimpse.user not in {"", user.id} or (message is None and not glimpse.user):
            return None
        if message is not None and message.is_tombstone:
            return None
        return {
            "channel": glimpse.channel,
            "ts": glimpse.ts,
            "what": glimpse.what,
            "stages": self._stages(glimpse),
            "candidates": [
                shown
                for candidate in glimpse.candidates
                if (shown := self._candidate(candidate, user)) is not None
            ],
            "considered": glimpse.considered,
            "read": glimpse.read,
            "verdict": glimpse.verdict,
            "reasons": list(glimpse.reasons),
        }

    def _candidate(self, candidate: Candidate, user: User) -> Json | None:
        message = self._message(candidate.channel, candidate.ts, user)
        if message is None or message.is_tombstone:
            return None
        return {
            "channel": candidate.channel,
            "ts": candidate.ts,
            "title": message.text.partition("\n")[0],
            "scores": dict(candidate.scores),
            "band": candidate.band,
            "agreeing": list(candidate.agreeing),
            "conflicting": list(candidate.conflicting),
        }

    def _message(self, channel: str, ts: str, user: User) -> Message | None:
        conversation = self._workspace.conversations.get(channel)
        if conversation is None or not may_see(user, conversation):
            return None
        return self._workspace.timelines[channel].get(ts)

    def _stages(self, glimpse: Glimpse) -> list[Json]:
        """Return the stages with what the workspace itself saw before and after them."""
        stages = [{"name": name, "ms": 1000 * s} for name, s in glimpse.stages.items()]
        delivery = self._delivery(glimpse)
        if delivery is None or delivery.sent_at is None or delivery.acked_at is None:
            return stages
        acked = {"name": "acknowledge", "ms": 1000 * (delivery.acked_at - delivery.sent_at)}
        known = sum(glimpse.stages.values())
        waited = max(0.0, glimpse.at - delivery.acked_at - known)
        between = {"name": "wait, store, look up", "ms": 1000 * waited}
        answered = self._answered(glimpse)
        after = [] if answered is None else [{"name": "answer", "ms": 1000 * answered}]
        return [acked, between, *stages, *after]

    def _delivery(self, glimpse: Glimpse) -> Delivery | None:
        """Return the last delivery before the glimpse that told the bot of the message."""
        found = None
        for delivery in self._workspace.deliveries:
            if delivery.created_at < glimpse.at and _tells_of(delivery, glimpse):
                found = delivery
        return found

    def _answered(self, glimpse: Glimpse) -> float | None:
        """Return the seconds from the decision to the first call after it that shows something."""
        shows = {"chat.postMessage", "chat.update", "chat.delete", "response_url"}
        for call in self._workspace.calls:
            if call.at < glimpse.at or call.method not in shows or call.error:
                continue
            about = call.arguments.get("channel"), call.arguments.get("thread_ts")
            if call.method != "chat.postMessage" or about == (glimpse.channel, glimpse.ts):
                return call.at - glimpse.at
        return None


def _tells_of(delivery: Delivery, glimpse: Glimpse) -> bool:
    if glimpse.user:
        return delivery.user == glimpse.user and delivery.conversation == glimpse.channel
    event: Json = delivery.payload.get("event") or {}
    said = event.get("message") or event
    return bool(event.get("channel") == glimpse.channel and said.get("ts") == glimpse.ts)
