"""The slash command."""

from datetime import date
from typing import Any, Final

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.listeners.forms import open_digest_form, open_job_form, open_watch_form
from bot.listeners.handover import Handover
from bot.schedule_words import Wanted, understood

COMMAND = "/akin"

_ANY_DAY: Final = date(2000, 1, 1)
"""Whether a form is wanted is the same on all days."""


def register(app: App, handover: Handover) -> None:
    """Register `/akin`."""

    def on_command(ack: Ack, body: dict[str, Any]) -> None:
        if not wants_form(body):
            handover.interaction("command", body, in_channel=changes_memory(body))
        ack()

    def open_form(client: WebClient, body: dict[str, Any]) -> None:
        # Not a job: a form must open within three seconds, and whoever misses it asks again.
        if wants_form(body):
            _FORMS[_words(body)[0]](client, body)

    app.command(COMMAND)(ack=on_command, lazy=[open_form])


def wants_form(body: dict[str, Any]) -> bool:
    """Tell whether a command opens a form: `/akin watch` or `job` alone, `digest settings`."""
    words = _words(body)
    if words[:1] == ["digest"]:
        return understood(" ".join(words[1:]), _ANY_DAY).wanted is Wanted.FORM
    return len(words) == 1 and words[0] in _FORMS


_FORMS: Final = {
    "watch": open_watch_form, "job": open_job_form, "digest": open_digest_form,
}  # fmt: skip
"""The forms by the first word of their command."""


def _words(body: dict[str, Any]) -> list[str]:
    return str(body.get("text") or "").lower().split()


def changes_memory(body: dict[str, Any]) -> bool:
    """Tell whether a command has to keep its place among the channel's messages."""
    return _words(body)[:1] in (["watch"], ["resolve"], ["forget"])
