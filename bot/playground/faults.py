"""What goes wrong on demand."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    """What happens instead of, or on top of, a method's normal answer."""

    ERROR = "error"
    RATE_LIMIT = "rate_limit"
    STATUS = "status"
    LOSE_RESPONSE = "lose_response"
    LOSE_REQUEST = "lose_request"
    DELAY = "delay"


@dataclass(slots=True)
class Fault:
    """One arranged fault; `times` None: until cleared; `value`: a code, status or seconds."""

    kind: FaultKind
    method: str
    value: str | float
    times: int | None


class Faults:
    """Faults by method name (`"*"` for every method), used up in the order they were arranged."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []
        self._lost_acks = 0

    def error(self, method: str, code: str, *, times: int | None = 1) -> None:
        """Answer `{"ok": false, "error": code}`; the method is not carried out."""
        self._add(FaultKind.ERROR, method, code, times)

    def rate_limit(self, method: str, *, retry_after: int = 1, times: int | None = 1) -> None:
        """Answer 429 with `Retry-After` in seconds; the method is not carried out."""
        self._add(FaultKind.RATE_LIMIT, method, retry_after, times)

    def status(self, method: str, status: int, *, times: int | None = 1) -> None:
        """Answer with this HTTP status and no JSON; the method is not carried out."""
        self._add(FaultKind.STATUS, method, status, times)

    def lose_response(self, method: str, *, times: int | None = 1) -> None:
        """Carry the method out, then close the connection without an answer."""
        self._add(FaultKind.LOSE_RESPONSE, method, 0, times)

    def lose_request(self, method: str, *, times: int | None = 1) -> None:
        """Close the connection without carrying the method out."""
        self._add(FaultKind.LOSE_REQUEST, method, 0, times)

    def delay(self, method: str, seconds: float, *, times: int | None = None) -> None:
        """Wait before carrying the method out."""
        self._add(FaultKind.DELAY, method, seconds, times)

    def lose_ack(self, *, times: int = 1) -> None:
        """Take the bot's next acks of events as lost, so that the events are delivered again."""
        with self._lock:
            self._lost_acks += times

    def clear(self) -> None:
        """Forget everything arranged."""
        with self._lock:
            self._faults.clear()
            self._lost_acks = 0

    def take(self, method: str) -> tuple[Fault | None, float]:
        """Return the fault that befalls this call, if one does, and the seconds it is delayed."""
        with self._lock:
            delay = self._first(method, delays=True)
            fault = self._first(method, delays=False)
        return fault, float(delay.value) if delay else 0.0

    def take_lost_ack(self) -> bool:
        """Whether the ack that just came counts as lost."""
        with self._lock:
            if not self._lost_acks:
                return False
            self._lost_acks -= 1
            return True

    def _add(self, kind: FaultKind, method: str, value: str | float, times: int | None) -> None:
        if times is not None and times < 1:
            raise ValueError(f"A fault happens at least once; got times={times}.")
        with self._lock:
            self._faults.append(Fault(kind, method, value, times))

    def _first(self, method: str, *, delays: bool) -> Fault | None:
        for fault in self._faults:
            if fault.method in {method, "*"} and (fault.kind is FaultKind.DELAY) is delays:
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times == 0:
                        self._faults.remove(fault)
                return fault
        return None
