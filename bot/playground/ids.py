"""Ids and timestamps, no two alike."""

from __future__ import annotations

import secrets

from bot.playground.clock import Clock


class Ids:
    """Makes ids of Slack's forms. Call with the workspace's lock held."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last_ts = 0
        self._dated_back: set[str] = set()
        self._made = 0

    @property
    def made(self) -> int:
        """How many ids were made."""
        return self._made

    def go_on(self, made: int) -> None:
        """Make ids after so many that were made before."""
        self._made = made

    def ts(self, at: float | None = None) -> str:
        """Return a `ts` that no message has: later than all before, or at about `at` seconds."""
        if at is not None:
            micros = int(at * 1_000_000)
            while _ts(micros) in self._dated_back:
                micros += 1
            self._dated_back.add(_ts(micros))
            return _ts(micros)
        self._last_ts = max(self._last_ts + 1, int(self._clock.now() * 1_000_000))
        return _ts(self._last_ts)

    def id(self, letter: str, name: str = "") -> str:
        """Return a new id, with some of `name` in it for readers of logs."""
        self._made += 1
        readable = "".join(ch for ch in name.upper() if ch.isascii() and ch.isalnum())[:8]
        return f"{letter}0{self._made:05d}{readable}"

    def word(self) -> str:
        """Return a short random word, for hashes and block ids."""
        return secrets.token_hex(4)


def _ts(micros: int) -> str:
    return f"{micros // 1_000_000:010d}.{micros % 1_000_000:06d}"
