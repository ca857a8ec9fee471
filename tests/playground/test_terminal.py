"""The terminal says who did what and where, in words and within its width."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from bot.playground import (
    BOT_ID,
    BOT_USER_ID,
    Conversation,
    Message,
    Person,
    Workspace,
    posting,
)
from bot.playground.feed import Feed
from bot.playground.history import THREADS, overview
from bot.playground.terminal import WIDEST, Terminal


class Screen:
    """A terminal, and what is on it since the last look."""

    def __init__(self, workspace: Workspace, width: int = 80, **more: bool) -> None:
        self.file = io.StringIO()
        self.feed = Feed(workspace)
        self.terminal = Terminal(workspace, Console(file=self.file, width=width, **more))

    def look(self) -> str:
        self.file.seek(0)
        self.file.truncate()
        for news in self.feed.take():
            self.terminal.show(news)
        return self.file.getvalue()


@pytest.fixture
def screen(workspace: Workspace, ana: Person, support: Conversation) -> Screen:
    return Screen(workspace)


def bot_says(workspace: Workspace, channel: Conversation, text: str, thread: str = "") -> Message:
    with workspace.lock:
        ts = workspace.ids.ts()
        message = Message(
            channel.id, ts, BOT_USER_ID, text, "T", bot_id=BOT_ID, thread_ts=thread or None
        )
        return posting.put(workspace, message)


def test_who_comes_and_goes_is_a_line(
    workspace: Workspace, support: Conversation, screen: Screen
) -> None:
    ben = workspace.add_user("ben")
    ben.join(support)
    assert screen.look() == "\nBen has joined the channel #support\n"


def test_what_is_deleted_or_taken_back_is_said(
    workspace: Workspace, ana: Person, support: Conversation, screen: Screen
) -> None:
    root = ana.post(support, "printer on fire")
    reply = bot_says(workspace, support, "use water", root.ts)
    screen.look()
    with workspace.lock:
        posting.remove(workspace, reply)
    assert screen.look() == "\nAkin  takes the answer back in #support, in Ana’s thread\n"
    ana.delete(root)
    assert screen.look() == "\nA message is deleted in #support\n"


def test_a_bot_message_outside_of_threads_is_shown_too(
    workspace: Workspace, support: Conversation, screen: Screen
) -> None:
    bot_says(workspace, support, "*shared* with <@U0AKINBOT>")
    assert screen.look() == "\nAkin  in #support\n  shared with @Akin\n"


def test_conversations_without_a_name_have_one_here(
    workspace: Workspace, ana: Person, screen: Screen
) -> None:
    ana.post(workspace.open_dm(ana, BOT_USER_ID), "psst")
    assert screen.look().startswith("\nAna  in a direct message\n")


@pytest.mark.parametrize(("width", "most"), [(40, 40), (300, WIDEST)])
def test_lines_are_as_long_as_the_screen_and_never_too_long(
    workspace: Workspace, ana: Person, support: Conversation, width: int, most: int
) -> None:
    screen = Screen(workspace, width)
    root = ana.post(support, "words " * 60)
    ana.post(support, "more words " * 60, root.ts)
    lengths = [len(line) for line in screen.look().splitlines()]
    assert most - 12 < max(lengths) <= most


def test_there_are_colours_on_a_terminal_alone(
    workspace: Workspace, ana: Person, support: Conversation, screen: Screen
) -> None:
    colourful = Screen(workspace, force_terminal=True)
    ana.post(support, "hello")
    assert "\x1b[" in colourful.look()
    assert "\x1b" not in screen.look()


def test_peoples_texts_are_no_markup_of_the_terminals(
    ana: Person, support: Conversation, screen: Screen
) -> None:
    ana.post(support, "[red]not red[/red] [/] :smile:")
    assert "[red]not red[/red] [/] 😄" in screen.look()


def test_the_overview_has_the_newest_threads_in_order_a_line_each(
    workspace: Workspace, ana: Person, support: Conversation, screen: Screen
) -> None:
    roots = [ana.post(support, f"ticket {n}\n" + "long " * 40) for n in range(THREADS + 2)]
    ana.post(support, "late reply", roots[3].ts)
    lines = overview(ana.sees(support), screen.terminal).plain.splitlines()
    assert len(lines) == THREADS + 1
    assert "Ana  ticket 2 long" in lines[0]
    assert lines[2].strip() == "Ana  late reply"
    assert max(map(len, lines)) <= 80
    assert overview([], screen.terminal).plain == "Nothing was said here yet."
