"""The page's own addresses: its files, what is new, and what people do."""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import Message as AsgiMessage
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from bot.playground.errors import Misused, Refused
from bot.playground.front import live
from bot.playground.front.acts import carry_out, suggested
from bot.playground.messages import Json

if TYPE_CHECKING:
    from bot.playground.front.front import Front
    from bot.playground.person import Person

BUNDLE: Final = Path(__file__).parents[1] / "static"
"""The built page."""

_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_SHOWN: Final = frozenset({"application/pdf", "text/plain", "image/png", "image/jpeg"})
"""What a browser may show itself; anything else is only to be kept."""

_NO_JSON: Final = PlainTextResponse("A JSON object is expected.", 400)


class Pages:
    """The routes of the page over one workspace."""

    def __init__(self, front: Front) -> None:
        self._front = front

    def routes(self) -> Sequence[BaseRoute]:
        """Return the routes."""
        return [
            Route("/", self._index),
            Route("/page/do", self._do, methods=["POST"]),
            Route("/page/upload", self._upload, methods=["POST"]),
            Route("/page/suggest", self._suggest, methods=["POST"]),
            Route("/page/files/{file}", self._file),
            WebSocketRoute("/page/live", self._live),
            Mount("/static", _Guarded(StaticFiles(directory=BUNDLE, check_dir=False))),
        ]

    async def _index(self, _request: Request) -> Response:
        index = BUNDLE / "index.html"
        if not index.exists():
            return PlainTextResponse("The page is not built: run scripts/build_page.", 404)
        return FileResponse(index, headers={**_HEADERS, "Cache-Control": "no-cache"})

    async def _live(self, socket: WebSocket) -> None:
        await live.serve(socket, self._front)

    async def _do(self, request: Request) -> Response:
        given = await _given(request)
        if given is None:
            return _NO_JSON
        return _answer(lambda: carry_out(self._front, self._person(str(given.get("as"))), given))

    async def _upload(self, request: Request) -> Response:
        """Share files: what they are stands in the address, their bytes follow one another."""
        try:
            given = json.loads(request.query_params.get("given", ""))
            files = [(_plain(str(file["name"])), int(file["size"])) for file in given["files"]]
        except (ValueError, TypeError, KeyError):
            return PlainTextResponse("It has to be said which files follow.", 400)
        content = await request.body()
        if not files or sum(size for _, size in files) != len(content):
            return PlainTextResponse("The files are not as long as was said.", 400)

        def share() -> Json:
            contents: dict[str, bytes] = {}
            start = 0
            for name, size in files:
                contents[_unused(name, contents)] = content[start : start + size]
                start += size
            message = self._person(str(given.get("as"))).upload_all(
                str(given.get("channel")),
                contents,
                str(given.get("text") or ""),
                str(given.get("thread") or "") or None,
            )
            return {"ts": message.ts}

        return _answer(share)

    async def _suggest(self, request: Request) -> Response:
        given = await _given(request)
        if given is None:
            return _NO_JSON
        # In a thread: the bot's answer comes in over this very loop.
        return await run_in_threadpool(
            _answer, lambda: suggested(self._person(str(given.get("as"))), given)
        )

    async def _file(self, request: Request) -> Response:
        try:
            file = self._person(request.query_params.get("as", "")).file(
                request.path_params["file"]
            )
        except (Refused, Misused):
            return PlainTextResponse("There is no such file.", 404)
        shown = file.mimetype in _SHOWN
        kept = f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(file.name)}"
        return Response(
            file.content,
            media_type=file.mimetype if shown else "application/octet-stream",
            headers={**_HEADERS, "Content-Disposition": kept, "Cache-Control": "no-store"},
        )

    def _person(self, user_id: str) -> Person:
        person = self._front.person(user_id)
        if person is None:
            raise Misused("There is nobody of that id whom one could be.")
        return person


class _Guarded:
    """Sends the page's own headers with each file of it."""

    def __init__(self, app: StaticFiles) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: AsgiMessage) -> None:
            if message["type"] == "http.response.start":
                more = [(k.lower().encode(), v.encode()) for k, v in _HEADERS.items()]
                message["headers"] = [*message["headers"], *more]
            await send(message)

        await self._app(scope, receive, sending)


async def _given(request: Request) -> Json | None:
    try:
        given = json.loads(await request.body())
    except ValueError:
        return None
    return given if isinstance(given, dict) else None


def _answer(act: Callable[[], Json]) -> JSONResponse:
    """Return what an act brought. That Slack says no is an answer like another, no failure."""
    try:
        return JSONResponse({"ok": True, **act()})
    except Refused as refusal:
        return JSONResponse({"ok": False, "error": refusal.code, "detail": str(refusal)})
    except Misused as misuse:
        return JSONResponse({"ok": False, "error": "misused", "detail": str(misuse)})


def _unused(name: str, names: Container[str]) -> str:
    """Return a name that no other file of the same message has."""
    stem, dot, ending = name.rpartition(".")
    number = 2
    while name in names:
        name = f"{stem or ending} ({number}){dot}{ending if stem else ''}"
        number += 1
    return name


def _plain(name: str) -> str:
    """Return a file's name without any folders."""
    return name.replace("\\", "/").rpartition("/")[2] or "file"
