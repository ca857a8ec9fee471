"""The scene: people at work in the workspace, and the bot among them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.playground.content import SceneStep, files
from bot.playground.deliveries import State
from bot.playground.errors import PlaygroundError
from bot.playground.feed import PATIENCE, Event, Feed, News
from bot.playground.identity import BOT_ID
from bot.playground.messages import Message

if TYPE_CHECKING:
    from bot.playground.terminal import Terminal
    from bot.playground.workspace import Workspace


class StepFailed(PlaygroundError):  # noqa: N818 - reads as what happened
    """A step of the scene did not bring what it should; the message says which and what."""


@dataclass(slots=True)
class Scene:
    """Plays steps one after the other, and shows what they bring.

    A command must be answered; a message that a later step edits must get a reply, since the edit
    is there to show that the reply follows. Anything else may be met with silence.

    Args:
        workspace: Where it is played, with its people and channels.
        terminal: Where it is shown.
        idle: Whether the bot has done all that follows from what happened so far.
        pace: Seconds to read in after each step.
        patience: Seconds that the bot gets for each step.

    """

    workspace: Workspace
    terminal: Terminal
    idle: Callable[[], bool]
    pace: float = 0.0
    patience: float = PATIENCE
    _said: dict[str, Message] = field(default_factory=dict)

    def play(self, steps: Sequence[SceneStep]) -> None:
        """Play all steps.

        Raises:
            StepFailed: one did not bring what it should.

        """
        feed = Feed(self.workspace)
        for number, step in enumerate(steps, start=1):
            self.terminal.note(f"{number}/{len(steps)}  {step.note}")
            named = f"Step {number} of {len(steps)} ({step.who} in #{step.channel}: {step.action})"
            brought = self._play(step, feed, named)
            missing = self._missing(step, steps[number:], brought)
            if missing:
                raise StepFailed(f"{named} did not bring {missing}.")
            if self.pace:
                # For the reader's eyes; nothing waits for anything here.
                time.sleep(self.pace)

    def _play(self, step: SceneStep, feed: Feed, named: str) -> list[News]:
        self._act(step, named)
        brought: list[News] = []
        try:
            for news in feed.follow(self.idle, self.patience):
                self.terminal.show(news)
                brought.append(news)
            if step.action == "say" and len(brought) == 1:
                self.terminal.hint("Akin stays silent.")
        except TimeoutError as error:
            raise StepFailed(f"{named} is not over: {error}") from None
        return brought

    def _act(self, step: SceneStep, named: str) -> None:
        person = self.workspace.person(step.who)
        about = self._said.get(step.to or "")
        if step.action == "command":
            self.terminal.typed(step.who, step.channel, step.text)
            if person.command(step.channel, step.text).wait(self.patience).state is not State.ACKED:
                raise StepFailed(f"{named} was not acknowledged: Slack would show an error.")
            return
        if step.action == "drop":
            known = files()
            contents = {name: known[name] for name in step.text.split()}
            message = person.upload_all(step.channel, contents, step.words)
        elif step.action == "say":
            message = person.post(step.channel, step.text)
        elif about is None:
            raise ValueError(f"{named} is about {step.to!r}, which no step before it says.")
        elif step.action == "reply":
            message = person.post(step.channel, step.text, about.ts)
        elif step.action == "edit":
            message = person.edit(about, step.text)
        else:
            message = person.react(about, step.text)
        if step.key is not None:
            self._said[step.key] = message

    def _missing(self, step: SceneStep, later: Sequence[SceneStep], brought: Sequence[News]) -> str:
        """Return what a step should have brought and didn't; empty where nothing is missing."""
        by_bot = [
            n for n in brought if isinstance(n.message, Message) and n.message.bot_id == BOT_ID
        ]
        if step.action == "command" and all(n.event is not Event.WHISPERED for n in brought):
            return "an answer"
        if step.action == "drop" and not by_bot:
            return "a reply of the bot’s"
        edited = {s.to for s in later if s.action == "edit"}
        if step.action == "say" and step.key in edited and not by_bot:
            return "a reply of the bot’s"
        if step.action == "edit" and all(n.event is Event.POSTED for n in by_bot):
            return "a change of the bot’s reply"
        return ""
