"""The connection over which Slack's events come in without a public address (Socket Mode)."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.socket_mode import SocketModeClient

log = logging.getLogger(__name__)

_PATIENCE: Final = 5.0
"""Seconds for a connection to close. An event that is being acked meanwhile has three at most."""


@contextmanager
def connected(app: App, app_token: str) -> Iterator[SocketModeClient]:
    """Hear Slack's events over a socket until the block ends.

    Raises:
        SlackApiError, OSError: Slack refuses the connection, or can't be reached.

    """
    handler = SocketModeHandler(app, app_token)
    client: SocketModeClient = handler.client
    try:
        client.connect()
        yield client
    finally:
        # An event that comes in while the connection closes can't be acked, which Bolt logs with
        # a trace; Slack delivers it again to the next connection.
        level = app.logger.level
        app.logger.setLevel("CRITICAL")
        try:
            close(client)
        finally:
            app.logger.setLevel(level)


def close(client: SocketModeClient, patience: float = _PATIENCE) -> None:
    """Close a connection, in a time that has an end.

    The SDK's own `close` waits until its reading thread has ended, and in two moments the thread
    does not learn that it should: while it begins to read, and while a new connection takes the
    place of an old one. It is a daemon then, which the end of the process ends.

    Args:
        client: the connection.
        patience: seconds until it is left to itself, with a warning.

    """
    closing = threading.Thread(target=client.close, name="akin-socket-closing", daemon=True)
    closing.start()
    end = time.monotonic() + patience
    while closing.is_alive() and time.monotonic() < end:
        closing.join(0.1)
        # Once more, for a reader that took it back by beginning to read.
        client.current_session_state.terminated = True
    if closing.is_alive():
        log.warning("The connection to Slack did not close within %g s; going on.", patience)
