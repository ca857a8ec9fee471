"""What somebody at a terminal does in the workspace: one line at a time, as one of its people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.playground import elements, guide, history, names
from bot.playground.deliveries import Delivery, State
from bot.playground.errors import Misused, Refused
from bot.playground.feed import Event, Feed
from bot.playground.identity import BOT_ID
from bot.playground.messages import Ephemeral, Json, Message
from bot.playground.seeding import SOLVED

if TYPE_CHECKING:
    from bot.playground.person import Person
    from bot.playground.terminal import Terminal
    from bot.playground.workspace import Workspace

_PATIENCE: Final = 30.0
"""Seconds that the bot gets to acknowledge a command, and to answer it with a form or words."""

_SHORTCUT: Final = "find_similar"
_ENDINGS: Final = frozenset({"quit", "exit"})


@dataclass(slots=True)
class _Memory:
    """What the words “last message” and “last thread” mean."""

    own: Message | None = None
    thread: Message | None = None
    reply: Message | None = None
    bot: Message | Ephemeral | None = None


class Prompt:
    """Takes lines, does what they say, and shows what comes of it.

    Args:
        workspace: Where it is done.
        terminal: Where it is shown.
        idle: Whether the bot has done all that follows from what happened so far.
        person: Who types.
        channel: Where, by name.

    """

    def __init__(
        self,
        workspace: Workspace,
        terminal: Terminal,
        idle: Callable[[], bool],
        person: Person,
        channel: str,
    ) -> None:
        self._workspace = workspace
        self._terminal = terminal
        self._idle = idle
        self._person = person
        self._channel = workspace.conversation(channel)
        self._last = _Memory()
        self._feed = Feed(workspace, person)
        terminal.person = person
        self._words: dict[str, Callable[[], None]] = {
            "check": self._check,
            "delete": self._delete,
            "help": self.help,
            "history": self._history,
            "home": self._home,
            "link": self._link,
            "similar": self._similar,
        }
        self._words_with_text: dict[str, Callable[[str], None]] = {
            "drop": self._drop,
            "edit": self._edit,
            "press": self._press,
            "reply": self._reply,
            "say": self._say,
        }

    @property
    def question(self) -> str:
        """What stands before the place where somebody types."""
        return f"you are {self._person.user.name} in #{self._channel.name} › "

    def enter(self, line: str) -> bool:
        """Do what a line says; return whether to go on."""
        line = line.strip()
        if line.lower() in _ENDINGS:
            return False
        try:
            if line:
                self._do(line)
            self._catch_up()
        except Refused as refusal:
            # Slack's code is what its documentation can be searched for.
            self._terminal.note(f"Slack refuses: {refusal}")
        except Misused as misuse:
            self._terminal.note(str(misuse))
        return True

    def help(self) -> None:
        """Print what can be typed, who there is, and where."""
        self._terminal.block(guide.words())
        self._terminal.hint(guide.whereabouts(self._workspace))

    def _do(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        if line.startswith("/"):
            self._command(line)
        elif line.startswith("#") and not rest:
            self._go_to(line[1:])
        elif line.startswith("@") and not rest:
            self._become(line[1:])
        elif line.lower() in self._words:
            self._words[line.lower()]()
        elif word.lower() in self._words_with_text:
            self._words_with_text[word.lower()](rest.strip())
        else:
            self._say(line)

    def _drop(self, text: str) -> None:
        name, _, words = text.partition(" ")
        contents = guide.droppable(name)
        if contents is None:
            raise Misused(
                f"There is no file {name!r}. Give the path of a file of yours, or one of the "
                f"sample résumés and openings: {', '.join(guide.samples())}"
            )
        message = self._person.upload_all(self._channel, contents, words)
        self._last.own = self._last.thread = message

    def _go_to(self, name: str) -> None:
        channel = names.channel(self._workspace, name)
        if channel is None:
            raise Misused(f"There is no channel #{name}; help lists those that there are.")
        self._channel = channel
        self._last = _Memory()
        if channel.id in {c.id for c in self._person.conversations()}:
            self._terminal.hint(f"{guide.place(channel)}: {channel.topic}")
        else:
            self._terminal.hint(
                f"{guide.described(self._person.user)} doesn’t see #{channel.name}."
            )

    def _become(self, name: str) -> None:
        user = names.user(self._workspace, name)
        if user is None:
            raise Misused(f"There is nobody named {name}; help lists who there is.")
        if user.is_bot:
            raise Misused(
                f"Nobody can be {user.name}; to talk to it, write @{user.name} and words."
            )
        self._person = self._workspace.person(user)
        self._terminal.person = self._person
        self._feed.look_as(self._person)
        self._last = _Memory()
        seen = ", ".join(f"#{c.name}" for c in self._person.conversations() if c.is_channel)
        self._terminal.hint(f"{guide.described(self._person.user)} sees {seen}.")

    def _say(self, text: str) -> None:
        message = self._person.post(self._channel, names.proper(self._workspace, text))
        self._last.own = self._last.thread = message

    def _reply(self, text: str) -> None:
        root = _there(self._last.thread, "There is no thread yet: post a message first.")
        self._last.own = self._last.reply = self._person.post(
            self._channel, names.proper(self._workspace, text), root.ts
        )

    def _edit(self, text: str) -> None:
        own = _there(self._last.own, "You have said nothing yet that could be edited.")
        self._person.edit(own, names.proper(self._workspace, text))

    def _delete(self) -> None:
        own = _there(self._last.own, "You have said nothing yet that could be deleted.")
        self._person.delete(own)
        self._last = _Memory()

    def _check(self) -> None:
        reply = _there(self._last.reply, "There is no reply yet that could be checked.")
        self._person.react(reply, SOLVED)

    def _command(self, line: str) -> None:
        before = len(self._person.ephemerals())
        self._deliver(self._person.command(self._channel, names.proper(self._workspace, line)))
        try:
            # A form opens after the command was acknowledged, and the bot is idle meanwhile.
            self._workspace.wait_for(
                lambda: len(self._person.ephemerals()) > before or self._person.views(), _PATIENCE
            )
        except TimeoutError:
            raise Misused("The bot acknowledged the command, but never answered it.") from None
        for view in self._person.views():
            self._terminal.view(view, f"opens a form: {view.title}")
            self._terminal.hint(
                "It needs Slack’s window. The command with all its words does the same here; "
                "/akin shows which they are."
            )
            self._person.close(view)

    def _press(self, label: str) -> None:
        bot = self._last.bot
        if bot is None:
            raise Misused("The bot has said nothing yet that has a button.")
        buttons = [e for _, e in elements.elements(bot.blocks) if e["type"] == "button"]
        wanted = [b for b in buttons if label and _label(b).lower().startswith(label.lower())]
        if len(wanted) != 1:
            there = ", ".join(_label(b) for b in buttons) or "none"
            raise Misused(f"Which button? The bot’s last message has: {there}.")
        self._deliver(self._person.press(bot, wanted[0]["action_id"]))

    def _similar(self) -> None:
        root = _there(self._last.thread, "There is no message yet: post one first.")
        self._deliver(self._person.shortcut(root, _SHORTCUT))

    def _link(self) -> None:
        root = _there(self._last.thread, "There is no message yet: post one first.")
        self._terminal.hint(self._workspace.permalink(root))

    def _home(self) -> None:
        self._person.open_home()
        self._catch_up()
        home = self._person.home()
        if home is None:
            raise Misused("The bot has published no Home tab for this person.")
        self._terminal.view(home, "shows you its Home tab")

    def _history(self) -> None:
        messages = self._person.sees(self._channel)
        self._terminal.block(history.overview(messages, self._terminal))

    def _deliver(self, delivery: Delivery) -> None:
        try:
            state = delivery.wait(_PATIENCE).state
        except TimeoutError as error:
            raise Misused(str(error)) from None
        if state is not State.ACKED:
            raise Misused("The bot didn’t acknowledge that; Slack would show an error.")

    def _catch_up(self) -> None:
        """Show what happens until the bot is done, and note what the last things are now."""
        said = answered = False
        try:
            for news in self._feed.follow(self._idle):
                if news.event is Event.POSTED and news.message.user == self._person.id:
                    said = True  # it was typed just above
                else:
                    answered = True
                    self._terminal.show(news)
                self._remember(news.event, news.message)
        except TimeoutError as error:
            raise Misused(str(error)) from None
        if said and not answered:
            self._terminal.hint("Akin stays silent.")

    def _remember(self, event: Event, message: Message | Ephemeral) -> None:
        if event is Event.REMOVED:
            if self._last.bot == message:
                self._last.bot = None
            return
        if isinstance(message, Ephemeral):
            self._last.bot = message
            return
        if message.bot_id == BOT_ID:
            self._last.bot = message
        if message.is_reply and event is Event.POSTED:
            self._last.reply = message


def _there(message: Message | None, otherwise: str) -> Message:
    if message is None:
        raise Misused(otherwise)
    return message


def _label(button: Json) -> str:
    return str(button["text"]["text"])
