"""Who may talk to the local workspace's server: this machine's own pages and programs."""

from __future__ import annotations

from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_NAMES = ("127.0.0.1", "localhost")
_POLICY_VIOLATION = 1008


class Gate:
    """Refuses requests and WebSockets that were meant for, or come from, any other place.

    The page acts as anybody, so a site on the internet must not reach it through the browser:
    neither by a name of its own that it lets point to this machine (DNS rebinding: another
    `Host`) nor directly (another `Origin`).

    Args:
        app: What is behind it.
        port: Returns the port that is listened on, once it is known.

    """

    def __init__(self, app: ASGIApp, port: Callable[[], int]) -> None:
        self._app = app
        self._port = port

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "lifespan" or self._is_local(Headers(scope=scope)):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        else:
            refusal = PlainTextResponse(
                "This server answers to pages of its own and to programs on this machine only.",
                status_code=403,
            )
            await refusal(scope, receive, send)

    def _is_local(self, headers: Headers) -> bool:
        places = {f"{name}:{self._port()}" for name in _NAMES}
        # Slack's own library names no port; a browser does, and a foreign name never passes.
        hosts = [host.lower() for host in headers.getlist("host")]
        if len(hosts) != 1 or hosts[0] not in places.union(_NAMES):
            return False
        origins = {f"http://{place}" for place in places}
        return all(origin.lower() in origins for origin in headers.getlist("origin"))
