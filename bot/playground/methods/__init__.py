"""The Web API methods that the local workspace answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.playground.errors import Refused
from bot.playground.messages import Json
from bot.playground.methods import chat, conversations, files, meta, reactions, users, views
from bot.playground.methods.call import Call

METHODS: Mapping[str, Callable[[Call], Json]] = {
    "api.test": meta.api_test,
    "apps.connections.open": meta.open_connection,
    "auth.test": meta.auth_test,
    "bots.info": meta.bots_info,
    "chat.delete": chat.delete,
    "chat.getPermalink": chat.get_permalink,
    "chat.postEphemeral": chat.post_ephemeral,
    "chat.postMessage": chat.post_message,
    "chat.update": chat.update,
    "conversations.history": conversations.history,
    "conversations.info": conversations.info,
    "conversations.join": conversations.join,
    "conversations.list": conversations.list_,
    "conversations.members": conversations.members,
    "conversations.open": conversations.open_,
    "conversations.replies": conversations.replies,
    "files.completeUploadExternal": files.complete_upload,
    "files.delete": files.delete,
    "files.getUploadURLExternal": files.get_upload_url,
    "files.info": files.info,
    "reactions.add": reactions.add,
    "reactions.get": reactions.get,
    "reactions.remove": reactions.remove,
    "team.info": meta.team_info,
    "users.conversations": conversations.of_user,
    "users.info": users.info,
    "users.list": users.list_,
    "views.open": views.open_,
    "views.publish": views.publish,
    "views.push": views.push,
    "views.update": views.update,
}
_WITHOUT_TOKEN = frozenset({"api.test"})
_WITH_APP_TOKEN = frozenset({"apps.connections.open"})


def carry_out(method: str, call: Call) -> Json:
    """Carry one call out, with the workspace's lock held, and return the answer's fields.

    Raises:
        Refused: whatever Slack would say no with; `unknown_method` for a method that isn't here.

    """
    function = METHODS.get(method)
    if function is None:
        raise Refused("unknown_method")
    if method not in _WITHOUT_TOKEN:
        call.authenticate(app=method in _WITH_APP_TOKEN)
    with call.workspace.lock:
        return function(call)
