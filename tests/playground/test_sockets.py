"""Socket Mode, with the SDK's real client."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from bot.playground import (
    APP_TOKEN,
    Conversation,
    Person,
    PlaygroundServer,
    State,
    Workspace,
)
from bot.sockets import connected


@pytest.fixture
def texts(
    workspace: Workspace, server: PlaygroundServer, app: App
) -> Iterator[list[dict[str, Any]]]:
    """The bodies that a Bolt app received over Socket Mode."""
    received: list[dict[str, Any]] = []

    @app.event("message")
    def on_message(body: dict[str, Any]) -> None:
        # Bolt acks events before their listeners run, so tests wait for this.
        received.append(body)
        workspace.notify()

    @app.command("/akin")
    def command(ack: Any, body: dict[str, Any]) -> None:
        ack(f"You said: {body['text']}")

    with connected(app, APP_TOKEN):
        workspace.wait_for(lambda: server.connections == 1)
        yield received


@contextmanager
def raw(server: PlaygroundServer) -> Iterator[ClientConnection]:
    client = WebClient(base_url=server.api_url)
    url = client.apps_connections_open(app_token=APP_TOKEN)["url"]
    with connect(url, proxy=None) as connection:
        assert "hello" in str(connection.recv(10))
        yield connection


def ack(envelope: str | bytes) -> str:
    return json.dumps({"envelope_id": json.loads(envelope)["envelope_id"]})


def last(workspace: Workspace) -> Any:
    return list(workspace.deliveries)[-1].wait()


def test_events_and_commands_travel_over_the_socket(
    workspace: Workspace, ana: Person, support: Conversation, texts: list[dict[str, Any]]
) -> None:
    ana.post(support, "Hello")
    assert last(workspace).state is State.ACKED
    workspace.wait_for(lambda: texts)
    assert texts[0]["event"]["text"] == "Hello"
    ana.command(support, "/akin find it").wait()
    assert [e.text for e in ana.ephemerals()] == ["You said: find it"]


def test_a_lost_ack_brings_the_event_again_with_the_same_id(
    workspace: Workspace, ana: Person, support: Conversation, texts: list[dict[str, Any]]
) -> None:
    workspace.faults.lose_ack()
    ana.post(support, "Hello")
    delivery = last(workspace)
    assert delivery.state is State.ACKED
    assert len(delivery.attempts) == 2
    workspace.wait_for(lambda: len(texts) == 2)
    assert len({body["event_id"] for body in texts}) == 1


@pytest.mark.parametrize("reason", ["refresh_requested", "warning"])
def test_asked_to_reconnect_the_client_opens_a_new_connection(
    workspace: Workspace,
    server: PlaygroundServer,
    ana: Person,
    support: Conversation,
    texts: list[dict[str, Any]],
    reason: str,
) -> None:
    # The SDK reads nothing from the new connection until its old one is closed (up to 3 s).
    workspace.ack_timeout = 20
    server.ask_to_reconnect(reason)
    ana.post(support, "Hello")
    delivery = list(workspace.deliveries)[-1].wait(30)
    assert delivery.state is State.ACKED
    workspace.wait_for(lambda: texts)
    assert len(texts) == 1
    assert [c.method for c in workspace.calls].count("apps.connections.open") == 2


def test_each_payload_goes_to_one_of_several_connections(
    workspace: Workspace, server: PlaygroundServer, ana: Person, support: Conversation
) -> None:
    got: list[str] = []

    def read(connection: ClientConnection) -> None:
        try:
            for text in connection:
                got.append(str(text))
                connection.send(ack(text))
        except ConnectionClosed:
            return

    with ExitStack() as open_ones:
        connections = [open_ones.enter_context(raw(server)) for _ in range(3)]
        threads = [threading.Thread(target=read, args=(c,)) for c in connections]
        for thread in threads:
            thread.start()
        for number in range(30):
            ana.post(support, f"Message {number}")
        workspace.wait_for(lambda: not workspace.deliveries.pending())
    for thread in threads:
        thread.join()
    assert len(got) == 30
    assert {d.state for d in workspace.deliveries.of_type("message")} == {State.ACKED}


def test_what_a_closed_connection_left_unacked_goes_to_another(
    workspace: Workspace, server: PlaygroundServer, ana: Person, support: Conversation
) -> None:
    workspace.retry_delays = (0.05, 5, 5)
    with raw(server) as first:
        ana.post(support, "Hello")
        assert json.loads(first.recv(10))["retry_attempt"] == 0
    with raw(server) as second:
        again = second.recv(10)
        assert json.loads(again)["retry_attempt"] == 1
        second.send("not json")
        second.send("[]")
        second.send(ack(again))
        delivery = last(workspace)
    assert delivery.state is State.ACKED
    assert [a.reason for a in delivery.attempts] == ["connection_failed", None]


def test_an_event_waits_for_a_connection_to_come_back(
    workspace: Workspace, server: PlaygroundServer, ana: Person, support: Conversation
) -> None:
    with raw(server):
        pass
    workspace.wait_for(lambda: server.connections == 0)
    ana.post(support, "Hello")
    with raw(server) as connection:
        assert "Hello" in str(connection.recv(10))


def test_dropped_connections_close_without_a_word(server: PlaygroundServer) -> None:
    with raw(server) as connection:
        server.drop_connections()
        with pytest.raises(ConnectionClosed):
            connection.recv(10)


def test_a_connection_needs_a_fresh_ticket(server: PlaygroundServer) -> None:
    client = WebClient(base_url=server.api_url)
    url = client.apps_connections_open(app_token=APP_TOKEN)["url"]
    with connect(url, proxy=None) as first:
        first.recv(10)
        with pytest.raises(InvalidStatus), connect(url, proxy=None):
            pass


def test_an_eleventh_connection_is_turned_away(server: PlaygroundServer) -> None:
    client = WebClient(base_url=server.api_url)
    with ExitStack() as open_ones:
        for _ in range(10):
            open_ones.enter_context(raw(server))
        url = client.apps_connections_open(app_token=APP_TOKEN)["url"]
        with connect(url, proxy=None) as eleventh:
            assert "too_many_websockets" in str(eleventh.recv(10))
