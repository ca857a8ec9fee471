"""Channels that somebody names: found, and joined."""

import logging

from bot.akin import Akin
from bot.schedule_words import HERE
from bot.slack import SlackRefusal

log = logging.getLogger(__name__)


def channel_of(akin: Akin, said: str, *, here: str = "") -> str:
    """Return the id of the channel that somebody names; "" where there is none.

    Args:
        akin: the application.
        said: an id, "#name", or "here".
        here: the channel at hand.

    """
    if said == HERE:
        return here
    return named(akin, said.removeprefix("#")) if said.startswith("#") else said


def named(akin: Akin, name: str) -> str:
    """Return the id of the channel of a name; "" where there is none that Akin can see."""
    listed = akin.slack.pages(
        "conversations.list", "channels", types="public_channel,private_channel", limit=200
    )
    return next((str(c["id"]) for c in listed if c.get("name") == name.lower()), "")


def join(akin: Akin, channel: str) -> bool:
    """Join a public channel; tell whether that went well."""
    try:
        akin.slack.call("conversations.join", channel=channel)
    except SlackRefusal as refusal:
        log.info("Akin can't join a channel: %s", refusal)
        return False
    return True
