"""The workspace in a terminal: what is said there, as it is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from rich.console import Console, Group, RenderableType
from rich.emoji import Emoji
from rich.text import Text

from bot.playground.feed import Event, News
from bot.playground.identity import BOT_ID
from bot.playground.markup import Barred, inline
from bot.playground.messages import Ephemeral, Message
from bot.playground.rendering import body
from bot.playground.views import View
from bot.playground.visibility import may_see

if TYPE_CHECKING:
    from bot.playground.person import Person
    from bot.playground.workspace import Workspace

WIDEST: Final = 92
"""Columns; longer lines are hard to read."""

_BOT: Final = "green"
_PERSON: Final = "blue"
_WHISPER: Final = "magenta"
_INDENT: Final = "  "


class Terminal:
    """Prints messages, answers and what becomes of them.

    Args:
        workspace: Where it is said.
        console: Where it is printed.
        person: Whose names for things are used: channels that they may not see have none.

    """

    def __init__(
        self, workspace: Workspace, console: Console, person: Person | None = None
    ) -> None:
        self.person = person
        self._workspace = workspace
        self._console = console

    @property
    def width(self) -> int:
        """Columns that are written in."""
        return min(self._console.width, WIDEST)

    def show(self, news: News) -> None:
        """Print one piece of news."""
        tell: dict[Event, Callable[[News], None]] = {
            Event.POSTED: self._posted,
            Event.CHANGED: self._changed,
            Event.REMOVED: self._removed,
            Event.REACTED: self._reacted,
            Event.WHISPERED: self._whispered,
        }
        tell[news.event](news)

    def message(self, message: Message) -> None:
        """Print a message as it stands in its channel or thread."""
        if message.is_reply:
            self._barred(message, self._head(message, self._where(message)))
            return
        parts = [body(message, self.name_of)] if message.text or message.blocks else []
        with self._workspace.lock:
            names = [self._workspace.files[file].name for file in message.files]
        parts += [Text(f"📄 {name}", "cyan") for name in names]
        content = Barred(Group(*parts), _INDENT)
        self._print(self._head(message, self._where(message)), content)

    def typed(self, who: str, channel: str, line: str) -> None:
        """Print a command as somebody typed it."""
        head = Text.assemble((_called(who), f"bold {_PERSON}"), (f"  types in #{channel}", "dim"))
        self._print(head, Barred(Text(line, "cyan"), _INDENT))

    def note(self, text: str) -> None:
        """Print an aside to the reader."""
        self._print(Text(text, "dim italic"))

    def hint(self, text: str) -> None:
        """Print an aside without a blank line before it."""
        self._console.print(Text(text, "dim"), width=self.width)

    def title(self, text: str) -> None:
        """Print a heading."""
        self._print(Text(text, "bold"))

    def view(self, view: View, aside: str) -> None:
        """Print a form or Home tab of the bot."""
        head = Text.assemble(("Akin", f"bold {_WHISPER}"), (f"  {aside}", "dim"))
        self._print(Barred(Group(head, body(view, self.name_of)), f"{_INDENT}┊ ", _WHISPER))

    def block(self, content: RenderableType) -> None:
        """Print anything else."""
        self._print(content)

    def name_of(self, id_: str) -> str:
        """Return how a person or channel is shown."""
        with self._workspace.lock:
            user = self._workspace.users.get(id_)
            channel = self._workspace.conversations.get(id_)
        if user is not None:
            return f"@{_called(user.name)}"
        if channel is None:
            return f"#{id_}"
        if self.person is not None and not may_see(self.person.user, channel):
            return "a private channel"
        return f"#{channel.name}" if channel.is_channel else "a direct message"

    def author(self, message: Message) -> str:
        """Return the name of who wrote a message."""
        if message.bot_id == BOT_ID:
            return "Akin"
        with self._workspace.lock:
            user = self._workspace.users.get(message.user or "")
        return _called(user.name) if user is not None else "Slack"

    def _posted(self, news: News) -> None:
        message = _as_message(news.message)
        if message.subtype in {None, "file_share", "thread_broadcast", "me_message", "bot_message"}:
            self.message(message)
        else:
            text = inline(f"{self.author(message)} {_after_mention(message.text)}", self.name_of)
            text.append(f" {self.name_of(message.channel)}")
            self._print(Text(text.plain, "dim"))

    def _changed(self, news: News) -> None:
        message = _as_message(news.message)
        how = "changes the answer" if message.bot_id == BOT_ID else "edits this"
        if message.is_reply:
            self._barred(message, self._head(message, f"{how} {self._where(message)}"))
        else:
            content = Barred(body(message, self.name_of), _INDENT)
            self._print(self._head(message, f"{how} {self._where(message)}"), content)

    def _removed(self, news: News) -> None:
        message = _as_message(news.message)
        if message.bot_id == BOT_ID:
            self._print(self._head(message, f"takes the answer back {self._where(message)}"))
        else:
            self._print(Text(f"A message is deleted {self._where(message)}", "dim"))

    def _reacted(self, news: News) -> None:
        message = _as_message(news.message)
        what = "reply" if message.is_reply else "message"
        self._print(
            Text.assemble(
                (self.name_of(news.user).removeprefix("@"), f"bold {_PERSON}"),
                (" puts ", "dim"),
                Emoji.replace(f":{news.emoji}:"),
                (f" on {self.author(message)}’s {what}", "dim"),
            )
        )

    def _whispered(self, news: News) -> None:
        reader = "you" if self.person is not None else self.name_of(_reader(news)).removeprefix("@")
        sees = "see" if reader == "you" else "sees"
        head = Text.assemble(
            ("Akin", f"bold {_WHISPER}"),
            (f"  in {self.name_of(news.message.channel)}, only {reader} {sees} this", "dim"),
        )
        content = Barred(Group(head, body(news.message, self.name_of)), f"{_INDENT}┊ ", _WHISPER)
        self._print(content)

    def _barred(self, message: Message, head: Text) -> None:
        content = Barred(
            Group(head, body(message, self.name_of)), f"{_INDENT}┃ ", self._colour(message)
        )
        self._print(content)

    def _head(self, message: Message, aside: str) -> Text:
        colour = self._colour(message)
        return Text.assemble((self.author(message), f"bold {colour}"), (f"  {aside}", "dim"))

    def _colour(self, message: Message) -> str:
        return _BOT if message.bot_id == BOT_ID else _PERSON

    def _where(self, message: Message) -> str:
        place = f"in {self.name_of(message.channel)}"
        if not message.is_reply:
            return place
        with self._workspace.lock:
            root = self._workspace.timelines[message.channel].get(message.thread_ts or "")
        return f"{place}, in {self.author(root)}’s thread" if root is not None else place

    def _print(self, *parts: RenderableType) -> None:
        self._console.print()
        for part in parts:
            self._console.print(part, width=self.width, highlight=False)


def _called(name: str) -> str:
    return name[:1].upper() + name[1:]


def _as_message(shown: Message | Ephemeral) -> Message:
    if not isinstance(shown, Message):
        raise TypeError("Only a message is posted, changed, removed or reacted to.")
    return shown


def _reader(news: News) -> str:
    return news.message.user or ""


def _after_mention(text: str) -> str:
    return text.partition("> ")[2] or text
