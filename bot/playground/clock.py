"""The workspace's time, which tests can move forward."""

from __future__ import annotations

import time


class Clock:
    """Wall time and monotonic time in seconds, both ahead of the real ones by what was advanced."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time() + self._ahead

    def monotonic(self) -> float:
        """Seconds on a scale that never goes back."""
        return time.monotonic() + self._ahead

    def advance(self, seconds: float) -> None:
        """Move forward, so that triggers and response URLs expire without anybody waiting."""
        if seconds < 0:
            raise ValueError(f"Time only moves forward; got {seconds} seconds.")
        self._ahead += seconds
