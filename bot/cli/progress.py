"""Progress on stderr: a bar where somebody looks at it, nothing where it is read by programs."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from bot.cli.output import errors


def bar(*columns: TextColumn) -> Progress:
    """Return a progress display; columns beside its bar can be given."""
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        *(columns or (MofNCompleteColumn(),)),
        TimeRemainingColumn(),
        console=errors,
        transient=True,
        disable=not errors.is_terminal,
    )


class Rebuilds:
    """Shows how far the rebuilding of an index is; `done` has the amount of each thing done."""

    def __init__(self, display: Progress) -> None:
        self.done: dict[str, int] = {}
        self._display = display
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, what: str, done: int, total: int) -> None:
        """Take note of progress."""
        self.done[what] = done
        if what not in self._tasks:
            self._tasks[what] = self._display.add_task(what, total=total)
        self._display.update(self._tasks[what], completed=done, total=total)


@contextmanager
def rebuilds() -> Iterator[Rebuilds]:
    """Show progress while the block runs."""
    with bar() as display:
        yield Rebuilds(display)
