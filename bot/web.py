"""Events over HTTP."""

import contextlib
from collections.abc import AsyncIterator, Callable

from slack_bolt import App
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.health import Health

MAX_BODY = 2_000_000
"""Bytes of a request; Slack's own are far smaller."""


def build_web(
    app: App, health: Callable[[], Health], on_stop: Callable[[], None] = lambda: None
) -> Starlette:
    """Return the web application: `/slack/events` for everything of Slack's, and `/healthz`."""

    async def slack_events(request: Request) -> Response:
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > MAX_BODY:
                return PlainTextResponse("The request is too large.", status_code=413)
        try:
            bolt_request = to_bolt_request(request, body)
        except ValueError:  # not UTF-8, or not the JSON that its header says it is
            return PlainTextResponse("The request can't be read.", status_code=400)
        # On a thread: storing waits for the disk, and the next event must not wait for that.
        return to_starlette_response(await run_in_threadpool(app.dispatch, bolt_request))

    async def healthz(_: Request) -> Response:
        found = await run_in_threadpool(health)
        return JSONResponse(found.as_json(), status_code=200 if found.ok else 503)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await run_in_threadpool(on_stop)

    return Starlette(
        routes=[
            Route("/slack/events", slack_events, methods=["POST"]),
            Route("/healthz", healthz),
        ],
        lifespan=lifespan,
    )
