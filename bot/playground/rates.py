"""How fast a bot may post."""

from __future__ import annotations

from dataclasses import dataclass

from bot.playground.clock import Clock


@dataclass(frozen=True, slots=True)
class Violation:
    """One post that came too soon: in which channel and when (monotonic seconds)."""

    channel: str
    at: float


class PostingRate:
    """About one message a second and channel, with a burst of a few (a token bucket a channel).

    Every post that comes too soon is kept in `violations`; it is refused only if `enforced`.
    """

    def __init__(self, clock: Clock, *, enforced: bool, burst: int = 5) -> None:
        self.enforced = enforced
        self.burst = burst
        self.violations: list[Violation] = []
        self._clock = clock
        self._tokens: dict[str, tuple[float, float]] = {}

    def admit(self, channel: str) -> bool:
        """Count one post and say whether it may go through. Call with the workspace's lock held."""
        now = self._clock.monotonic()
        tokens, since = self._tokens.get(channel, (float(self.burst), now))
        tokens = min(float(self.burst), tokens + (now - since))
        if tokens >= 1:
            self._tokens[channel] = (tokens - 1, now)
            return True
        self._tokens[channel] = (tokens, now)
        self.violations.append(Violation(channel, now))
        return not self.enforced
