"""What can be typed at the prompt, and who and what there is in the workspace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.table import Table

from bot.playground.content import files
from bot.playground.conversations import Conversation
from bot.playground.people import User

if TYPE_CHECKING:
    from bot.playground.workspace import Workspace

SHORT_HELP: Final = (
    "Type a message, or /akin … for a command.  #channel or @name alone goes there or becomes them."
    "  Also: reply TEXT, press BUTTON, check (✅), edit TEXT, delete, history, help, quit."
)
HELP: Final = (
    ("TEXT", "post it as this person in this channel; @akin in it asks the bot"),
    ("/akin …", "a command of the bot’s: /akin alone lists them"),
    ("#channel", "go to another channel"),
    ("@name", "be somebody else"),
    ("reply TEXT", "answer in the last thread"),
    ("drop FILE [TEXT]", "share a file: a path, or a sample such as mira-sandoval.pdf, in #hiring"),
    ("check", "put ✅ on the last reply: that solved it"),
    ("press BUTTON", "press a button of the bot’s last message, by its label"),
    ("edit TEXT", "change your last message"),
    ("delete", "delete your last message"),
    ("similar", "the shortcut “Find similar” on the last thread’s message"),
    ("link", "the address of that message, for /akin resolve and /akin forget"),
    ("home", "the bot’s Home tab"),
    ("history", "what this person sees in this channel"),
    ("say TEXT", "post a text that begins with one of these words"),
    ("quit", "end this (or Ctrl-D)"),
)


def samples() -> list[str]:
    """Return the names of the sample files."""
    return list(files())


def droppable(name: str) -> dict[str, bytes] | None:
    """Return a file by its path or as a sample, None where there is none."""
    path = Path(name).expanduser()
    if name and path.is_file():
        return {path.name: path.read_bytes()}
    known = files()
    return {name: known[name]} if name in known else None


def words() -> Table:
    """Return what can be typed, with what each of it does."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(style="dim")
    for word, meaning in HELP:
        table.add_row(f"  {word}", meaning)
    return table


def whereabouts(workspace: Workspace) -> str:
    """Return who there is, and which channels."""
    with workspace.lock:
        people = [u for u in workspace.users.values() if not u.is_bot]
        channels = [c for c in workspace.conversations.values() if c.is_channel]
    return (
        f"People: {', '.join(map(described, people))}.\n"
        f"Channels: {', '.join(map(place, channels))}."
    )


def described(user: User) -> str:
    """Return a person's name, and what is special about their account."""
    if user.is_foreign:
        return f"{user.name} (of another organisation)"
    return f"{user.name} (a guest)" if user.is_guest else user.name


def place(channel: Conversation) -> str:
    """Return a channel's name, and what is special about it."""
    if channel.is_ext_shared:
        return f"#{channel.name} (shared with another organisation)"
    return f"#{channel.name} (private)" if channel.is_private else f"#{channel.name}"
