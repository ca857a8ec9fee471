"""`akin demo`: the real bot in a local workspace, to see it at work without Slack."""

import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from bot.cli.interrupts import ending, in_background
from bot.cli.opening import failures
from bot.cli.output import configure_logging, console, errors, fail

if TYPE_CHECKING:
    from bot.akin import Akin
    from bot.playground import PlaygroundServer, Workspace
    from bot.playground.prompt import Prompt
    from bot.playground.terminal import Terminal
    from bot.settings import Settings
    from matcher.encoder import Encoder, TextEncoder

PACE: Final = 2.0
"""Seconds that the scene rests after each step where somebody reads along."""

PATIENCE: Final = 120.0
"""Seconds that the bot gets to read all of the sample content."""

_BEGINNING: Final = ("Aoife", "support")
_PROXIES: Final = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")

_OPENING: Final = (
    "Akin in a workspace of its own: people, channels and past messages of an invented company, "
    "which makes Halvery, and the real bot at work among them. Nothing leaves this machine."
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)


def demo(
    play: Annotated[bool, typer.Option("--play", help="Play the scene and end.")] = False,
    fast: Annotated[bool, typer.Option("--fast", help="Play it without time to read.")] = False,
    port: Annotated[
        int, typer.Option(help="The local workspace's port; 0 takes a free one.", min=0, max=65535)
    ] = 0,
    data: Annotated[
        Path | None, typer.Option(help="A new folder in which to keep what Akin remembers.")
    ] = None,
) -> None:
    """Try Akin without Slack: a local workspace, the real bot, and you.

    A short scene is played, and then you type messages and commands yourself. Without a terminal
    the scene is played and that is all.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        # People's emoji must not end it where they can't be shown.
        sys.stdout.reconfigure(errors="replace")
    seen = sys.stdin.isatty() and sys.stdout.isatty()
    pace = PACE if console.is_terminal and not fast else 0.0
    with ending(), _failures():
        run_demo(port, data, pace=pace, typing=seen and not play)


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
    for name in _PROXIES:
        # Slack's library would ask a proxy for this very machine, whatever no_proxy says.
        os.environ.pop(name, None)
    workspace = Workspace(scopes=BOT_SCOPES)
    populate(workspace)
    # What nobody was there to hear when it was written is no news to the bot.
    workspace.deliveries.clear()
    terminal = Terminal(workspace, console)
    with ExitStack() as stack:
        folder = stack.enter_context(_folder(data))
        server = stack.enter_context(_serving(workspace, port))
        terminal.note(_OPENING)
        if encoder is None:
            with _progress("Loading the model"):
                encoder = in_background(_load)
            stack.callback(encoder.close)
        idle = stack.enter_context(_bot(workspace, server, _settings(server, folder), encoder))
        learn(workspace, idle)
        Scene(workspace, terminal, idle, pace).play(content.scene())
        if typing:
            _type(workspace, terminal, idle)


def learn(workspace: "Workspace", idle: Callable[[], bool]) -> None:
    """Have the bot read the channels, as people would: by telling it to watch them.

    Raises:
        BotError: it was not done after two minutes.
    """
    from bot.errors import BotError  # noqa: PLC0415
    from bot.playground import content  # noqa: PLC0415
    from bot.playground.feed import Feed  # noqa: PLC0415

    roles = {person.name: person.role for person in content.people()}
    feed = Feed(workspace)
    watched = [channel for channel in content.channels() if channel.watch]
    count = sum(len(workspace.timelines[workspace.conversation(c.name).id].main()) for c in watched)
    names = ", ".join(f"#{channel.name}" for channel in watched)
    with _progress(f"Reading what was said in {names}: {count} messages with their threads"):
        for channel in watched:
            # Neither a guest nor somebody of another organisation may do this.
            who = next(n for n in channel.members if roles[n] not in {"guest", "external"})
            line = f"/akin watch here as {channel.watch}"
            workspace.person(who).command(channel.name, line).wait()
        try:
            for _ in feed.follow(idle, PATIENCE):
                pass
        except TimeoutError as error:
            raise BotError(f"Akin could not read the sample content. {error}") from None


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
def _bot(
    workspace: "Workspace", server: "PlaygroundServer", settings: "Settings", encoder: "TextEncoder"
) -> Iterator[Callable[[], bool]]:
    """Run the bot, connected as it would be to Slack; yield what tells whether it is idle."""
    from slack_bolt.adapter.socket_mode import SocketModeHandler  # noqa: PLC0415

    from bot.app import build_app  # noqa: PLC0415
    from bot.runtime import running  # noqa: PLC0415

    with running(settings, encoder=encoder) as work:
        app = build_app(settings, work.akin.inbox)
        handler = SocketModeHandler(app, settings.slack_app_token.get_secret_value())
        handler.client.connect()
        try:
            workspace.wait_for(lambda: server.connections)
            yield lambda: _idle(workspace, work.akin)
        finally:
            handler.client.close()


def _idle(workspace: "Workspace", akin: "Akin") -> bool:
    """Tell whether all was delivered and done.

    Raises:
        BotError: something could not be done at all.
    """
    from bot.errors import BotError  # noqa: PLC0415

    before = len(workspace.deliveries)
    if workspace.deliveries.pending():
        return False
    counts = akin.inbox.counts()
    if counts.dead:
        reasons = {f"{job.kind}: {job.last_error}" for job in akin.inbox.dead()}
        raise BotError(f"Akin failed at something in its workspace ({'; '.join(sorted(reasons))}).")
    # Nothing new in between: then what was counted is what followed from all that was delivered.
    return not (counts.ready or counts.running) and len(workspace.deliveries) == before


def _settings(server: "PlaygroundServer", data: Path) -> "Settings":
    """Return settings of the demo's own: what is set for a real workspace must not reach it."""
    from bot.playground import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET  # noqa: PLC0415
    from bot.settings import Settings  # noqa: PLC0415

    given = {
        "slack_bot_token": BOT_TOKEN,
        "slack_app_token": APP_TOKEN,
        "slack_signing_secret": SIGNING_SECRET,
        "slack_api_url": server.api_url,
        "data": data,
        "log_level": "WARNING",
    }
    defaults = {name: field.default for name, field in Settings.model_fields.items()}
    everything: dict[str, Any] = {"_env_file": None, **defaults, **given}
    # Not by `load`, to which None is no argument: what is not set is to stay so here.
    return Settings(**everything)


def _load() -> "Encoder":
    import slack_bolt.adapter.socket_mode  # noqa: F401, PLC0415 - with the model, not after it

    import bot.runtime  # noqa: F401, PLC0415 - likewise
    from matcher.encoder import Encoder  # noqa: PLC0415

    return Encoder()


@contextmanager
def _serving(workspace: "Workspace", port: int) -> Iterator["PlaygroundServer"]:
    from bot.errors import BotError  # noqa: PLC0415
    from bot.playground import PlaygroundServer  # noqa: PLC0415

    server = PlaygroundServer(workspace, port=port)
    try:
        server.start()
    except OSError as error:
        raise BotError(
            f"The local workspace can't listen at port {port} ({error.strerror}). Choose another "
            "with --port, or leave that out: then a free one is taken."
        ) from None
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    """Yield the folder that Akin's memory goes to: the one given, or one that goes away."""
    from bot.errors import BotError  # noqa: PLC0415

    if data is None:
        with tempfile.TemporaryDirectory(prefix="akin-demo-", ignore_cleanup_errors=True) as folder:
            yield Path(folder)
        return
    if data.exists() and (not data.is_dir() or any(data.iterdir())):
        # Made-up tickets must not get among somebody's real ones.
        raise BotError(
            f"{data} holds something already, and the demo starts anew each time: name a folder "
            "that is empty or isn't there yet."
        )
    yield data


@contextmanager
def _progress(what: str) -> Iterator[None]:
    """Say on stderr what is being done, as long as it takes."""
    if errors.is_terminal:
        with errors.status(f"{what} …"):
            yield
    else:
        errors.print(f"{what} …", highlight=False, soft_wrap=True)
        yield


@contextmanager
def _failures() -> Iterator[None]:
    """Turn what goes wrong in the local workspace into one line on stderr and exit code 1."""
    from bot.playground.errors import PlaygroundError  # noqa: PLC0415

    with failures():
        try:
            yield
        except PlaygroundError as error:
            fail(str(error))
