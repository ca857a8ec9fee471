"""`users.*`: the accounts of the workspace."""

from __future__ import annotations

from bot.playground.identity import BOT_USER_ID
from bot.playground.messages import Json
from bot.playground.methods.call import Call
from bot.playground.methods.paging import page
from bot.playground.people import User


def info(call: Call) -> Json:
    """`users.info`."""
    call.need("users:read")
    return {"user": _shape(call, call.user())}


def list_(call: Call) -> Json:
    """`users.list`: everybody of the workspace, and strangers who share a channel with the bot."""
    call.need("users:read")
    users = [u for u in call.workspace.users.values() if not _is_stranger(call, u)]
    users.sort(key=lambda u: u.id)
    limit = call.number("limit", 1000, 1000)
    listed = page(users, lambda u: u.id, call.text("cursor"), limit)
    return {
        "members": [_shape(call, user) for user in listed.items],
        "cache_ts": int(call.workspace.clock.now()),
        "response_metadata": {"next_cursor": listed.cursor},
    }


def _shape(call: Call, user: User) -> Json:
    return user.to_slack(stranger=_is_stranger(call, user))


def _is_stranger(call: Call, user: User) -> bool:
    return user.is_foreign and not any(
        {user.id, BOT_USER_ID} <= c.members for c in call.workspace.conversations.values()
    )
