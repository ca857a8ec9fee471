"""What stands in a channel, at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.text import Text

from bot.playground.messages import Message
from bot.playground.rendering import one_line
from bot.playground.seeding import SOLVED

if TYPE_CHECKING:
    from bot.playground.terminal import Terminal

THREADS: Final = 8
"""How many are shown, the newest."""

_REPLY: Final = " " * 10


def overview(messages: Sequence[Message], terminal: Terminal) -> Text:
    """Return the newest threads with their replies, each message in one line.

    Args:
        messages: All of a channel, in order.
        terminal: Whose width and whose names for things are used.

    """
    roots = [m for m in messages if not m.is_reply and m.subtype is None][-THREADS:]
    lines = []
    for root in roots:
        day = datetime.fromtimestamp(float(root.ts), tz=UTC)
        lines.append(_line(root, f"  {day:%d %b}  ", terminal))
        replies = (m for m in messages if m.is_reply and m.thread_ts == root.ts)
        lines += [_line(reply, _REPLY, terminal) for reply in replies]
    return Text("\n").join(lines) if lines else Text("Nothing was said here yet.", "dim")


def _line(message: Message, lead: str, terminal: Terminal) -> Text:
    mark = " ✅" if message.reaction(SOLVED) else ""
    head = Text.assemble((lead, "dim"), (f"{terminal.author(message)}  ", "bold"))
    width = terminal.width - head.cell_len - cell_len(mark)
    return Text.assemble(head, one_line(message, terminal.name_of, width), mark)
