"""Trigger ids and response URLs: what a bot may do because a person just acted."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from bot.playground.clock import Clock
from bot.playground.errors import Refused

TRIGGER_SECONDS = 3.0
RESPONSE_SECONDS = 30 * 60.0
RESPONSE_USES = 5


@dataclass(slots=True)
class Trigger:
    """A right to open one modal for `user`; `view_id` is the modal it was made in, if any."""

    user: str
    issued_at: float
    view_id: str | None = None
    used: bool = False


@dataclass(slots=True)
class Hook:
    """What one response URL answers to: a person, a channel, and the message acted on, if any."""

    user: str
    channel: str
    issued_at: float
    message_ts: str | None = None
    thread_ts: str | None = None
    is_ephemeral: bool = True
    uses: int = 0


class Capabilities:
    """All trigger ids and response URLs issued. Call with the workspace's lock held."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._triggers: dict[str, Trigger] = {}
        self._hooks: dict[str, Hook] = {}

    def issue_trigger(self, user: str, view_id: str | None = None) -> str:
        """Return a new trigger id."""
        number = len(self._triggers) + 1
        trigger_id = f"{number}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._triggers[trigger_id] = Trigger(user, self._clock.monotonic(), view_id)
        return trigger_id

    def use_trigger(self, trigger_id: str) -> Trigger:
        """Use a trigger id up.

        Raises:
            Refused: `invalid_trigger_id`, `exchanged_trigger_id` (used before) or
                `expired_trigger_id` (older than 3 seconds).

        """
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise Refused("invalid_trigger_id", messages=["[ERROR] invalid trigger_id"])
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if self._clock.monotonic() - trigger.issued_at > TRIGGER_SECONDS:
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger

    def issue_hook(
        self,
        user: str,
        channel: str,
        *,
        message_ts: str | None = None,
        thread_ts: str | None = None,
        is_ephemeral: bool = True,
    ) -> str:
        """Return the secret part of a new response URL."""
        secret = secrets.token_urlsafe(18)
        self._hooks[secret] = Hook(
            user, channel, self._clock.monotonic(), message_ts, thread_ts, is_ephemeral
        )
        return secret

    def use_hook(self, secret: str) -> Hook:
        """Count one use of a response URL.

        Raises:
            Refused: `used_url` after 5 uses, `expired_url` after 30 minutes, `invalid_url`.

        """
        hook = self._hooks.get(secret)
        if hook is None:
            raise Refused("invalid_url")
        if self._clock.monotonic() - hook.issued_at > RESPONSE_SECONDS:
            raise Refused("expired_url")
        if hook.uses >= RESPONSE_USES:
            raise Refused("used_url")
        hook.uses += 1
        return hook
