"""`views.*`: modals and Home tabs."""

from __future__ import annotations

from typing import Any

from bot.playground import modals
from bot.playground.errors import Refused
from bot.playground.messages import Json
from bot.playground.methods.call import Call
from bot.playground.views import View


def open_(call: Call) -> Json:
    """`views.open`."""
    trigger = call.workspace.capabilities.use_trigger(call.required("trigger_id"))
    return _answer(modals.open_first(call.workspace, trigger.user, _view(call)))


def push(call: Call) -> Json:
    """`views.push`."""
    trigger = call.workspace.capabilities.use_trigger(call.required("trigger_id"))
    return _answer(modals.push(call.workspace, trigger.user, _view(call)))


def update(call: Call) -> Json:
    """`views.update`."""
    view_id, external_id = call.text("view_id"), call.text("external_id")
    if view_id is None and external_id is None:
        raise Refused("invalid_arguments", messages=["[ERROR] missing required field: view_id"])
    view = modals.find(call.workspace, view_id, external_id)
    return _answer(modals.update(call.workspace, view, _view(call), call.text("hash")))


def publish(call: Call) -> Json:
    """`views.publish`."""
    user_id = call.required("user_id")
    if user_id not in call.workspace.users:
        raise Refused("invalid_arguments", messages=["[ERROR] user_id is unknown"])
    shown = modals.publish(call.workspace, user_id, _view(call), call.text("hash"))
    return _answer(shown)


def _view(call: Call) -> Any:
    return call.structure("view", "invalid_arguments")


def _answer(view: View) -> Json:
    return {"view": view.to_slack()}
