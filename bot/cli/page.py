"""`akin demo` in the browser: the local workspace as a page, and the real bot in it."""

import shutil
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.cli import stage
from bot.cli.interrupts import in_background, wait_for_the_end
from bot.cli.output import configure_logging, console

if TYPE_CHECKING:
    from bot.playground import PlaygroundServer, Workspace
    from bot.playground.front import Front
    from matcher.encoder import TextEncoder

LOG_KEPT: Final = 5_000
"""Deliveries after which those that are over are forgotten."""


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo at work: its server, its page's extras, and what tells whether the bot is idle."""

    server: "PlaygroundServer"
    front: "Front"
    idle: Callable[[], bool]

    @property
    def workspace(self) -> "Workspace":
        """The local workspace."""
        return self.server.workspace


def run_page(port: int, data: Path | None, *, browser: bool, sample: bool) -> None:
    """Serve the page until Ctrl-C.

    Args:
        port: the local workspace's; 0 takes a free one.
        data: the folder in which all is kept; None for one that goes away.
        browser: whether to open the page in the browser.
        sample: whether there is sample content.

    Raises:
        BotError, PlaygroundError: it can't be done.
    """
    configure_logging("WARNING")
    with open_page(port, data, sample=sample, on_served=_opener(browser=browser)):
        wait_for_the_end(lambda: console.print("Akin is ready. Ctrl-C ends it.", highlight=False))


@contextmanager
def open_page(
    port: int = 0,
    data: Path | None = None,
    *,
    sample: bool = True,
    encoder: "TextEncoder | None" = None,
    on_served: Callable[[str], None] = lambda _: None,
) -> Iterator[Demo]:
    """Serve the page, and have the bot read what is said there; yields once it has.

    Args:
        port: the local workspace's; 0 takes a free one.
        data: the folder in which all is kept; None for one that goes away.
        sample: whether there is sample content.
        encoder: one that is loaded already.
        on_served: told the page's address as soon as it is there.

    Raises:
        BotError, PlaygroundError: it can't be done.
    """
    from bot.cli.first_minute import Hood, front  # noqa: PLC0415
    from bot.manifest import BOT_SCOPES  # noqa: PLC0415
    from bot.playground import Workspace, keeping  # noqa: PLC0415
    from bot.playground.front import Phase  # noqa: PLC0415

    stage.without_proxies()
    workspace = Workspace(scopes=BOT_SCOPES)
    with ExitStack() as stack:
        folder = stack.enter_context(stage.folder_for(data, kept=True))
        file, memory = folder / keeping.FILE, folder / "akin"
        kept = file.is_file()
        stack.callback(_leave_no_half, file, memory)
        tried = keeping.load(workspace, file) if kept else []
        if not kept:
            _furnish(workspace, sample=sample)
        page = front(workspace, sample=sample, done=tuple(tried))
        page.enter(Phase.STARTING, "Akin is waking up: its models are being loaded")
        server = stack.enter_context(stage.serving(workspace, port, page))
        on_served(server.base_url)
        if encoder is None:
            encoder = in_background(stage.load_encoder)
            stack.callback(encoder.close)
        settings = stage.settings_for(server, memory)
        idle = stack.enter_context(
            stage.bot_at_work(workspace, server, settings, encoder, Hood(page))
        )
        if sample and not kept:
            page.enter(Phase.READING, "Akin is reading what was said here before it came")
            stage.learn(workspace, idle)
            _open_a_position(workspace, idle)
        page.tries.begin()
        page.enter(Phase.READY)
        if data is not None:
            # Only now: a workspace that was half read is begun anew.
            stack.enter_context(keeping.keeping(workspace, file, lambda: page.tries.done))
        workspace.watchers.add(lambda: _forget_traffic(workspace))
        yield Demo(server, page, idle)


def _leave_no_half(file: Path, memory: Path) -> None:
    """Remove what the bot remembers of a workspace that was not kept: it would be in the way."""
    if not file.is_file() and memory.is_dir():
        shutil.rmtree(memory)


def _furnish(workspace: "Workspace", *, sample: bool) -> None:
    from bot.playground.seeding import furnish, populate  # noqa: PLC0415

    if sample:
        populate(workspace)
    else:
        furnish(workspace)
    # What nobody was there to hear when it was written is no news to the bot.
    workspace.deliveries.clear()


def _open_a_position(workspace: "Workspace", idle: Callable[[], bool]) -> None:
    """Note an opening, so that the first résumé has something to fit."""
    from bot.cli.first_minute import OPENING  # noqa: PLC0415
    from bot.playground import content  # noqa: PLC0415
    from bot.playground.feed import Feed  # noqa: PLC0415

    who, channel, name, words = OPENING
    feed = Feed(workspace)
    workspace.person(who).upload(channel, name, content.files()[name], words)
    for _ in feed.follow(idle):
        pass
    # What the bot said to those who told it to watch is no news to whoever comes now.
    with workspace.lock:
        workspace.ephemerals.clear()
        workspace.notify()


def _forget_traffic(workspace: "Workspace") -> None:
    if len(workspace.deliveries) > LOG_KEPT:
        workspace.deliveries.clear()


def _opener(*, browser: bool) -> Callable[[str], None]:
    def opened(address: str) -> None:
        console.print(f"Akin’s workspace: {address}", highlight=False)
        if browser:
            # In a thread: some browsers are waited for until they are closed.
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    return opened
