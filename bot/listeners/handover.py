"""The one thing that listeners do: store what happened, so that it can be acked."""

import hashlib
import json
import logging
from dataclasses import dataclass
from typing import Any

from bot.jobs import Inbox

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Handover:
    """Stores jobs for the workers. When storing fails it raises, and Slack delivers again."""

    inbox: Inbox

    def event(self, kind: str, body: dict[str, Any]) -> None:
        """Store an event of the Events API, in its channel's lane."""
        event = body.get("event") or {}
        self._put(_event_id(body), kind, {"event": event}, lane=_lane(body, _channel(event)))

    def interaction(
        self, kind: str, body: dict[str, Any], *, in_channel: bool = False, **beside: str
    ) -> None:
        """Store a command, a press, a shortcut or a form that was sent in.

        Args:
            kind: of the job.
            body: what Slack sent.
            in_channel: whether it gets in line with what happens in the channel; a search
                needn't wait.
            beside: what the job needs to know beside it.

        """
        channel = body.get("channel_id") or (body.get("channel") or {}).get("id") or ""
        lane = _lane(body, channel) if in_channel else ""
        payload = {"body": _without_secrets(body), **beside}
        self._put(_interaction_id(kind, body), kind, payload, lane=lane)

    def _put(self, event_id: str, kind: str, payload: dict[str, Any], *, lane: str) -> None:
        if not self.inbox.put(event_id, kind, payload, lane=lane):
            log.debug("A repeat of %s was ignored.", event_id)


def _lane(body: dict[str, Any], channel: str) -> str:
    team = body.get("team_id") or (body.get("team") or {}).get("id") or ""
    return f"{team}:{channel}" if channel else ""


def _channel(event: dict[str, Any]) -> str:
    channel = event.get("channel") or (event.get("item") or {}).get("channel") or ""
    return str(channel.get("id") or "") if isinstance(channel, dict) else str(channel)


def _event_id(body: dict[str, Any]) -> str:
    return str(body.get("event_id") or "") or _digest(body)


def _interaction_id(kind: str, body: dict[str, Any]) -> str:
    # A trigger is made for one interaction; Slack repeats none of these by itself.
    trigger = body.get("trigger_id") or (body.get("view") or {}).get("hash")
    return f"{kind}:{trigger}" if trigger else f"{kind}:{_digest(body)}"


def _digest(body: dict[str, Any]) -> str:
    text = json.dumps(body, sort_keys=True, default=str)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _without_secrets(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != "token"}
