"""Ctrl-C in the middle of long work: what is under way is finished and noted first."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def interruption() -> Iterator[threading.Event]:
    """Give an event that is set by the first Ctrl-C or SIGTERM; the second one ends the process.

    What is under way can so be finished and noted, instead of being torn.
    """
    interrupted = threading.Event()
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.getsignal(number) for number in numbers}

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        interrupted.set()
        for number in numbers:
            signal.signal(number, before[number])

    if threading.current_thread() is not threading.main_thread():
        yield interrupted
        return
    for number in numbers:
        signal.signal(number, on_signal)
    try:
        yield interrupted
    finally:
        for number in numbers:
            signal.signal(number, before[number])
