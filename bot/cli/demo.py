"""`akin demo`: the real bot in a local workspace, to see it at work without Slack."""

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bot.cli import stage
from bot.cli.interrupts import ending, in_background
from bot.cli.opening import failures
from bot.cli.output import configure_logging, console, fail

if TYPE_CHECKING:
    from bot.playground import Workspace
    from bot.playground.prompt import Prompt
    from bot.playground.terminal import Terminal
    from matcher.encoder import TextEncoder

PACE: Final = 2.0
"""Seconds that the scene rests after each step where somebody reads along."""

_BEGINNING: Final = ("Aoife", "support")

_OPENING: Final = (
    "Akin in a workspace of its own: people, channels and past messages of an invented company, "
    "which makes Halvery, and the real bot at work among them. Nothing leaves this machine."
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)


def demo(
    play: Annotated[
        bool, typer.Option("--play", help="Stay in the terminal: play a scene there, then type.")
    ] = False,
    fast: Annotated[
        bool, typer.Option("--fast", help="With --play: without time to read.")
    ] = False,
    port: Annotated[
        int, typer.Option(help="The local workspace's port; 0 takes a free one.", min=0, max=65535)
    ] = 0,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")
    ] = True,
    empty: Annotated[bool, typer.Option("--empty", help="Begin without sample content.")] = False,
    data: Annotated[
        Path | None,
        typer.Option(help="A folder in which to keep everything; without one, it goes away."),
    ] = None,
) -> None:
    """Try Akin without Slack: a local workspace, the real bot, and you.

    Opens a page in the browser. Ctrl-C ends it.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        # People's emoji must not end it where they can't be shown.
        sys.stdout.reconfigure(errors="replace")
    with ending(), _failures():
        if not play:
            from bot.cli.page import run_page  # noqa: PLC0415

            run_page(port, data, browser=browser, sample=not empty)
            return
        seen = sys.stdin.isatty() and sys.stdout.isatty()
        pace = PACE if console.is_terminal and not fast else 0.0
        run_demo(port, data, pace=pace, typing=seen)


def run_demo(
    port: int,
    data: Path | None,
    *,
    pace: float,
    typing: bool,
    encoder: "TextEncoder | None" = None,
) -> None:
    """Play the scene, and then let somebody type.

    Args:
        port: the local workspace's; 0 takes a free one.
        data: the folder of what Akin remembers; None for one that goes away.
        pace: seconds to read in after each step.
        typing: whether somebody is at a terminal.
        encoder: one that is loaded already.

    Raises:
        BotError, PlaygroundError: it can't be done, or the scene did not bring what it should.
    """
    from bot.manifest import BOT_SCOPES  # noqa: PLC0415
    from bot.playground import Workspace, content  # noqa: PLC0415
    from bot.playground.scene import Scene  # noqa: PLC0415
    from bot.playground.seeding import populate  # noqa: PLC0415
    from bot.playground.terminal import Terminal  # noqa: PLC0415

    configure_logging("WARNING")
    stage.without_proxies()
    workspace = Workspace(scopes=BOT_SCOPES)
    populate(workspace)
    # What nobody was there to hear when it was written is no news to the bot.
    workspace.deliveries.clear()
    terminal = Terminal(workspace, console)
    with ExitStack() as stack:
        folder = stack.enter_context(stage.folder_for(data))
        server = stack.enter_context(stage.serving(workspace, port))
        terminal.note(_OPENING)
        if encoder is None:
            with stage.progress("Loading the model"):
                encoder = in_background(stage.load_encoder)
            stack.callback(encoder.close)
        settings = stage.settings_for(server, folder)
        idle = stack.enter_context(stage.bot_at_work(workspace, server, settings, encoder))
        stage.learn(workspace, idle)
        Scene(workspace, terminal, idle, pace).play(content.scene())
        if typing:
            _type(workspace, terminal, idle)


def _type(workspace: "Workspace", terminal: "Terminal", idle: Callable[[], bool]) -> None:
    from bot.playground.guide import SHORT_HELP  # noqa: PLC0415
    from bot.playground.prompt import Prompt  # noqa: PLC0415

    with suppress(ImportError):  # not on every platform; one types without it
        import readline  # noqa: F401, PLC0415 - input() uses it: arrows edit, and go back in time
    name, channel = _BEGINNING
    prompt = Prompt(workspace, terminal, idle, workspace.person(name), channel)
    terminal.title("Now you.")
    terminal.hint(SHORT_HELP)
    while _enter(prompt):
        pass
    console.print("Bye.", style="dim")


def _enter(prompt: "Prompt") -> bool:
    console.print()
    try:
        # Bold between \001 and \002, so that the line editor doesn't count it as columns.
        bold = console.is_terminal and not console.is_dumb_terminal
        question = prompt.question
        line = input(f"\001\x1b[1m\002{question}\001\x1b[0m\002" if bold else question)
    except EOFError:
        console.print()
        return False
    return prompt.enter(line)


@contextmanager
def _failures() -> Iterator[None]:
    """Turn what goes wrong in the local workspace into one line on stderr and exit code 1."""
    from bot.playground.errors import PlaygroundError  # noqa: PLC0415

    with failures():
        try:
            yield
        except PlaygroundError as error:
            fail(str(error))
