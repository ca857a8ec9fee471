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
from bot.playground.identity import SIGNING_SECRET
from bot.playground.routes import Routes

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

    from bot.playground.workspace import Workspace

_HOST = "127.0.0.1"
_START_SECONDS = 30.0


class PlaygroundServer:
    """Serves a workspace on 127.0.0.1 while its `with` block runs.

    Args:
        workspace: What is served.
        port: A free one is taken where it is 0.

    """

    def __init__(self, workspace: Workspace, *, port: int = 0) -> None:
        self.workspace = workspace
        self._port = port
        self._ready = threading.Event()
        self._failure: BaseException | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: uvicorn.Server | None = None
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
        self._server.should_exit = True
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
        self._server = _Server(
            uvicorn.Config(
                Routes(self.workspace, self._courier).application(),
                http=_Protocol,
                ws="websockets-sansio",
                lifespan="off",
                log_config=None,
                log_level="error",
                access_log=False,
                timeout_graceful_shutdown=1,
            ),
            self._ready,
        )
        self.workspace.deliveries.use(self._courier)
        try:
            await self._server.serve(sockets=[listener])
        finally:
            await self._courier.close()


class _Server(uvicorn.Server):
    """Says when it is ready, and leaves the process's signals alone."""

    def __init__(self, config: uvicorn.Config, ready: threading.Event) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready.set()


class _Protocol(HttpToolsProtocol):
    """Lets a handler reach its connection, to close it without an answer."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in the base class
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}
