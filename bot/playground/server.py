"""The local workspace's server: the front door through which a bot comes in."""

from __future__ import annotations

import asyncio
import socket
import threading
from types import TracebackType
from typing import TYPE_CHECKING, Self

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from bot.playground.courier import LoopCourier
from bot.playground.errors import Misused
from bot.playground.front.front import Front
from bot.playground.identity import SIGNING_SECRET
from bot.playground.routes import Routes

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

    from bot.playground.workspace import Workspace

_HOST = "127.0.0.1"
_START_SECONDS = 30.0
_STOP_SECONDS = 1.0


class PlaygroundServer:
    """Serves a workspace on 127.0.0.1 while its `with` block runs.

    Args:
        workspace: What is served.
        port: A free one is taken where it is 0.
        front: What the page in the browser shows beside the workspace.

    """

    def __init__(self, workspace: Workspace, *, port: int = 0, front: Front | None = None) -> None:
        self.workspace = workspace
        self.front = front or Front(workspace)
        self._port = port
        self._ready = threading.Event()
        self._failure: BaseException | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: PromptServer | None = None
        self._courier: LoopCourier | None = None

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return self._port

    @property
    def base_url(self) -> str:
        """The server's address, with a slash at its end."""
        return f"http://{_HOST}:{self._port}/"

    @property
    def api_url(self) -> str:
        """The `base_url` for `slack_sdk.WebClient`."""
        return f"{self.base_url}api/"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Listen; returns once requests are answered.

        Raises:
            OSError: the port is taken.

        """
        if self._thread is not None:
            raise Misused("This server runs already; make another one for another workspace.")
        listener = socket.create_server((_HOST, self._port))
        self._port = listener.getsockname()[1]
        self.workspace.api_url = self.workspace.files_url = self.base_url
        self._thread = threading.Thread(
            target=self._run, args=(listener,), name="playground", daemon=True
        )
        self._thread.start()
        if not self._ready.wait(_START_SECONDS) or self._failure is not None:
            self._thread.join(_START_SECONDS)
            raise Misused("The local workspace's server did not start.") from self._failure

    def stop(self) -> None:
        """Stop listening, give up what is under way, and wait until all is closed."""
        if self._thread is None or self._server is None:
            return
        self.workspace.deliveries.use(None)
        self._server.stop()
        self._thread.join()
        self._thread = None

    def events_to(self, url: str, signing_secret: str = SIGNING_SECRET) -> None:
        """Send events, commands and interactions to this URL, signed, from now on."""
        self._in_loop(self._use_webhook(url, signing_secret))

    @property
    def connections(self) -> int:
        """How many Socket Mode connections are open."""
        return len(self._running_courier().sockets)

    def ask_to_reconnect(self, reason: str = "refresh_requested") -> None:
        """Tell every Socket Mode connection to make way (`refresh_requested` or `warning`)."""
        self._in_loop(self._running_courier().sockets.ask_to_reconnect(reason))

    def drop_connections(self) -> None:
        """Close every Socket Mode connection without a word before."""
        self._in_loop(self._running_courier().sockets.drop())

    async def _use_webhook(self, url: str, signing_secret: str) -> None:
        await self._running_courier().use_webhook(url, signing_secret)

    def _running_courier(self) -> LoopCourier:
        if self._courier is None:
            raise Misused("Start the server first.")
        return self._courier

    def _in_loop(self, work: Coroutine[Any, Any, None]) -> None:
        if self._loop is None:
            work.close()
            raise Misused("Start the server first.")
        asyncio.run_coroutine_threadsafe(work, self._loop).result(_START_SECONDS)

    def _run(self, listener: socket.socket) -> None:
        with listener:
            try:
                asyncio.run(self._serve(listener))
            except Exception as error:  # noqa: BLE001 - a thread's outermost level: start() raises it
                self._failure = error
            finally:
                self._ready.set()

    async def _serve(self, listener: socket.socket) -> None:
        self._loop = asyncio.get_running_loop()
        self._courier = LoopCourier(self.workspace, self._loop)
        self._server = PromptServer(
            uvicorn.Config(
                Routes(self.workspace, self._courier, self.front).application(lambda: self._port),
                http=_Protocol,
                ws="websockets-sansio",
                lifespan="off",
                log_config=None,
                log_level="error",
                access_log=False,
            )
        )
        self._server.ready = self._ready
        self.workspace.deliveries.use(self._courier)
        try:
            await self._server.serve(sockets=[listener])
        finally:
            await self._courier.close()


class PromptServer(uvicorn.Server):
    """Says when it is ready and stops at once when asked to, from any thread."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()
        self._stopping = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def stop(self) -> None:
        """Let `serve` end; does not wait for it."""
        self.should_exit = True
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._stopping.set)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and set `ready`."""
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        """Do what is due once a second until `stop` is called."""
        seconds = 0
        while not await self.on_tick(seconds * 10):
            try:
                await asyncio.wait_for(self._stopping.wait(), 1)
            except TimeoutError:
                seconds += 1

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close what is open as soon as it is idle; uvicorn's own waits a fixed while first."""
        for server in self.servers:
            server.close()
        for listener in sockets or ():
            listener.close()
        for connection in tuple(self.server_state.connections):
            connection.shutdown()
        try:
            async with asyncio.timeout(_STOP_SECONDS):
                while self.server_state.connections or self.server_state.tasks:
                    await asyncio.sleep(0.002)
        except TimeoutError:
            tasks = tuple(self.server_state.tasks)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


class _Protocol(HttpToolsProtocol):
    """Lets a handler reach its connection, to close it without an answer."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in the base class
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}
