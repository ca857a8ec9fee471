"""Ctrl-C in a command that somebody plays with: it ends it, and is no failure."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from types import FrameType
from typing import Final, TypeVar

from bot.cli.output import console

T = TypeVar("T")

_BACKGROUND: Final = "akin-background"
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


def in_background(work: Callable[[], T]) -> T:
    """Do work in another thread and return what it returns.

    Importing a large library in the main thread can swallow a Ctrl-C, or make a traceback of it.
    """
    done: Future[T] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:  # noqa: BLE001 - a thread's outermost level: it is raised below
            done.set_exception(error)

    threading.Thread(target=run, name=_BACKGROUND, daemon=True).start()
    return done.result()


@contextmanager
def ending() -> Iterator[None]:
    """End on Ctrl-C or SIGTERM as if the person had said so: all is closed, and the code is 0."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        for number in _SIGNALS:
            # Whoever presses it twice still gets everything closed.
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    previous = {number: signal.signal(number, interrupt) for number in _SIGNALS}
    try:
        yield
    except KeyboardInterrupt:
        console.print("\nBye.", style="dim")
        if any(thread.name == _BACKGROUND for thread in threading.enumerate()):
            # It can't be stopped in mid-import, and Python's own end can crash over it.
            sys.stdout.flush()
            os._exit(0)
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def wait_for_the_end(began: Callable[[], None]) -> None:
    """Wait for Ctrl-C or SIGTERM within `ending`; `began` is called once neither can be missed.

    An exception that a handler raises while Python is just clearing something up would be printed
    and forgotten, so here the signal is only noted.

    Raises:
        KeyboardInterrupt: always, for `ending`.

    """
    from bot.runtime import heeding_signals  # noqa: PLC0415 - large; who waits has loaded it

    with heeding_signals() as wait:
        began()
        wait()
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt
