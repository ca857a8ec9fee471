"""Events reach the bot over HTTP: signed, kept alive, and again when they were not acked."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.playground import (
    SIGNING_SECRET,
    Conversation,
    Misused,
    Person,
    PlaygroundServer,
    State,
    Workspace,
)
from tests.playground.conftest import bolt_over_http, listening


class Recorder:
    """A bot that answers as it is told to and keeps every request."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.headers: dict[str, str] = {}
        self.requests: list[tuple[dict[str, str], dict[str, Any]]] = []
        self.ports: set[int] = set()
        self.release = threading.Event()
        self.release.set()

    async def answer(self, request: Request) -> Response:
        body = await request.body()
        headers = dict(request.headers)
        verifier = SignatureVerifier(SIGNING_SECRET)
        assert verifier.is_valid_request(body, headers)
        self.requests.append((headers, json.loads(body)))
        assert request.client is not None
        self.ports.add(request.client.port)
        status = self.statuses.pop(0) if self.statuses else 200
        return Response(status_code=status, headers=self.headers)

    def slow(self, _request: Request) -> Response:
        self.release.wait(10)
        return Response()


@pytest.fixture
def recorder(server: PlaygroundServer) -> Iterator[Recorder]:
    bot = Recorder()
    routes = [
        Route("/slack/events", bot.answer, methods=["POST"]),
        Route("/slow", bot.slow, methods=["POST"]),
    ]
    with listening(Starlette(routes=routes)) as address:
        server.events_to(f"{address}/slack/events")
        yield bot
        bot.release.set()


def last(workspace: Workspace) -> Any:
    return list(workspace.deliveries)[-1].wait()


def test_an_event_is_signed_and_complete(
    workspace: Workspace, ana: Person, support: Conversation, recorder: Recorder
) -> None:
    message = ana.post(support, "Hello")
    delivery = last(workspace)
    headers, body = recorder.requests[0]
    assert body["type"] == "event_callback"
    assert body["event"]["text"] == "Hello"
    assert body["event_id"].startswith("Ev")
    assert body["authorizations"][0]["is_bot"] is True
    assert body["is_ext_shared_channel"] is False
    assert {"token", "team_id", "api_app_id", "event_time", "event_context"} <= set(body)
    assert "x-slack-retry-num" not in headers
    assert body["event"]["ts"] == message.ts
    assert (delivery.state, delivery.attempts[0].status) == (State.ACKED, 200)
    assert delivery.ack_seconds >= 0
    assert workspace.deliveries.ack_seconds() == [delivery.ack_seconds]


def test_an_event_that_is_not_acked_comes_again_with_the_same_id(
    workspace: Workspace, ana: Person, support: Conversation, recorder: Recorder
) -> None:
    recorder.statuses = [500, 404, 302]
    ana.post(support, "Hello")
    delivery = last(workspace)
    assert delivery.state is State.ACKED
    assert len({body["event_id"] for _, body in recorder.requests}) == 1
    assert [
        (h.get("x-slack-retry-num"), h.get("x-slack-retry-reason")) for h, _ in recorder.requests
    ] == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]
    assert [a.number for a in delivery.attempts] == [0, 1, 2, 3]


def test_an_event_is_given_up_after_three_retries(
    workspace: Workspace, ana: Person, support: Conversation, recorder: Recorder
) -> None:
    recorder.statuses = [500] * 9
    ana.post(support, "Hello")
    assert last(workspace).state is State.FAILED
    assert len(recorder.requests) == 4


def test_the_bot_can_ask_for_no_retries(
    workspace: Workspace, ana: Person, support: Conversation, recorder: Recorder
) -> None:
    recorder.statuses = [500]
    recorder.headers = {"X-Slack-No-Retry": "1"}
    ana.post(support, "Hello")
    assert last(workspace).state is State.FAILED
    assert len(recorder.requests) == 1


def test_a_lost_ack_brings_the_event_again(
    workspace: Workspace, ana: Person, support: Conversation, recorder: Recorder
) -> None:
    workspace.faults.lose_ack(times=2)
    ana.post(support, "Hello")
    delivery = last(workspace)
    assert delivery.state is State.ACKED
    assert [a.reason for a in delivery.attempts] == ["http_timeout", "http_timeout", None]
    assert len({body["event_id"] for _, body in recorder.requests}) == 1


def test_an_answer_that_takes_too_long_is_no_ack(
    workspace: Workspace,
    server: PlaygroundServer,
    ana: Person,
    support: Conversation,
    recorder: Recorder,
) -> None:
    workspace.ack_timeout = 0.05
    server.events_to(workspace_url(server, recorder, "/slow"))
    recorder.release.clear()
    ana.post(support, "Hello")
    delivery = last(workspace)
    assert delivery.state is State.FAILED
    assert {a.reason for a in delivery.attempts} == {"http_timeout"}
    ana.command(support, "/akin").wait()
    assert [e.code for e in ana.errors()] == ["operation_timeout"]


def workspace_url(server: PlaygroundServer, recorder: Recorder, path: str) -> str:
    courier = server._courier
    assert courier is not None
    assert courier._webhook is not None
    return courier._webhook.url.removesuffix("/slack/events") + path


def test_a_bot_that_is_not_there_gets_the_event_once_it_is(
    workspace: Workspace, server: PlaygroundServer, ana: Person, support: Conversation
) -> None:
    with listening(Starlette()) as address:
        url = f"{address}/slack/events"
    workspace.retry_delays = (0.01,) * 3
    server.events_to(url)
    ana.post(support, "Hello")
    delivery = last(workspace)
    assert delivery.state is State.FAILED
    assert {a.reason for a in delivery.attempts} == {"connection_failed"}
    ana.command(support, "/akin").wait()
    assert [e.code for e in ana.errors()] == ["dispatch_failed"]


def test_connections_are_used_again(
    workspace: Workspace, ana: Person, support: Conversation, recorder: Recorder
) -> None:
    for number in range(10):
        ana.post(support, f"Message {number}")
        last(workspace)
    assert len(recorder.ports) == 1


def test_two_hundred_events_are_under_way_at_once(
    workspace: Workspace,
    server: PlaygroundServer,
    ana: Person,
    support: Conversation,
) -> None:
    arrived: list[int] = []
    all_here = asyncio.Event()

    async def wait(request: Request) -> Response:
        arrived.append(1)
        if len(arrived) == 200:
            all_here.set()
        await all_here.wait()
        return Response()

    workspace.ack_timeout = 30
    with listening(Starlette(routes=[Route("/", wait, methods=["POST"])])) as address:
        server.events_to(address)
        for number in range(200):
            ana.post(support, f"Message {number}")
        workspace.wait_for(lambda: not workspace.deliveries.pending(), timeout=30)
    assert all_here.is_set()
    assert {d.state for d in workspace.deliveries if d.type == "message"} == {State.ACKED}


def test_without_a_bot_events_are_kept_as_unsent(
    workspace: Workspace, ana: Person, support: Conversation
) -> None:
    ana.post(support, "Hello")
    assert {d.state for d in workspace.deliveries} == {State.UNSENT}
    workspace.deliveries.clear()
    assert len(workspace.deliveries) == 0


def test_events_go_to_http_addresses_only(server: PlaygroundServer) -> None:
    with pytest.raises(Misused, match="ftp://"):
        server.events_to("ftp://127.0.0.1/")


def test_a_bolt_app_answers_in_the_thread(
    workspace: Workspace,
    server: PlaygroundServer,
    app: App,
    ana: Person,
    support: Conversation,
) -> None:
    @app.event("message")
    def on_message(event: dict[str, Any], say: Any) -> None:
        if "bot_id" not in event:
            say(text=f"About “{event['text']}”", thread_ts=event["ts"])

    with bolt_over_http(server, app):
        message = ana.post(support, "Grüße 😀 你好")
        replies = workspace.wait_for(lambda: ana.sees(support, message.ts)[1:])
        assert [r.text for r in replies] == ["About “Grüße 😀 你好”"]
        workspace.wait_for(lambda: not workspace.deliveries.pending())
    assert len(workspace.deliveries.of_type("message")) == 2
