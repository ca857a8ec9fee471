"""Ctrl-C ends what somebody plays with, whatever Python is doing just then."""

import gc
import os
import signal

import pytest

from bot.cli.interrupts import ending, wait_for_the_end


class Cleared:
    """Is told to end while it is cleared up: an exception is printed there and forgotten."""

    def __del__(self) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        for _ in range(1_000):
            pass  # the handler runs here at the latest


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_as_soon_as_it_has_begun_ends_it(
    number: signal.Signals, capsys: pytest.CaptureFixture[str]
) -> None:
    before = signal.getsignal(number)

    with ending():
        wait_for_the_end(lambda: os.kill(os.getpid(), number))

    assert "Bye." in capsys.readouterr().out
    assert signal.getsignal(number) == before


def test_a_signal_while_something_is_cleared_up_is_not_forgotten(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def clear() -> None:
        cleared = Cleared()
        del cleared
        gc.collect()

    with ending():
        wait_for_the_end(clear)

    assert "Bye." in capsys.readouterr().out
