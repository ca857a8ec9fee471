"""What is new, sent to a page as it happens."""

from __future__ import annotations

import asyncio

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.playground.front.desk import Desk
from bot.playground.front.front import Front

_TOGETHER = 0.01
"""Seconds in which changes are gathered before they are sent."""

_NOBODY = 1008


async def serve(socket: WebSocket, front: Front) -> None:
    """Send a page what its person (`?as=`, by id) sees, and what changes, until it goes away."""
    workspace = front.workspace
    person = front.person(socket.query_params.get("as") or front.beginning())
    if person is None:
        await socket.close(_NOBODY)
        return
    await socket.accept()
    changed = asyncio.Event()
    loop = asyncio.get_running_loop()

    def ring() -> None:
        loop.call_soon_threadsafe(changed.set)

    workspace.watchers.add(ring)
    gone = asyncio.create_task(_leave(socket))
    try:
        desk = Desk(person, front)
        await socket.send_json({"fixed": front.fixed(), **desk.take()})
        while await _either(changed, gone):
            changed.clear()
            if news := desk.take():
                await socket.send_json(news)
            await asyncio.sleep(_TOGETHER)
    except WebSocketDisconnect:
        return
    finally:
        workspace.watchers.discard(ring)
        gone.cancel()


async def _leave(socket: WebSocket) -> None:
    """Return when the page has gone; it says nothing here."""
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass


async def _either(changed: asyncio.Event, gone: asyncio.Task[None]) -> bool:
    """Wait for a change or for the page to go; return whether it is still there."""
    waiting = asyncio.create_task(changed.wait())
    try:
        await asyncio.wait({waiting, gone}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()
    return not gone.done()
