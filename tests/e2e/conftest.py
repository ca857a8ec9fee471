"""Fixtures: a fresh workspace, its server, and the bot at work in it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.manifest import BOT_SCOPES
from bot.playground import PlaygroundServer, Workspace
from matcher.encoder import TextEncoder
from tests.e2e.office import PATIENCE, Office, office

OpenOffice = Callable[..., AbstractContextManager[Office]]


@pytest.fixture
def workspace() -> Workspace:
    # How fast the bot acks is for the benchmarks: on a busy machine a command that misses Slack's
    # three seconds would be done later than its test expects.
    return Workspace(scopes=BOT_SCOPES, ack_timeout=PATIENCE)


@pytest.fixture
def server(workspace: Workspace) -> Iterator[PlaygroundServer]:
    with PlaygroundServer(workspace) as running:
        yield running


@pytest.fixture
def open_office(
    workspace: Workspace, server: PlaygroundServer, tmp_path: Path, encoder: TextEncoder
) -> OpenOffice:
    """Return what starts the bot; call it once the workspace has its people and channels."""
    start: Any = partial(office, workspace, server, tmp_path / "data", encoder)
    return start
