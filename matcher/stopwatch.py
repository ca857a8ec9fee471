"""How long the stages of something take."""

import time


class Stopwatch:
    """Laps by name, in seconds; it starts when it is made."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        """Note the time since the lap before."""
        now = time.perf_counter()
        self.laps[name] = now - self._last
        self._last = now
