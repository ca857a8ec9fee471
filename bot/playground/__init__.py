"""A local Slack workspace: real state, Slack's methods, events and refusals, no bot in it.

The real Slack libraries connect to it as to Slack::

    workspace = Workspace()
    ana = workspace.add_user("ana")
    guest = workspace.add_user("gus", guest=True)
    support = workspace.add_channel("support", members=[ana])

    with PlaygroundServer(workspace) as server:
        client = WebClient(BOT_TOKEN, base_url=server.api_url)
        app = App(client=client, signing_secret=SIGNING_SECRET)
        ...                          # Socket Mode: SocketModeHandler(app, APP_TOKEN).connect()
        server.events_to("http://127.0.0.1:3000/slack/events")      # or HTTP

        message = ana.post(support, "The printer is on fire")
        reply = workspace.wait_for(lambda: ana.sees(support, message.ts)[1:])[0]
        ana.press(reply, "hide").wait()
        ana.command(support, "/akin find printer").wait()
        assert "fire" not in guest.everything()

        workspace.faults.lose_ack()                  # the next event is delivered twice
        workspace.faults.rate_limit("chat.postMessage", retry_after=1, times=2)
        workspace.deliveries.ack_seconds()           # how fast the bot answered
"""

from __future__ import annotations

from bot.playground.conversations import Conversation, Kind
from bot.playground.deliveries import Attempt, Channel, Deliveries, Delivery, State
from bot.playground.errors import ActionError, Misused, PlaygroundError, Refused
from bot.playground.faults import Faults
from bot.playground.identity import (
    APP_ID,
    APP_TOKEN,
    BOT_ID,
    BOT_TOKEN,
    BOT_USER_ID,
    DEFAULT_SCOPES,
    SIGNING_SECRET,
    TEAM_ID,
)
from bot.playground.messages import Ephemeral, Message
from bot.playground.people import User
from bot.playground.person import Person
from bot.playground.server import PlaygroundServer
from bot.playground.views import View
from bot.playground.workspace import Workspace

__all__ = [
    "APP_ID",
    "APP_TOKEN",
    "BOT_ID",
    "BOT_TOKEN",
    "BOT_USER_ID",
    "DEFAULT_SCOPES",
    "SIGNING_SECRET",
    "TEAM_ID",
    "ActionError",
    "Attempt",
    "Channel",
    "Conversation",
    "Deliveries",
    "Delivery",
    "Ephemeral",
    "Faults",
    "Kind",
    "Message",
    "Misused",
    "Person",
    "PlaygroundError",
    "PlaygroundServer",
    "Refused",
    "State",
    "User",
    "View",
    "Workspace",
]
