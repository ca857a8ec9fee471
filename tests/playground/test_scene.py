"""The scene plays its steps in order, shows what they bring, and says which one failed."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from rich.console import Console
from slack_sdk import WebClient

from bot.playground import Conversation, Person, PlaygroundServer, Workspace
from bot.playground.content import SceneStep
from bot.playground.scene import Scene, StepFailed
from bot.playground.terminal import Terminal
from tests.playground.conftest import bolt_over_http
from tests.playground.echo import QUIET, echo

SAY = SceneStep("ana", "support", "say", "hello", "Ana says it.", "hello", None)
EDIT = replace(SAY, action="edit", text="hello all", key=None, to="hello")
COMMAND = replace(SAY, action="command", text="/akin find *it*", key=None)

Stage = Callable[..., Scene]


@pytest.fixture
def screen() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def stage(
    workspace: Workspace,
    server: PlaygroundServer,
    client: WebClient,
    support: Conversation,
    screen: io.StringIO,
) -> Iterator[Stage]:
    """Return what makes a scene in which the echoing bot is at work."""

    def idle() -> bool:
        return not workspace.deliveries.pending()

    def make(*, idle: Callable[[], bool] = idle, patience: float = 10.0) -> Scene:
        terminal = Terminal(workspace, Console(file=screen, width=70))
        return Scene(workspace, terminal, idle, patience=patience)

    with bolt_over_http(server, echo(client)):
        yield make
        workspace.wait_for(idle)


def test_every_action_is_played_and_shown_with_its_note(
    stage: Stage, ana: Person, support: Conversation, screen: io.StringIO
) -> None:
    reply = replace(SAY, action="reply", text="me too: quiet", key="reply", to="hello")
    react = replace(SAY, action="react", text="tada", key=None, to="reply")
    stage().play([SAY, COMMAND, reply, react, EDIT])
    shown = screen.getvalue()
    places = [
        shown.index(expected)
        for expected in (
            "1/5  Ana says it.",
            "Ana  in #support\n  hello\n",
            "┃ Akin  in #support, in Ana’s thread\n  ┃ Echo\n  ┃ ▎ hello\n",
            "┃ [Hide it]  [Keep it]",
            "2/5",
            "Ana  types in #support\n  /akin find *it*\n",
            "┊ Akin  in #support, only Ana sees this\n  ┊ Echo\n",
            "┃ Ana  in #support, in Ana’s thread\n  ┃ me too: quiet\n",
            "Ana puts 🎉 on Ana’s reply",
            "Ana  edits this in #support\n  hello all\n",
            "┃ Akin  changes the answer in #support, in Ana’s thread\n  ┃ Echo\n  ┃ ▎ hello all\n",
        )
    ]
    assert places == sorted(places)
    assert max(map(len, shown.splitlines())) <= 70
    assert [m.text for m in ana.sees(support)] == ["hello all", "hello all", "me too: quiet"]


def test_silence_is_shown_as_such_where_nothing_has_to_be_said(
    stage: Stage, screen: io.StringIO
) -> None:
    stage().play([replace(SAY, text=QUIET)])
    assert screen.getvalue().endswith("  quiet\nAkin stays silent.\n")


def test_a_message_whose_edit_is_to_be_followed_must_get_a_reply(stage: Stage) -> None:
    with pytest.raises(
        StepFailed, match=r"^Step 1 of 2 \(ana in #support: say\) did not bring a r"
    ):
        stage().play([replace(SAY, text=QUIET), EDIT])


def test_an_edit_must_change_the_reply(stage: Stage, client: WebClient, ana: Person) -> None:
    scene = stage()
    scene.play([SAY, EDIT])
    with pytest.raises(
        StepFailed, match=r"Step 3 of 3 .* did not bring a change of the bot’s reply"
    ):
        # The same words again: there is nothing to follow.
        stage().play([SAY, EDIT, EDIT])


def test_a_command_must_be_answered(stage: Stage) -> None:
    with pytest.raises(StepFailed, match=r"Step 1 of 1 \(ana in #support: command\) .* an answer"):
        stage().play([replace(COMMAND, text=f"/akin {QUIET}")])


def test_a_command_must_be_acknowledged(stage: Stage) -> None:
    with pytest.raises(StepFailed, match="was not acknowledged"):
        stage().play([replace(COMMAND, text="/unknown")])


def test_a_bot_that_is_never_done_fails_the_step_that_kept_it_busy(stage: Stage) -> None:
    with pytest.raises(StepFailed, match=r"Step 1 of 1 .* is not over: .* after 0 seconds"):
        stage(idle=lambda: False, patience=0).play([SAY])


def test_a_step_about_what_nobody_said_is_the_scenes_own_mistake(stage: Stage) -> None:
    with pytest.raises(ValueError, match="about 'hello', which no step before it says"):
        stage().play([EDIT])


def test_failures_repeat_nothing_of_what_people_wrote(stage: Stage) -> None:
    with pytest.raises(StepFailed) as caught:
        stage().play([replace(SAY, text=f"secret {QUIET}"), EDIT])
    assert "secret" not in str(caught.value)
