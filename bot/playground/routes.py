"""What the local workspace answers over HTTP and WebSocket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute

from bot.playground import answers
from bot.playground.conversations import Conversation
from bot.playground.courier import LoopCourier
from bot.playground.deliveries import now
from bot.playground.errors import Refused
from bot.playground.faults import Fault, FaultKind
from bot.playground.front.gate import Gate
from bot.playground.front.pages import Pages
from bot.playground.identity import BOT_TOKEN, BOT_USER_ID
from bot.playground.messages import Json
from bot.playground.methods import carry_out
from bot.playground.methods.call import Call
from bot.playground.workspace import Call as CallRecord

if TYPE_CHECKING:
    from bot.playground.front.front import Front
    from bot.playground.workspace import Workspace

_LOGIN_PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>Sign in | Slack</title></head>
<body><h1>Sign in to your workspace</h1></body></html>
"""


class Routes:
    """Handlers over one workspace."""

    def __init__(self, workspace: Workspace, courier: LoopCourier, front: Front) -> None:
        self._workspace = workspace
        self._courier = courier
        self._pages = Pages(front)

    def application(self, port: Callable[[], int]) -> Starlette:
        """Return the ASGI application, open to this machine only; `port` is where it listens."""
        local = Middleware(Gate, port=port)
        return Starlette(
            routes=[
                Route("/api/{method}", self._api, methods=["GET", "POST"]),
                Route("/commands/{team}/{secret}", self._respond, methods=["POST"]),
                Route("/actions/{team}/{secret}", self._respond, methods=["POST"]),
                Route("/upload/v1/{file}", self._upload, methods=["POST", "PUT"]),
                Route("/files-pri/{file}/download/{name:path}", self._download),
                Route("/files-pri/{file}/{name:path}", self._download),
                WebSocketRoute("/link/", self._courier.sockets.serve),
                *self._pages.routes(),
            ],
            middleware=[local],
        )

    async def _api(self, request: Request) -> Response:
        method = request.path_params["method"]
        arguments = await _arguments(request)
        fault, delay = self._workspace.faults.take(method)
        if delay:
            await asyncio.sleep(delay)
        if fault is not None and fault.kind is FaultKind.LOSE_REQUEST:
            return await _hang_up(request)
        if fault is not None and fault.kind is FaultKind.STATUS:
            self._record(method, arguments, f"status {fault.value:.0f}")
            return PlainTextResponse("The service is unavailable.", int(fault.value))
        call = Call(
            self._workspace,
            arguments,
            _token(request, arguments),
            self._courier.sockets.issue_ticket,
        )
        response = self._answer(method, call, fault)
        if fault is not None and fault.kind is FaultKind.LOSE_RESPONSE:
            return await _hang_up(request)
        return response

    def _answer(self, method: str, call: Call, fault: Fault | None) -> Response:
        headers = {"x-oauth-scopes": ",".join(sorted(call.granted))}
        try:
            _befall(fault)
            body = {"ok": True} | carry_out(method, call)
        except Refused as refusal:
            self._record(method, call.arguments, refusal.code)
            return _refusal(refusal, call, headers)
        self._record(method, call.arguments, None)
        return JSONResponse(body, headers=headers)

    def _record(self, method: str, arguments: Json, error: str | None) -> None:
        kept = {key: value for key, value in arguments.items() if key != "token"}
        with self._workspace.lock:
            self._workspace.calls.append(CallRecord(method, kept, error, now()))
            self._workspace.notify()

    async def _respond(self, request: Request) -> Response:
        raw = await request.body()
        workspace = self._workspace
        method = "response_url"
        body = _object(raw)
        try:
            with workspace.lock:
                hook = workspace.capabilities.use_hook(request.path_params["secret"])
                answers.respond(workspace, hook, body)
        except Refused as refusal:
            self._record(method, body, refusal.code)
            gone = refusal.code in {"used_url", "expired_url", "invalid_url"}
            return JSONResponse(
                {"ok": False, "error": refusal.code}, status_code=404 if gone else 400
            )
        self._record(method, body, None)
        return JSONResponse({"ok": True})

    async def _upload(self, request: Request) -> Response:
        content = await request.body()
        with self._workspace.lock:
            file = self._workspace.uploads.get(request.path_params["file"])
            if file is None:
                return PlainTextResponse("No such upload.", 404)
            self._workspace.uploads[file.id] = replace(file, content=content)
        return PlainTextResponse(f"OK - {len(content)}")

    async def _download(self, request: Request) -> Response:
        workspace = self._workspace
        with workspace.lock:
            file = workspace.files.get(request.path_params["file"].partition("-")[2])
            allowed = (
                file is not None
                and _token(request, {}) == BOT_TOKEN
                and "files:read" in workspace.scopes
                and _bot_is_in(file.channels, workspace.conversations.values(), file.user)
            )
        if file is None or not allowed:
            # Slack does not say no: it shows its log-in page, with status 200.
            return HTMLResponse(_LOGIN_PAGE)
        return Response(file.content, media_type=file.mimetype)


def _bot_is_in(channels: frozenset[str], conversations: Iterable[Conversation], owner: str) -> bool:
    return owner == BOT_USER_ID or any(
        c.id in channels and BOT_USER_ID in c.members for c in conversations
    )


def _befall(fault: Fault | None) -> None:
    if fault is not None and fault.kind is FaultKind.ERROR:
        raise Refused(str(fault.value))
    if fault is not None and fault.kind is FaultKind.RATE_LIMIT:
        raise Refused("ratelimited", retry_after=int(fault.value))


def _object(raw: bytes) -> Json:
    """Return a JSON object; an empty one for anything else, which is refused as having no text."""
    try:
        sent = json.loads(raw)
    except ValueError:
        return {}
    return sent if isinstance(sent, dict) else {}


async def _arguments(request: Request) -> Json:
    """Return the arguments from the address and from a form or JSON body."""
    arguments: dict[str, Any] = dict(request.query_params)
    content_type = request.headers.get("content-type", "").partition(";")[0].strip()
    body = await request.body()
    if content_type == "application/json":
        arguments |= _object(body)
    elif content_type == "application/x-www-form-urlencoded":
        text = body.decode(errors="replace")
        arguments |= dict(parse_qsl(text, keep_blank_values=True))
    elif content_type == "multipart/form-data":
        form = await request.form()
        arguments |= {key: value for key, value in form.items() if isinstance(value, str)}
    return arguments


def _token(request: Request, arguments: Json) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token.strip()
    sent = arguments.get("token")
    return sent if isinstance(sent, str) and sent else None


def _refusal(refusal: Refused, call: Call, headers: dict[str, str]) -> Response:
    body: Json = {"ok": False, "error": refusal.code}
    if refusal.messages:
        body["response_metadata"] = {"messages": list(refusal.messages)}
    if refusal.needed:
        headers["x-accepted-oauth-scopes"] = refusal.needed
        body |= {"needed": refusal.needed, "provided": ",".join(sorted(call.granted))}
    if refusal.retry_after is not None:
        headers["retry-after"] = str(refusal.retry_after)
        return JSONResponse(body, status_code=429, headers=headers)
    return JSONResponse(body, headers=headers)


async def _hang_up(request: Request) -> Response:
    """Close the connection that the request came over."""
    request.scope["state"]["transport"].close()
    while not await request.is_disconnected():
        await asyncio.sleep(0)
    return Response()
