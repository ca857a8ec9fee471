"""A small real bot: it repeats what it is told, with a button, and follows edits."""

from __future__ import annotations

from typing import Any

from slack_bolt import App
from slack_sdk import WebClient

from bot.playground import SIGNING_SECRET

QUIET = "quiet"
"""What the bot doesn't answer."""


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def blocks(text: str) -> list[dict[str, Any]]:
    button = {"type": "button", "action_id": "hide", "text": plain("Hide it"), "value": "1"}
    other = {"type": "button", "action_id": "keep", "text": plain("Keep it"), "value": "1"}
    return [
        {"type": "section", "text": {"type": "mrkdwn", "text": f"*Echo*\n> {text}"}},
        {"type": "actions", "elements": [button, other]},
    ]


def echo(client: WebClient) -> App:
    """Return the app; it answers before it acks, so that an acked event is done with."""
    app = App(client=client, signing_secret=SIGNING_SECRET, process_before_response=True)
    replies: dict[str, str] = {}

    @app.event("message")
    def on_message(event: dict[str, Any]) -> None:
        subtype = event.get("subtype")
        if subtype == "message_changed":
            changed = event["message"]
            reply = replies.get(changed["ts"])
            if reply and changed.get("subtype") == "tombstone":
                client.chat_delete(channel=event["channel"], ts=reply)
            elif reply:
                text = changed["text"]
                client.chat_update(
                    channel=event["channel"], ts=reply, text=text, blocks=blocks(text)
                )
        elif subtype is None and QUIET not in event["text"]:
            posted = client.chat_postMessage(
                channel=event["channel"],
                thread_ts=event["ts"],
                text=event["text"],
                blocks=blocks(event["text"]),
            )
            replies[event["ts"]] = posted["ts"]

    @app.command("/akin")
    def on_command(ack: Any, body: dict[str, Any]) -> None:
        if body["text"] == "form":
            view = {
                "type": "modal",
                "callback_id": "form",
                "title": plain("A form"),
                "blocks": [{"type": "section", "text": plain("Fill me in")}],
            }
            client.views_open(trigger_id=body["trigger_id"], view=view)
            ack()
        elif QUIET in body["text"]:
            ack()
        else:
            ack(blocks=blocks(body["text"]), text=body["text"])

    @app.action("hide")
    def on_hide(ack: Any, respond: Any) -> None:
        respond(text="Hidden.", replace_original=True)
        ack()

    @app.message_shortcut("find_similar")
    def on_similar(ack: Any, shortcut: dict[str, Any], respond: Any) -> None:
        respond(text=f"Like {shortcut['message']['text']}", response_type="ephemeral")
        ack()

    @app.event("app_home_opened")
    def on_home(event: dict[str, Any]) -> None:
        home = {"type": "home", "blocks": [{"type": "header", "text": plain("Welcome home")}]}
        client.views_publish(user_id=event["user"], view=home)

    for name in ("reaction_added", "member_joined_channel", "team_join", "channel_created"):
        app.event(name)(lambda: None)
    return app
