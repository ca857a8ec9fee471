"""The workspace: its people, conversations and messages, and what is going on in it."""

from __future__ import annotations

import threading
import uuid
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from bot.playground import events, shapes
from bot.playground.capabilities import Capabilities
from bot.playground.conversations import Conversation
from bot.playground.deliveries import Channel, Deliveries, Delivery, now
from bot.playground.errors import ActionError
from bot.playground.faults import Faults
from bot.playground.files import File
from bot.playground.identity import DEFAULT_SCOPES, TEAM_URL
from bot.playground.messages import Ephemeral, Json, Message
from bot.playground.people import User
from bot.playground.person import Person
from bot.playground.rates import PostingRate
from bot.playground.roster import Roster
from bot.playground.shown import Shown
from bot.playground.views import View

T = TypeVar("T")
RECORDS_KEPT = 10_000
TRAFFIC_SHOWN = 15


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a Web API method: its arguments, and the error it was answered with, if any."""

    method: str
    arguments: Json
    error: str | None
    at: float


class Workspace(Roster):
    """State of a local Slack workspace, safe to use from several threads.

    Args:
        scopes: What the bot's token may do.
        enforce_posting_rate: Answer 429 where the bot posts faster than Slack lets it.
        retry_delays: Seconds before each further attempt to deliver an event.
        ack_timeout: Seconds that the bot has to answer a request.
        url: The workspace's web address, with which permalinks begin.

    """

    def __init__(
        self,
        *,
        scopes: Iterable[str] = DEFAULT_SCOPES,
        enforce_posting_rate: bool = True,
        retry_delays: Iterable[float] = (0, 60, 300),
        ack_timeout: float = 3.0,
        url: str = TEAM_URL,
    ) -> None:
        super().__init__()
        self.changed = threading.Condition(self.lock)
        self.watchers: set[Callable[[], None]] = set()
        """Called at each change, with the lock held; they must not wait for anything."""
        self.scopes = set(scopes)
        self.retry_delays = tuple(retry_delays)
        self.ack_timeout = ack_timeout
        self.url = url
        self.api_url = ""
        self.files_url = "https://files.slack.com/"
        self.faults = Faults()
        self.rates = PostingRate(self.clock, enforced=enforce_posting_rate)
        self.capabilities = Capabilities(self.clock)
        self.deliveries = Deliveries(self.notify)
        self.calls: deque[Call] = deque(maxlen=RECORDS_KEPT)
        self.shown: deque[Shown] = deque(maxlen=RECORDS_KEPT)
        self.errors: list[ActionError] = []
        self.files: dict[str, File] = {}
        self.uploads: dict[str, File] = {}
        self.ephemerals: list[Ephemeral] = []
        self.views: dict[str, View] = {}
        self.stacks: dict[str, list[str]] = {}
        self.homes: dict[str, str] = {}
        self.inputs: dict[tuple[str, str], Json] = {}

    def person(self, ref: str | User | Person) -> Person:
        """Return the handle of a person, by name or id."""
        return Person(self, self.user(ref).id)

    def permalink(self, message: Message) -> str:
        """Return a message's web address."""
        with self.lock:
            return shapes.permalink(self, message)

    def emit(self, event: Json, conversation: Conversation | None = None) -> None:
        """Tell the bot of an event, if it may know. Call with the lock held."""
        if not events.reaches_bot(self, event, conversation):
            return
        subtype = event.get("subtype")
        self.deliveries.add(
            Delivery(
                Channel.EVENT,
                f"{event['type']}/{subtype}" if subtype else str(event["type"]),
                events.envelope(self, event, conversation),
                str(uuid.uuid4()),
                now(),
                user=event["user"] if isinstance(event.get("user"), str) else None,
                conversation=conversation.id if conversation else None,
            )
        )

    def notify(self) -> None:
        """Wake everybody who waits for something to be true."""
        with self.lock:
            self.changed.notify_all()
            for watcher in tuple(self.watchers):
                watcher()

    def wait_for(self, predicate: Callable[[], T], timeout: float = 10.0) -> T:
        """Wait until `predicate()` is true and return what it returned.

        Raises:
            TimeoutError: it was still false after `timeout` seconds; the recent traffic is listed.

        """
        deadline = now() + timeout
        with self.lock:
            while not (result := predicate()):
                left = deadline - now()
                if left <= 0:
                    raise TimeoutError(
                        f"It did not become true in {timeout} seconds. Recent traffic:\n"
                        + "\n".join(self.recent_traffic())
                    )
                self.changed.wait(left)
            return result

    def recent_traffic(self) -> list[str]:
        """Return the last calls and deliveries, one a line, without anybody's words."""
        lines = [
            (call.at, f"  call      {call.method} -> {call.error or 'ok'}") for call in self.calls
        ]
        lines += [
            (d.created_at, f"  delivery  {d.type} -> {d.state}, {len(d.attempts)} attempts")
            for d in self.deliveries
        ]
        return [line for _, line in sorted(lines)[-TRAFFIC_SHOWN:]] or ["  none at all"]
