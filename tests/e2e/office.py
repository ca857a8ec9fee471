"""A workspace with people and the real bot in it, over HTTP or Socket Mode."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import uvicorn

from bot.akin import Akin
from bot.app import build_app
from bot.health import check
from bot.playground import (
    APP_TOKEN,
    BOT_TOKEN,
    BOT_USER_ID,
    SIGNING_SECRET,
    Conversation,
    Message,
    Person,
    PlaygroundServer,
    Workspace,
)
from bot.playground.deliveries import State
from bot.runtime import running
from bot.settings import NO_RERANKER, Settings
from bot.sockets import connected
from bot.web import build_web
from bot.workers import Workers
from matcher.encoder import TextEncoder
from matcher.reranker import Reranker

T = TypeVar("T")

PATIENCE = 60.0
"""Seconds after which a condition is taken never to come true."""


def until(predicate: Callable[[], T], what: str = "a condition", patience: float = PATIENCE) -> T:
    """Wait until something is true of what tells nobody when it changes."""
    pause = threading.Event()
    for _ in range(int(patience / 0.01)):
        if result := predicate():
            return result
        pause.wait(0.01)
    raise TimeoutError(f"Waited {patience} s for {what}.")


@dataclass
class Office:
    """What a test works with: the workspace and the bot that is connected to it."""

    workspace: Workspace
    server: PlaygroundServer
    akin: Akin
    workers: Workers
    address: str = ""

    def settled(self) -> None:
        """Wait until every event was delivered and everything that follows from it is done."""

        def idle() -> bool:
            # In this order: what is acked is in the inbox, so the inbox is counted after the
            # deliveries; and what a job did while it was counted is a delivery more.
            deliveries = self.workspace.deliveries
            before = len(deliveries)
            if deliveries.pending():
                return False
            counts = self.akin.inbox.counts()
            return not (counts.ready or counts.running) and len(deliveries) == before

        until(idle, f"the bot to be done; {self.akin.inbox.counts()}")

    def dead(self) -> list[str]:
        """Return the reasons of the jobs that died."""
        return [f"{job.kind}: {job.last_error}" for job in self.akin.inbox.dead()]

    def thread(self, message: Message, seen_by: Person) -> list[Message]:
        """Return the bot's messages in a message's thread, once all is settled."""
        self.settled()
        thread = seen_by.sees(message.channel, message.ts)
        return [reply for reply in thread if reply.user == BOT_USER_ID]

    def reply(self, message: Message, seen_by: Person) -> Message:
        """Return the one message of the bot's in a message's thread."""
        found = self.thread(message, seen_by)
        assert len(found) == 1, f"{len(found)} replies; dead: {self.dead()}"
        return found[0]

    def watch(self, person: Person, channel: Conversation, what: str = "tickets") -> None:
        """Have a channel watched, as a person would."""
        command = person.command(channel, f"/akin watch here as {what}").wait(PATIENCE)
        assert command.state is State.ACKED, command
        self.settled()

    def ask(self, person: Person, channel: Conversation, line: str) -> Any:
        """Type a command and return the answer that only this person sees."""
        before = len(person.ephemerals(channel))
        person.command(channel, line).wait(PATIENCE)
        return self.workspace.wait_for(lambda: person.ephemerals(channel)[before:])[-1]


SAME_FROM = 0.6
"""By the cosine alone nothing is ever sure enough to be called the same."""


def settings_for(server: PlaygroundServer, data: Path, **more: Any) -> Settings:
    """Return the settings of a bot in the local workspace."""
    given: dict[str, Any] = {
        "slack_bot_token": BOT_TOKEN,
        "slack_app_token": APP_TOKEN,
        "slack_signing_secret": SIGNING_SECRET,
        "slack_api_url": server.api_url,
        "data": data,
        "reranker": NO_RERANKER,
        "same": SAME_FROM,
        **more,
    }
    return Settings(_env_file=None, **given)


@contextmanager
def http_endpoint(application: Any) -> Iterator[str]:
    """Serve a web application on a free port and yield its address."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(application, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    until(lambda: server.started, "the web server to start")
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@contextmanager
def office(
    workspace: Workspace,
    server: PlaygroundServer,
    data: Path,
    encoder: TextEncoder,
    *,
    http: bool = True,
    reranker: Reranker | None = None,
    **more: Any,
) -> Iterator[Office]:
    """Run the real bot in this process, connected to a local workspace.

    Without a reranker, unless one is given.
    """
    settings = settings_for(server, data, **more)
    with ExitStack() as stack:
        work = stack.enter_context(running(settings, encoder=encoder, reranker=reranker))
        app = build_app(settings, work.akin.inbox)
        address = ""
        if http:
            web = build_web(app, lambda: check(work.akin.inbox, work.workers))
            address = f"{stack.enter_context(http_endpoint(web))}/slack/events"
            server.events_to(address)
        else:
            stack.enter_context(connected(app, APP_TOKEN))
            until(lambda: server.connections, "the socket to be open")
        yield Office(workspace, server, work.akin, work.workers, address)
