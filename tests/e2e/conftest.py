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
from tests.e2e.office import Office, office

OpenOffice = Callable[..., AbstractContextManager[Office]]


@pytest.fixture
def workspace() -> Workspace:
    return Workspace(scopes=BOT_SCOPES)


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
