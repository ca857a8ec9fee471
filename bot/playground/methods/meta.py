"""`api.*`, `auth.*`, `apps.*`, `bots.*` and `team.*`: who is asking and where."""

from __future__ import annotations

from bot.playground.errors import Refused
from bot.playground.identity import (
    APP_ID,
    BOT_ID,
    BOT_NAME,
    BOT_USER_ID,
    TEAM_DOMAIN,
    TEAM_ID,
    TEAM_NAME,
)
from bot.playground.messages import Json
from bot.playground.methods.call import Call


def api_test(call: Call) -> Json:
    """`api.test`: gives the arguments back; an `error` among them is the error."""
    error = call.text("error")
    if error is not None:
        raise Refused(error)
    return {"args": {k: v for k, v in call.arguments.items() if k != "token"}}


def auth_test(call: Call) -> Json:
    """`auth.test`."""
    return {
        "url": call.workspace.url,
        "team": TEAM_NAME,
        "user": BOT_NAME,
        "team_id": TEAM_ID,
        "user_id": BOT_USER_ID,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def open_connection(call: Call) -> Json:
    """`apps.connections.open`: where to open a Socket Mode connection."""
    call.need("connections:write")
    base = call.workspace.api_url.replace("http://", "ws://", 1)
    return {"url": f"{base}link/?ticket={call.issue_ticket()}&app_id={APP_ID}"}


def bots_info(call: Call) -> Json:
    """`bots.info`."""
    call.need("users:read")
    bot_id = call.text("bot") or BOT_ID
    for user in call.workspace.users.values():
        if user.bot_id == bot_id:
            return {
                "bot": {
                    "id": bot_id,
                    "deleted": user.deleted,
                    "name": user.name,
                    "updated": user.updated,
                    "app_id": user.app_id,
                    "user_id": user.id,
                    "icons": {},
                }
            }
    raise Refused("bot_not_found")


def team_info(call: Call) -> Json:
    """`team.info`."""
    call.need("team:read")
    if call.text("team") not in {None, TEAM_ID}:
        raise Refused("team_not_found")
    return {
        "team": {
            "id": TEAM_ID,
            "name": TEAM_NAME,
            "url": call.workspace.url,
            "domain": TEAM_DOMAIN,
            "email_domain": "",
            "icon": {"image_default": True},
        }
    }
