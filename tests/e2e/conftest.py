"""Fixtures: a fresh workspace, its server, and the bot at work in it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.manifest import BOT_SCOPES
from bot.playground import PlaygroundServer, Workspace
from matcher.encoder import Encoder, TextEncoder
from tests.e2e.office import Office, office

OpenOffice = Callable[..., AbstractContextManager[Office]]


class Kept:
    """The one encoder of all tests: closing a matcher must not end its model thread."""

    def __init__(self, encoder: Encoder) -> None:
        self.name, self.fingerprint = encoder.name, encoder.fingerprint
        self.encode, self.spans = encoder.encode, encoder.spans

    def close(self) -> None:
        """Stay open."""


@pytest.fixture(scope="session")
def shared_encoder(encoder: Encoder) -> TextEncoder:
    return Kept(encoder)


@pytest.fixture
def workspace() -> Workspace:
    return Workspace(scopes=BOT_SCOPES)


@pytest.fixture
def server(workspace: Workspace) -> Iterator[PlaygroundServer]:
    with PlaygroundServer(workspace) as running:
        yield running


@pytest.fixture
def open_office(
    workspace: Workspace, server: PlaygroundServer, tmp_path: Path, shared_encoder: TextEncoder
) -> OpenOffice:
    """Return what starts the bot; call it once the workspace has its people and channels."""
    start: Any = partial(office, workspace, server, tmp_path / "data", shared_encoder)
    return start
