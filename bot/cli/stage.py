"""The real bot in a local workspace: served, connected, and taught what was said there."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bot.cli.output import errors

if TYPE_CHECKING:
    from bot.akin import Akin
    from bot.observing import Observer
    from bot.playground import PlaygroundServer, Workspace
    from bot.playground.front import Front
    from bot.settings import Settings
    from matcher.encoder import Encoder, TextEncoder

_PROXIES: Final = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")


def without_proxies() -> None:
    """Forget proxies: Slack's library would ask one for this machine, whatever no_proxy says."""
    for name in _PROXIES:
        os.environ.pop(name, None)


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
    with progress(f"Reading what was said in {names}: {count} messages with their threads"):
        for channel in watched:
            # Neither a guest nor somebody of another organisation may do this.
            who = next(n for n in channel.members if roles[n] not in {"guest", "external"})
            line = f"/akin watch here as {channel.watch}"
            workspace.person(who).command(channel.name, line).wait()
        try:
            for _ in feed.follow(idle):
                pass
        except TimeoutError as error:
            raise BotError(f"Akin could not read the sample content. {error}") from None


@contextmanager
def bot_at_work(
    workspace: "Workspace",
    server: "PlaygroundServer",
    settings: "Settings",
    encoder: "TextEncoder",
    observer: "Observer | None" = None,
) -> Iterator[Callable[[], bool]]:
    """Run the bot, connected as it would be to Slack; yield what tells whether it is idle."""
    from bot.app import build_app  # noqa: PLC0415
    from bot.runtime import running  # noqa: PLC0415
    from bot.sockets import connected  # noqa: PLC0415

    with running(settings, encoder=encoder, observer=observer) as work:
        app = build_app(settings, work.akin.inbox)
        with connected(app, settings.slack_app_token.get_secret_value()):
            workspace.wait_for(lambda: server.connections)
            yield lambda: is_idle(workspace, work.akin)


def is_idle(workspace: "Workspace", akin: "Akin") -> bool:
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


def settings_for(server: "PlaygroundServer", data: Path) -> "Settings":
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


def load_encoder() -> "Encoder":
    """Load the encoder, and what the bot imports beside it."""
    import slack_bolt.adapter.socket_mode  # noqa: F401, PLC0415 - with the model, not after it

    import bot.runtime  # noqa: F401, PLC0415 - likewise
    from matcher.encoder import Encoder  # noqa: PLC0415

    return Encoder()


@contextmanager
def serving(
    workspace: "Workspace", port: int, front: "Front | None" = None
) -> Iterator["PlaygroundServer"]:
    """Serve a workspace while the block runs.

    Raises:
        BotError: the port is taken.
    """
    from bot.errors import BotError  # noqa: PLC0415
    from bot.playground import PlaygroundServer  # noqa: PLC0415

    server = PlaygroundServer(workspace, port=port, front=front)
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
def folder_for(data: Path | None, *, kept: bool = False) -> Iterator[Path]:
    """Yield the folder of what is remembered: the one given, or one that goes away.

    Args:
        data: the folder; None for one that goes away.
        kept: whether a workspace that was kept there is gone on with.

    Raises:
        BotError: something else is in it: made-up tickets must not get among somebody's real ones.
    """
    from bot.errors import BotError  # noqa: PLC0415
    from bot.playground.keeping import FILE  # noqa: PLC0415

    if data is None:
        with tempfile.TemporaryDirectory(prefix="akin-demo-", ignore_cleanup_errors=True) as folder:
            yield Path(folder)
        return
    if kept and (data / FILE).is_file():
        yield data
        return
    if data.exists() and (not data.is_dir() or any(data.iterdir())):
        raise BotError(
            f"{data} holds something already that no demo in the browser left there: name a "
            "folder that is empty or isn't there yet."
        )
    data.mkdir(parents=True, exist_ok=True)
    yield data


@contextmanager
def progress(what: str) -> Iterator[None]:
    """Say on stderr what is being done, as long as it takes."""
    if errors.is_terminal:
        with errors.status(f"{what} …"):
            yield
    else:
        errors.print(f"{what} …", highlight=False, soft_wrap=True)
        yield
