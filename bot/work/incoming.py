"""What Slack's payloads say, as far as Akin's work needs it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from bot.errors import Undeliverable

SAID: Final = frozenset({None, "file_share", "thread_broadcast", "me_message"})
"""Subtypes of messages that people wrote. All others are Slack's own, or bots'."""


def is_human(message: Mapping[str, Any]) -> bool:
    """Tell whether a person wrote a message, rather than a bot or Slack itself."""
    by_person = bool(message.get("user")) and not message.get("bot_id")
    return by_person and message.get("subtype") in SAID


def _text(payload: Mapping[str, Any], *path: str) -> str:
    value: Any = payload
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, str) else ""


def _needed(payload: Mapping[str, Any], *path: str) -> str:
    value = _text(payload, *path)
    if not value:
        raise Undeliverable(f"Slack's payload lacks {'.'.join(path)}, so there is nothing to do.")
    return value


@dataclass(frozen=True, slots=True)
class Said:
    """A message that somebody wrote. `text` is Slack's mrkdwn."""

    channel: str
    ts: str
    thread_ts: str
    user: str
    text: str
    channel_type: str = ""
    edited_ts: str = ""

    @property
    def version(self) -> str:
        """When the text became what it is, as Slack writes moments."""
        return self.edited_ts or self.ts

    @property
    def is_root(self) -> bool:
        """Whether it starts a thread, or stands alone."""
        return self.thread_ts == self.ts

    @classmethod
    def of(cls, event: Mapping[str, Any], channel: Mapping[str, Any] | None = None) -> Self:
        """Read a message; `channel` is the event around it, where the message is inside one."""
        ts = _needed(event, "ts")
        around = channel if channel is not None else event
        return cls(
            channel=_needed(around, "channel"),
            ts=ts,
            thread_ts=_text(event, "thread_ts") or ts,
            user=_text(event, "user"),
            text=_text(event, "text"),
            channel_type=_text(around, "channel_type"),
            edited_ts=_text(event, "edited", "ts"),
        )


@dataclass(frozen=True, slots=True)
class Deleted:
    """A message that is gone. `files` are the ids of those that it shared."""

    channel: str
    ts: str
    thread_ts: str
    files: tuple[str, ...] = ()

    @classmethod
    def of(cls, event: Mapping[str, Any]) -> Self:
        """Read a `message_deleted` event, or a `message_changed` that leaves a tombstone."""
        ts = (
            _text(event, "deleted_ts")
            or _text(event, "message", "ts")
            or _needed(event, "previous_message", "ts")
        )
        thread_ts = _text(event, "previous_message", "thread_ts") or _text(
            event, "message", "thread_ts"
        )
        shared = (event.get("previous_message") or {}).get("files") or ()
        files = tuple(str(file["id"]) for file in shared if file.get("id"))
        return cls(_needed(event, "channel"), ts, thread_ts or ts, files)


@dataclass(frozen=True, slots=True)
class Reaction:
    """An emoji put on a message, or taken off."""

    channel: str
    ts: str
    user: str
    name: str
    added: bool

    @classmethod
    def of(cls, event: Mapping[str, Any]) -> Self:
        """Read a `reaction_added` or `reaction_removed` event."""
        return cls(
            channel=_needed(event, "item", "channel"),
            ts=_needed(event, "item", "ts"),
            user=_text(event, "user"),
            name=_needed(event, "reaction"),
            added=event.get("type") == "reaction_added",
        )


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command. `word` is its first word in lower case, `rest` what follows."""

    channel: str
    user: str
    word: str
    rest: str
    response_url: str

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Self:
        """Read the form fields of a slash command."""
        words = _text(body, "text").strip().split(maxsplit=1)
        return cls(
            channel=_needed(body, "channel_id"),
            user=_needed(body, "user_id"),
            word=words[0].lower() if words else "",
            rest=words[1].strip() if len(words) > 1 else "",
            response_url=_needed(body, "response_url"),
        )

    def as_said(self) -> Said:
        """Return what follows the first word as if it had been said in the channel."""
        return Said(self.channel, ts="", thread_ts="", user=self.user, text=self.rest)


@dataclass(frozen=True, slots=True)
class Press:
    """A button that somebody pressed on a message. `value` is the button's own data."""

    channel: str
    message_ts: str
    user: str
    value: Mapping[str, Any]
    response_url: str

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Self:
        """Read a `block_actions` payload."""
        actions = body.get("actions")
        first = actions[0] if isinstance(actions, list) and actions else {}
        try:
            value = json.loads(_text(first, "value") or "{}")
        except ValueError:
            raise Undeliverable(
                "A button's value is not Akin's, so there is nothing to do."
            ) from None
        return cls(
            channel=_text(body, "channel", "id") or _needed(body, "container", "channel_id"),
            message_ts=_text(body, "container", "message_ts") or _text(body, "message", "ts"),
            user=_needed(body, "user", "id"),
            value=value if isinstance(value, dict) else {},
            response_url=_text(body, "response_url"),
        )


@dataclass(frozen=True, slots=True)
class Shortcut:
    """The message shortcut, used on a message."""

    said: Said
    user: str
    response_url: str

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Self:
        """Read a `message_action` payload."""
        channel = {"channel": _needed(body, "channel", "id")}
        message = body.get("message")
        said = Said.of(message if isinstance(message, Mapping) else {}, channel)
        return cls(said, _needed(body, "user", "id"), _needed(body, "response_url"))
