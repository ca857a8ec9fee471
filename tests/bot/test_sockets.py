"""The end of a Socket Mode connection, with the SDK's real client."""

import threading
from collections.abc import Iterator

import pytest
from slack_sdk import WebClient
from slack_sdk.socket_mode import SocketModeClient

from bot import sockets
from bot.playground import APP_TOKEN, PlaygroundServer, Workspace


class SlowReader(SocketModeClient):
    """Begins to read only when it is told to, as a thread does that was not given the processor."""

    def __init__(self, server: PlaygroundServer) -> None:
        self.beginning = threading.Event()
        self.begin = threading.Event()
        self.begins_at_the_end = False
        super().__init__(APP_TOKEN, web_client=WebClient(base_url=server.api_url))

    def disconnect(self) -> None:
        super().disconnect()
        if self.begins_at_the_end:
            self.begin.set()

    def _run_current_session(self) -> None:
        session, state = self.current_session, self.current_session_state
        if session is None:
            return
        self.beginning.set()
        self.begin.wait()
        # What the SDK's own does, and what makes its close wait for ever.
        self.current_session_state.terminated = False
        session.run_until_completion(state)


@pytest.fixture
def client() -> Iterator[SlowReader]:
    with PlaygroundServer(Workspace()) as server:
        client = SlowReader(server)
        client.connect()
        assert client.beginning.wait(30)
        yield client
        client.begin.set()


def test_a_connection_closes_whose_reader_begins_at_that_moment(
    client: SlowReader, caplog: pytest.LogCaptureFixture
) -> None:
    client.begins_at_the_end = True
    sockets.close(client, patience=30)
    assert caplog.records == []


def test_a_connection_that_does_not_close_is_left_with_a_warning(
    client: SlowReader, caplog: pytest.LogCaptureFixture
) -> None:
    sockets.close(client, patience=0.2)
    assert [record.getMessage() for record in caplog.records] == [
        "The connection to Slack did not close within 0.2 s; going on."
    ]
