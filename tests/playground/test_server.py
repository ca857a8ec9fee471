"""The server is for this machine only and leaves nothing behind."""

from __future__ import annotations

import http.client
import threading

import pytest
from slack_sdk import WebClient

from bot.playground import BOT_TOKEN, Misused, PlaygroundServer, Workspace


def status(server: PlaygroundServer, host: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("POST", "/api/api.test", headers={"Host": host})
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status


def test_only_this_machines_names_are_answered(server: PlaygroundServer) -> None:
    assert status(server, f"127.0.0.1:{server.port}") == 200
    assert status(server, f"localhost:{server.port}") == 200
    assert status(server, "evil.example.com") == 403


def test_it_stops_cleanly_and_can_be_stopped_twice(workspace: Workspace) -> None:
    before = threading.active_count()
    server = PlaygroundServer(workspace)
    with server:
        assert WebClient(BOT_TOKEN, base_url=server.api_url).auth_test()["ok"]
    server.stop()
    assert threading.active_count() == before
    with pytest.raises(OSError, match="refused"):
        status(server, "127.0.0.1")


def test_a_port_can_be_chosen_and_is_refused_when_taken(server: PlaygroundServer) -> None:
    with pytest.raises(OSError, match="in use"):
        PlaygroundServer(Workspace(), port=server.port).start()


def test_a_server_runs_once(server: PlaygroundServer) -> None:
    with pytest.raises(Misused, match="runs already"):
        server.start()


def test_events_need_a_running_server(workspace: Workspace) -> None:
    server = PlaygroundServer(workspace)
    with pytest.raises(Misused, match="Start the server"):
        server.events_to("http://127.0.0.1:3000/")
    with pytest.raises(Misused, match="Start the server"):
        server.drop_connections()


def test_two_workspaces_can_be_served_at_once(server: PlaygroundServer) -> None:
    other = Workspace()
    other.add_user("zoe")
    with PlaygroundServer(other) as second:
        assert second.port != server.port
        client = WebClient(BOT_TOKEN, base_url=second.api_url)
        assert {m["name"] for m in client.users_list()["members"]} == {"akin", "zoe"}
