"""Requests to the bot over HTTP, on connections that are kept open and used again."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import h11

from bot.playground.errors import Misused

CONNECTIONS = 200
_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Answer:
    """A response: its status, its headers in lower case, and its body."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class _Line:
    """One open connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    state: h11.Connection = field(default_factory=lambda: h11.Connection(h11.CLIENT))

    @property
    def is_usable(self) -> bool:
        return not self.reader.at_eof() and not self.writer.is_closing()

    async def close(self) -> None:
        self.writer.close()
        try:
            await self.writer.wait_closed()
        except OSError:
            # The other side hung up first, which closes it as well.
            return


class Webhook:
    """Posts to one URL, with up to 200 requests under way at a time. Lives in one event loop."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme != "http" or parts.hostname is None:
            raise Misused(f"Events go to an http:// address; got {url!r}.")
        self.url = url
        self._host = parts.hostname
        self._port = parts.port or 80
        self._target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._idle: list[_Line] = []
        self._slots = asyncio.Semaphore(CONNECTIONS)

    async def post(self, body: bytes, headers: dict[str, str], timeout: float) -> Answer:
        """Send one request and return the answer.

        Raises:
            TimeoutError: no whole answer within `timeout` seconds of the sending.
            OSError: the bot can't be reached or hung up.

        """
        async with self._slots, asyncio.timeout(timeout):
            line = await self._line()
            reusable = False
            try:
                answer = await self._exchange(line, body, headers)
                reusable = _reset(line)
            except h11.RemoteProtocolError as error:
                raise ConnectionError(f"The bot's answer is no HTTP: {error}") from error
            finally:
                if reusable:
                    self._idle.append(line)
                else:
                    # Not waited for: a request that ran out of time has none left for this.
                    line.writer.close()
            return answer

    async def close(self) -> None:
        """Close the connections that are open."""
        idle, self._idle = self._idle, []
        await asyncio.gather(*(line.close() for line in idle))

    async def _line(self) -> _Line:
        while self._idle:
            line = self._idle.pop()
            if line.is_usable:
                return line
            await line.close()
        return _Line(*await asyncio.open_connection(self._host, self._port))

    async def _exchange(self, line: _Line, body: bytes, headers: dict[str, str]) -> Answer:
        head = [("Host", f"{self._host}:{self._port}"), ("Content-Length", str(len(body)))]
        request = h11.Request(method="POST", target=self._target, headers=[*head, *headers.items()])
        data = [line.state.send(event) for event in (request, h11.Data(data=body))]
        data.append(line.state.send(h11.EndOfMessage()))
        line.writer.write(b"".join(part for part in data if part))
        await line.writer.drain()
        status, received, found = 0, bytearray(), dict[str, str]()
        while True:
            event = line.state.next_event()
            if event is h11.NEED_DATA:
                chunk = await line.reader.read(_CHUNK)
                if not chunk:
                    line.state.receive_data(b"")
                    if not status:
                        raise ConnectionResetError("The bot hung up without an answer.")
                    continue
                line.state.receive_data(chunk)
            elif isinstance(event, h11.Response):
                status = event.status_code
                found = {key.decode().lower(): value.decode() for key, value in event.headers}
            elif isinstance(event, h11.Data):
                received += event.data
            elif isinstance(event, h11.EndOfMessage):
                return Answer(status, found, bytes(received))


def _reset(line: _Line) -> bool:
    if line.state.our_state is h11.DONE and line.state.their_state is h11.DONE:
        line.state.start_next_cycle()
        return True
    return False
