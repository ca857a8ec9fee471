"""The workspace in a file, so that it can be gone on with another day."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.playground.conversations import Conversation
from bot.playground.errors import Misused
from bot.playground.files import File
from bot.playground.messages import Ephemeral, Message
from bot.playground.people import User
from bot.playground.timeline import Timeline
from bot.playground.views import View

if TYPE_CHECKING:
    from bot.playground.workspace import Workspace

FILE: Final = "workspace.json"

_EVERY: Final = 1.0
"""Seconds between two times that it is written, so that a busy workspace isn't held up."""


class Kept(BaseModel):
    """What is kept: what people see, with `made` ids so far, and the names of what was `tried`.

    Not what is under way: modals, triggers and response URLs end with the process.
    """

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64", frozen=True)

    users: list[User]
    conversations: list[Conversation]
    messages: list[Message]
    files: list[File]
    ephemerals: list[Ephemeral]
    homes: list[View]
    made: int
    tried: list[str]


def save(workspace: Workspace, file: Path, tried: list[str]) -> None:
    """Write the workspace to a file, whole or not at all."""
    with workspace.lock:
        kept = Kept(
            users=list(workspace.users.values()),
            conversations=list(workspace.conversations.values()),
            messages=[m for timeline in workspace.timelines.values() for m in timeline],
            files=list(workspace.files.values()),
            ephemerals=list(workspace.ephemerals),
            homes=[workspace.views[view_id] for view_id in workspace.homes.values()],
            made=workspace.ids.made,
            tried=tried,
        )
    new = file.with_suffix(".new")
    new.write_bytes(kept.model_dump_json().encode())
    os.replace(new, file)  # noqa: PTH105 - pathlib's rename refuses to replace on Windows


def load(workspace: Workspace, file: Path) -> list[str]:
    """Fill an empty workspace with what a file holds; return the names of what was tried.

    Raises:
        Misused: The file is not what `save` writes.

    """
    try:
        kept = Kept.model_validate_json(file.read_bytes())
    except ValidationError:
        raise Misused(
            f"{file} can't be read as a kept workspace. Name another folder, or remove this one."
        ) from None
    with workspace.lock:
        workspace.users = {user.id: user for user in kept.users}
        workspace.conversations = {each.id: each for each in kept.conversations}
        workspace.timelines = {each.id: Timeline() for each in kept.conversations}
        for message in kept.messages:
            workspace.timelines[message.channel].put(message)
        workspace.files = {file.id: file for file in kept.files}
        workspace.ephemerals = list(kept.ephemerals)
        workspace.views = {view.id: view for view in kept.homes}
        workspace.homes = {view.user: view.id for view in kept.homes}
        workspace.ids.go_on(kept.made)
        workspace.notify()
    return kept.tried


@contextmanager
def keeping(workspace: Workspace, file: Path, tried: Callable[[], list[str]]) -> Iterator[None]:
    """Write the workspace to a file soon after each change, and at the end of the block."""
    changed, over = threading.Event(), threading.Event()

    def write() -> None:
        while not over.wait(_EVERY):
            if changed.is_set():
                changed.clear()
                save(workspace, file, tried())

    writer = threading.Thread(target=write, name="playground-keeping", daemon=True)
    workspace.watchers.add(changed.set)
    writer.start()
    try:
        yield
    finally:
        workspace.watchers.discard(changed.set)
        over.set()
        writer.join()
        save(workspace, file, tried())
