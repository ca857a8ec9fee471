"""Socket Mode: the connections that a bot opened, and what travels over them."""

from __future__ import annotations

import asyncio
import json
import random
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from bot.playground.deliveries import Channel, Delivery
from bot.playground.identity import APP_ID
from bot.playground.messages import Json

MAX_CONNECTIONS = 10
TICKET_SECONDS = 30.0
_ACCEPTS_PAYLOAD = frozenset({Channel.COMMAND, Channel.INTERACTIVE})


@dataclass(eq=False, slots=True)
class Connection:
    """One WebSocket; `is_open` from the greeting until the bot is asked to open another one."""

    socket: WebSocket
    is_open: bool = False
    awaited: dict[str, asyncio.Future[Json]] = field(default_factory=dict)


class Sockets:
    """All connections of the bot. Lives in one event loop, except for `issue_ticket`."""

    def __init__(self, notify: Callable[[], None]) -> None:
        self._notify = notify
        self._tickets: dict[str, float] = {}
        self._connections: list[Connection] = []
        self._arrived = asyncio.Condition()
        self.was_connected = False

    @property
    def is_connected(self) -> bool:
        """Whether a connection is open that takes new payloads."""
        return any(c.is_open for c in self._connections)

    def __len__(self) -> int:
        return len(self._connections)

    def issue_ticket(self) -> str:
        """Return a ticket with which one connection can be opened."""
        ticket = secrets.token_hex(16)
        self._tickets[ticket] = time.monotonic()
        return ticket

    async def serve(self, socket: WebSocket) -> None:
        """Keep one connection until either side closes it."""
        issued = self._tickets.pop(socket.query_params.get("ticket", ""), None)
        if issued is None or time.monotonic() - issued > TICKET_SECONDS:
            await socket.close(code=1008)
            return
        await socket.accept()
        if len(self._connections) >= MAX_CONNECTIONS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return
        connection = Connection(socket)
        self._connections.append(connection)
        try:
            self.was_connected = True
            await socket.send_json(_hello(len(self._connections)))
            connection.is_open = True
            async with self._arrived:
                self._arrived.notify_all()
            self._notify()
            await _listen(connection)
        except WebSocketDisconnect:
            # That is how a connection ends; what was under way on it fails below.
            return
        finally:
            self._connections.remove(connection)
            self._notify()
            for future in connection.awaited.values():
                if not future.done():
                    future.set_exception(ConnectionResetError("The connection was closed."))

    async def send(self, delivery: Delivery, number: int, reason: str, timeout: float) -> Json:
        """Send one envelope over one of the connections and return the ack.

        Raises:
            TimeoutError: no connection or no ack within `timeout` seconds.
            OSError: the connection was closed before the ack.

        """
        async with asyncio.timeout(timeout):
            connection = await self._pick()
            future: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
            connection.awaited[delivery.envelope_id] = future
            try:
                await connection.socket.send_text(_envelope(delivery, number, reason))
                return await future
            except (RuntimeError, WebSocketDisconnect) as error:
                raise ConnectionResetError("The connection was closed.") from error
            finally:
                connection.awaited.pop(delivery.envelope_id, None)

    async def ask_to_reconnect(self, reason: str) -> None:
        """Tell every connection to make way for a new one; nothing new is sent over it."""
        for connection in tuple(self._connections):
            connection.is_open = False
            await connection.socket.send_json(
                {"type": "disconnect", "reason": reason, "debug_info": {"host": "playground"}}
            )

    async def drop(self) -> None:
        """Close every connection without a word before."""
        for connection in tuple(self._connections):
            connection.is_open = False
            if connection.socket.application_state is WebSocketState.CONNECTED:
                await connection.socket.close(code=1001)

    async def _pick(self) -> Connection:
        async with self._arrived:
            await self._arrived.wait_for(lambda: self.is_connected)
        return random.choice([c for c in self._connections if c.is_open])  # noqa: S311 - any will do


async def _listen(connection: Connection) -> None:
    while True:
        message = _object(await connection.socket.receive_text())
        future = connection.awaited.get(str(message.get("envelope_id")))
        if future is not None and not future.done():
            future.set_result(message)


def _object(text: str) -> Json:
    """Return a JSON object; an empty one for anything else, which Slack ignores, too."""
    try:
        message = json.loads(text)
    except ValueError:
        return {}
    return message if isinstance(message, dict) else {}


def _envelope(delivery: Delivery, number: int, reason: str) -> str:
    envelope: Json = {
        "envelope_id": delivery.envelope_id,
        "payload": delivery.payload,
        "type": delivery.channel.value,
        "accepts_response_payload": delivery.channel in _ACCEPTS_PAYLOAD,
    }
    if delivery.channel is Channel.EVENT:
        envelope |= {"retry_attempt": number, "retry_reason": reason}
    return json.dumps(envelope)


def _hello(connections: int) -> Json:
    return {
        "type": "hello",
        "num_connections": connections,
        "debug_info": {
            "host": "playground",
            "build_number": 1,
            "approximate_connection_time": 18060,
        },
        "connection_info": {"app_id": APP_ID},
    }
