from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from slack_bolt import App
from slack_bolt.adapter.starlette import SlackRequestHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.playground import (
    BOT_TOKEN,
    SIGNING_SECRET,
    Conversation,
    Person,
    PlaygroundServer,
    Workspace,
)
from bot.playground.server import PromptServer


@contextmanager
def refused(code: str) -> Iterator[pytest.ExceptionInfo[SlackApiError]]:
    """The block's call is answered with this error."""
    with pytest.raises(SlackApiError) as caught:
        yield caught
    assert caught.value.response["error"] == code


@contextmanager
def listening(application: Starlette) -> Iterator[str]:
    """Serve an application on a free port while the block runs; gives its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = PromptServer(uvicorn.Config(application, log_config=None, lifespan="off"))
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])))
        thread.start()
        assert server.ready.wait(10)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.stop()
            thread.join()


@contextmanager
def bolt_over_http(server: PlaygroundServer, app: App) -> Iterator[str]:
    """Connect a real Bolt app to the workspace over HTTP while the block runs."""
    handler = SlackRequestHandler(app)

    async def endpoint(request: Request) -> Response:
        body = await request.body()
        request._body = body
        return await run_in_threadpool(lambda: asyncio.run(handler.handle(request)))

    route = Route("/slack/events", endpoint, methods=["POST"])
    with listening(Starlette(routes=[route])) as address:
        server.events_to(f"{address}/slack/events")
        yield address


@pytest.fixture
def workspace() -> Workspace:
    return Workspace(retry_delays=(0, 0.02, 0.02), enforce_posting_rate=False)


@pytest.fixture
def server(workspace: Workspace) -> Iterator[PlaygroundServer]:
    with PlaygroundServer(workspace) as running:
        yield running


@pytest.fixture
def client(server: PlaygroundServer) -> WebClient:
    return WebClient(BOT_TOKEN, base_url=server.api_url)


@pytest.fixture
def app(client: WebClient) -> App:
    return App(client=client, signing_secret=SIGNING_SECRET)


@pytest.fixture
def ana(workspace: Workspace) -> Person:
    return workspace.add_user("ana")


@pytest.fixture
def ben(workspace: Workspace) -> Person:
    return workspace.add_user("ben")


@pytest.fixture
def support(workspace: Workspace, ana: Person) -> Conversation:
    return workspace.add_channel("support", members=[ana])
