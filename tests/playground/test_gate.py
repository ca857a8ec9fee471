"""The page acts as anybody, so nobody but this machine's own pages gets in."""

from __future__ import annotations

import http.client
import json

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from bot.playground import PlaygroundServer, Workspace


def status(server: PlaygroundServer, path: str = "/", **headers: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    body = json.dumps({"do": "home"}) if path == "/page/do" else None
    method = "POST" if body else "GET"
    connection.putrequest(method, path, skip_host=True)
    headers.setdefault("Host", f"127.0.0.1:{server.port}")
    for name, value in headers.items():
        connection.putheader(name, value)
    if body:
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body.encode() if body else None)
    answer = connection.getresponse().status
    connection.close()
    return answer


@pytest.mark.parametrize("path", ["/", "/page/do", "/page/files/F1", "/static/page.js"])
def test_another_host_or_origin_is_refused(server: PlaygroundServer, path: str) -> None:
    here = f"127.0.0.1:{server.port}"
    assert status(server, path) != 403
    assert status(server, path, Origin=f"http://{here}") != 403
    assert status(server, path, Host=f"localhost:{server.port}") != 403
    assert status(server, path, Host=f"evil.example:{server.port}") == 403
    assert status(server, path, Host=f"{here}.evil.example") == 403
    assert status(server, path, Host="127.0.0.1:1") == 403
    for origin in ("http://evil.example", "null", "http://127.0.0.1:1", f"https://{here}"):
        assert status(server, path, Origin=origin) == 403, origin


def test_another_origin_gets_no_websocket(server: PlaygroundServer, workspace: Workspace) -> None:
    ana = workspace.add_user("ana")
    url = f"ws://127.0.0.1:{server.port}/page/live?as={ana.id}"
    with connect(url, origin=f"http://127.0.0.1:{server.port}") as socket:  # type: ignore[arg-type]  # any string is an origin
        assert json.loads(socket.recv())["me"] == ana.id
    for origin in ("http://evil.example", "null"):
        with pytest.raises(InvalidStatus, match="403"):
            connect(url, origin=origin)  # type: ignore[arg-type]  # likewise
    with pytest.raises(InvalidStatus, match="403"):
        connect(url, additional_headers={"Host": "evil.example"})


def test_nobody_can_be_a_bot_or_somebody_who_is_not_there(server: PlaygroundServer) -> None:
    for who in ("U0AKIN", "U1"):
        with pytest.raises(InvalidStatus, match="403"):
            connect(f"ws://127.0.0.1:{server.port}/page/live?as={who}")
