"""`reactions.*`: emoji on messages."""

from __future__ import annotations

import re

from bot.playground import posting
from bot.playground.errors import Refused
from bot.playground.identity import BOT_USER_ID
from bot.playground.messages import Json, Message
from bot.playground.methods.call import Call
from bot.playground.shapes import message_json, permalink

_NAME = re.compile(r"[\w+'-]+(?:::skin-tone-[2-6])?")


def add(call: Call) -> Json:
    """`reactions.add`."""
    call.need("reactions:write")
    posting.react(call.workspace, _message(call), BOT_USER_ID, _name(call))
    return {}


def remove(call: Call) -> Json:
    """`reactions.remove`."""
    call.need("reactions:write")
    posting.unreact(call.workspace, _message(call), BOT_USER_ID, _name(call))
    return {}


def get(call: Call) -> Json:
    """`reactions.get`."""
    call.need("reactions:read")
    message = _message(call)
    shape = message_json(call.workspace, message)
    shape["permalink"] = permalink(call.workspace, message)
    return {"type": "message", "channel": message.channel, "message": shape}


def _message(call: Call) -> Message:
    conversation = call.conversation()
    call.member_of(conversation)
    if conversation.is_archived:
        raise Refused("is_archived")
    ts = call.required("timestamp", "no_item_specified")
    return posting.find(call.workspace, conversation.id, ts)


def _name(call: Call) -> str:
    name = call.required("name", "invalid_name").strip(":")
    if not _NAME.fullmatch(name):
        raise Refused("invalid_name")
    return name
