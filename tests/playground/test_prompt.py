"""At the prompt one is somebody in the workspace, and sees what they would see."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pytest
from rich.console import Console
from slack_sdk import WebClient

from bot.playground import BOT_USER_ID, Conversation, Person, PlaygroundServer, Workspace
from bot.playground.prompt import Prompt
from bot.playground.seeding import SOLVED
from bot.playground.terminal import Terminal
from tests.playground.conftest import bolt_over_http
from tests.playground.echo import QUIET, echo

Type = Callable[..., str]


@pytest.fixture
def guest(workspace: Workspace) -> Person:
    return workspace.add_user("Gus", guest=True)


@pytest.fixture
def prompt(
    workspace: Workspace,
    server: PlaygroundServer,
    client: WebClient,
    ana: Person,
    guest: Person,
    support: Conversation,
) -> Iterator[Prompt]:
    workspace.add_channel("lobby", members=[ana, guest], topic="Come in")
    workspace.add_channel("secret", members=[ana], private=True)
    terminal = Terminal(workspace, Console(file=io.StringIO(), width=80))
    with bolt_over_http(server, echo(client)):
        yield Prompt(
            workspace, terminal, lambda: not workspace.deliveries.pending(), ana, "support"
        )


@pytest.fixture
def type_(prompt: Prompt) -> Type:
    """Return what types lines and returns what is printed after the last one."""
    screen = prompt._terminal._console.file
    assert isinstance(screen, io.StringIO)

    def enter(*lines: str) -> str:
        for line in lines:
            screen.seek(0)
            screen.truncate()
            assert prompt.enter(line)
        return screen.getvalue()

    return enter


def test_a_message_is_posted_and_the_reply_shown_but_not_what_was_just_typed(
    prompt: Prompt, type_: Type, ana: Person, support: Conversation
) -> None:
    assert prompt.question == "you are ana in #support › "
    shown = type_("my printer is on fire")
    assert "┃ Akin  in #support, in Ana’s thread" in shown
    assert "Ana  in #support" not in shown
    assert [m.text for m in ana.sees(support)] == ["my printer is on fire"] * 2


def test_silence_is_said(type_: Type) -> None:
    assert type_(QUIET) == "Akin stays silent.\n"


def test_a_command_is_answered_for_oneself_alone(type_: Type) -> None:
    assert "┊ Akin  in #support, only you see this" in type_("/akin find it")


def test_a_form_is_shown_and_closed_since_it_can_not_be_filled_in(type_: Type, ana: Person) -> None:
    shown = type_("/akin form")
    assert "Akin  opens a form: A form" in shown
    assert "Fill me in" in shown
    assert ana.views() == []


def test_names_and_channels_are_found_in_capitals_or_not(
    type_: Type, ana: Person, guest: Person, support: Conversation
) -> None:
    type_("@Akin and @gus and @Nobody, see a@gus.example")
    assert ana.sees(support)[0].text == (
        f"<@{BOT_USER_ID}> and <@{guest.id}> and @Nobody, see a@gus.example"
    )
    assert type_("#LOBBY") == "#lobby: Come in\n"


def test_another_person_sees_and_may_less(prompt: Prompt, type_: Type) -> None:
    type_("hello")
    assert type_("@gus") == "Gus (a guest) sees #lobby.\n"
    assert prompt.question == "you are Gus in #support › "
    assert "Slack refuses: channel_not_found" in type_("let me in")
    assert "Slack refuses: channel_not_found" in type_("history")
    assert "Gus (a guest) doesn’t see #secret." in type_("#secret")
    assert "┃ Akin  in #lobby" in type_("#lobby", "hello")
    assert "hello" in type_("history")


def test_what_another_person_does_not_see_is_not_printed_for_them(
    type_: Type, workspace: Workspace, ana: Person
) -> None:
    secret, ben = workspace.conversation("secret"), workspace.add_user("ben")
    ana.invite(secret, ben)
    ben.post(secret, "first quiet word")
    assert "first quiet word" in type_("")
    type_("@gus")
    ben.post(secret, "second quiet word")
    assert type_("") == ""
    assert "quiet word" not in type_("@ana")  # old by now


def test_the_name_of_a_private_channel_is_not_shown_to_who_is_not_in_it(
    type_: Type, workspace: Workspace, guest: Person
) -> None:
    secret = workspace.conversation("secret")
    type_("#lobby", f"see <#{secret.id}>")
    assert "#secret" in type_("history")
    shown = type_("@gus", "history")
    assert "#secret" not in shown
    assert "a private channel" in shown


def test_what_does_not_exist_is_said_and_not_posted(
    type_: Type, ana: Person, support: Conversation
) -> None:
    assert "There is no channel #nowhere" in type_("#nowhere")
    assert "There is nobody named nobody" in type_("@nobody")
    assert "Nobody can be akin" in type_("@akin")
    assert ana.sees(support) == []


def test_a_reply_goes_to_the_last_thread_and_a_check_on_the_last_reply(
    type_: Type, ana: Person, support: Conversation
) -> None:
    assert "no thread yet" in type_("reply too early")
    assert "no reply yet" in type_("check")
    type_("help me: quiet", "reply quiet: switch it off")
    assert "Ana puts ✅ on Ana’s reply" in type_("check")
    root, reply = ana.sees(support)
    assert reply.thread_ts == root.ts
    assert reply.reaction(SOLVED) is not None
    assert "Slack refuses: already_reacted" in type_("check")


def test_check_without_a_reply_of_ones_own_is_for_the_bots(type_: Type) -> None:
    assert "Ana puts ✅ on Akin’s reply" in type_("hello", "check")


def test_the_last_message_is_edited_and_deleted_and_the_bot_follows(
    type_: Type, ana: Person, support: Conversation
) -> None:
    assert "nothing yet that could be edited" in type_("edit early")
    type_("hello")
    assert "Akin  changes the answer in #support" in type_("edit hello you")
    assert "nothing yet that could be deleted" not in type_("delete")
    assert [m.text for m in ana.sees(support) if not m.is_tombstone] == []
    assert "nothing yet that could be deleted" in type_("delete")


def test_a_button_is_pressed_by_the_beginning_of_its_label(type_: Type) -> None:
    assert "has said nothing yet" in type_("press hide")
    assert "Which button? The bot’s last message has: Hide it, Keep it." in type_("hello", "press")
    assert "Which button?" in type_("press it")
    assert "Hidden." in type_("press HIDE")
    assert "The bot’s last message has: none." in type_("press hide")


def test_the_shortcut_the_link_and_the_home_tab(
    type_: Type, workspace: Workspace, ana: Person, support: Conversation
) -> None:
    assert "no message yet" in type_("link")
    assert "no message yet" in type_("similar")
    assert "Like hello" in type_("hello", "similar")
    root = ana.sees(support)[0]
    assert type_("link").strip().replace("\n", "") == workspace.permalink(root)
    assert "Welcome home" in type_("home")


def test_words_of_the_prompt_can_be_posted(type_: Type, ana: Person, support: Conversation) -> None:
    type_("say help", "check the printer please", "history is written by the victors")
    roots = [m.text for m in ana.sees(support) if not m.is_reply]
    assert roots == ["help", "check the printer please", "history is written by the victors"]


def test_help_names_people_and_channels_with_what_is_special_about_them(type_: Type) -> None:
    shown = type_("help")
    assert "People: ana, Gus (a guest)." in shown
    assert "#secret (private)" in shown


@pytest.mark.parametrize("word", ["quit", " EXIT "])
def test_it_ends_when_told_to(prompt: Prompt, word: str) -> None:
    assert not prompt.enter(word)


def test_an_empty_line_does_nothing(type_: Type, ana: Person, support: Conversation) -> None:
    assert type_("  ") == ""
    assert ana.sees(support) == []


def test_a_command_that_the_bot_does_not_know_is_an_error_as_in_slack(type_: Type) -> None:
    assert "didn’t acknowledge" in type_("/unknown")
