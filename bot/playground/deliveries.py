"""What the workspace sends to the bot, kept with the times at which it was sent and answered."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from bot.playground.messages import Json


class Channel(StrEnum):
    """The three envelopes of Socket Mode; over HTTP they differ in how the body is written."""

    EVENT = "events_api"
    COMMAND = "slash_commands"
    INTERACTIVE = "interactive"


class State(StrEnum):
    """Where a delivery stands."""

    PENDING = "pending"
    ACKED = "acked"
    FAILED = "failed"
    UNSENT = "unsent"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try. Times are `time.monotonic()` seconds; `reason` is None where it was acked.

    `number` is 0 for the first try and 1 to 3 for Slack's retries.
    """

    number: int
    sent_at: float
    ended_at: float
    status: int | None
    reason: str | None


@dataclass(slots=True)
class Delivery:
    """One event, command or interaction on its way to the bot.

    `type` is the event's type (with its subtype, as in `message/message_changed`), or the kind of
    interaction. `state` turns to unsent where no bot has ever been connected.
    """

    channel: Channel
    type: str
    payload: Json
    envelope_id: str
    created_at: float
    user: str | None = None
    conversation: str | None = None
    view_id: str | None = None
    state: State = State.PENDING
    attempts: list[Attempt] = field(default_factory=list)
    acked_at: float | None = None
    answer: Json | str | None = None
    _ended: threading.Event = field(default_factory=threading.Event, repr=False)

    @property
    def event_id(self) -> str | None:
        """The event's id, the same in every attempt; None for commands and interactions."""
        return self.payload.get("event_id")

    @property
    def sent_at(self) -> float | None:
        """When the first attempt was sent."""
        return self.attempts[0].sent_at if self.attempts else None

    @property
    def ack_seconds(self) -> float | None:
        """Seconds from the first sending to the ack that counted."""
        if self.acked_at is None or self.sent_at is None:
            return None
        return self.acked_at - self.sent_at

    def wait(self, timeout: float = 10.0) -> Delivery:
        """Wait until it is acked, given up or found unsent, and return it.

        Raises:
            TimeoutError: it is still under way after `timeout` seconds.

        """
        if not self._ended.wait(timeout):
            raise TimeoutError(
                f"The delivery of {self.type} is still under way after {timeout} seconds "
                f"and {len(self.attempts)} attempts."
            )
        return self

    def end(self, state: State) -> None:
        """Mark it as over and wake who waits for it."""
        self.state = state
        self._ended.set()


class Courier(Protocol):
    """Carries deliveries to the bot."""

    def carry(self, delivery: Delivery) -> None:
        """Start carrying; returns at once. Callable from every thread."""


class Deliveries:
    """The log of deliveries, oldest first. Nothing is carried until a courier is there."""

    def __init__(self, notify: Callable[[], None]) -> None:
        self._notify = notify
        self._log: list[Delivery] = []
        self._courier: Courier | None = None

    def __iter__(self) -> Iterator[Delivery]:
        return iter(tuple(self._log))

    def __len__(self) -> int:
        return len(self._log)

    def of_type(self, kind: str) -> list[Delivery]:
        """Return the deliveries of one type, oldest first."""
        return [d for d in self if d.type == kind]

    def pending(self) -> list[Delivery]:
        """Return those still under way."""
        return [d for d in self if d.state is State.PENDING]

    def ack_seconds(self) -> list[float]:
        """Return the seconds from sending to ack of every acked delivery."""
        return [d.ack_seconds for d in self if d.ack_seconds is not None]

    def use(self, courier: Courier | None) -> None:
        """Hand what comes from now on to `courier`."""
        self._courier = courier

    def add(self, delivery: Delivery) -> Delivery:
        """Log a delivery and send it on its way."""
        self._log.append(delivery)
        if self._courier is None:
            delivery.end(State.UNSENT)
        else:
            self._courier.carry(delivery)
        self._notify()
        return delivery

    def clear(self) -> None:
        """Forget what is over, so that a long run keeps its memory."""
        self._log = self.pending()


def now() -> float:
    """Return the scale of the times in deliveries and attempts."""
    return time.monotonic()
