"""The modals and Home tabs that people have open.

Every function here expects the workspace's lock to be held.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.playground import limits, shown
from bot.playground.errors import Refused
from bot.playground.messages import Json
from bot.playground.views import View

if TYPE_CHECKING:
    from bot.playground.workspace import Workspace

DEEPEST_STACK = 3


def open_first(workspace: Workspace, user: str, content: Any) -> View:
    """Open a modal, in place of those that are open.

    Raises:
        Refused: `invalid_arguments`.

    """
    accepted = _modal(workspace, content)
    close_all(workspace, user)
    view_id = workspace.ids.id("V")
    view = View(view_id, user, "modal", accepted, _hash(workspace), view_id)
    workspace.stacks[user] = [view_id]
    return _store(workspace, view)


def push(workspace: Workspace, user: str, content: Any) -> View:
    """Open a modal on top of those that are open.

    Raises:
        Refused: `invalid_arguments`, `view_not_found` with none open, `push_limit_reached`.

    """
    stack = workspace.stacks.get(user, [])
    if not stack:
        raise Refused("view_not_found")
    if len(stack) >= DEEPEST_STACK:
        raise Refused("push_limit_reached")
    accepted = _modal(workspace, content)
    view_id = workspace.ids.id("V")
    view = View(view_id, user, "modal", accepted, _hash(workspace), stack[0], stack[-1])
    stack.append(view_id)
    return _store(workspace, view)


def update(workspace: Workspace, view: View, content: Any, expected_hash: str | None) -> View:
    """Replace what a modal shows.

    Raises:
        Refused: `invalid_arguments`, `hash_conflict`.

    """
    if expected_hash is not None and expected_hash != view.hash:
        raise Refused("hash_conflict")
    accepted = _modal(workspace, content, replaced=view.id)
    return _store(workspace, replace(view, content=accepted, hash=_hash(workspace), errors={}))


def publish(workspace: Workspace, user: str, content: Any, expected_hash: str | None) -> View:
    """Set somebody's Home tab.

    Raises:
        Refused: `invalid_arguments`, `hash_conflict`.

    """
    accepted = limits.accept_view(content)
    if accepted["type"] != "home":
        raise Refused("invalid_arguments", messages=["[ERROR] unsupported type: modal"])
    shown = workspace.homes.get(user)
    current = workspace.views[shown] if shown else None
    if expected_hash is not None and (current is None or expected_hash != current.hash):
        raise Refused("hash_conflict")
    view_id = current.id if current else workspace.ids.id("V")
    workspace.homes[user] = view_id
    return _store(workspace, View(view_id, user, "home", accepted, _hash(workspace), view_id))


def find(workspace: Workspace, view_id: str | None, external_id: str | None) -> View:
    """Return an open modal.

    Raises:
        Refused: `not_found`.

    """
    for view in workspace.views.values():
        if view.type == "modal" and (
            view.id == view_id or (external_id and view.content.get("external_id") == external_id)
        ):
            return view
    raise Refused("not_found")


def close(workspace: Workspace, view: View) -> None:
    """Take the topmost modal away, or nothing if it is gone already."""
    stack = workspace.stacks.get(view.user, [])
    if view.id in stack:
        for view_id in stack[stack.index(view.id) :]:
            workspace.views.pop(view_id, None)
        del stack[stack.index(view.id) :]
    workspace.notify()


def close_all(workspace: Workspace, user: str) -> None:
    """Take every modal of a person away."""
    for view_id in workspace.stacks.pop(user, []):
        workspace.views.pop(view_id, None)
    workspace.notify()


def submitted(workspace: Workspace, view_id: str, answer: Json | str | None) -> None:
    """Do what the bot answered to a submission.

    Raises:
        Refused: the answer is none that Slack understands.

    """
    view = workspace.views.get(view_id)
    if view is None:
        return
    if not answer:
        close(workspace, view)
        return
    action = answer.get("response_action") if isinstance(answer, dict) else None
    if not isinstance(answer, dict) or action not in {"errors", "update", "push", "clear"}:
        raise Refused("invalid_response_action")
    if action == "errors":
        errors = answer.get("errors")
        known = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors or not set(errors) <= known:
            raise Refused("invalid_block_id_in_errors")
        _store(workspace, replace(view, errors=dict(errors)))
    elif action == "update":
        update(workspace, view, answer.get("view"), None)
    elif action == "push":
        push(workspace, view.user, answer.get("view"))
    else:
        close_all(workspace, view.user)


def _modal(workspace: Workspace, content: Any, *, replaced: str | None = None) -> Json:
    accepted = limits.accept_view(content)
    if accepted["type"] != "modal":
        raise Refused("invalid_arguments", messages=["[ERROR] unsupported type: home"])
    external_id = accepted.get("external_id")
    for view in workspace.views.values():
        if external_id and view.id != replaced and view.content.get("external_id") == external_id:
            raise Refused("duplicate_external_id")
    return accepted


def _hash(workspace: Workspace) -> str:
    return f"{int(workspace.clock.now())}.{workspace.ids.word()}"


def _store(workspace: Workspace, view: View) -> View:
    workspace.views[view.id] = view
    shown.view(workspace, view)
    workspace.notify()
    return view
