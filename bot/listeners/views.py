"""Forms that come back."""

from typing import Any

from slack_bolt import Ack, App

from bot.listeners.handover import Handover
from bot.views.candidates import JOB_CALLBACK
from bot.views.digest_settings import CALLBACK as DIGEST_CALLBACK
from bot.views.digest_settings import digest_values
from bot.views.settings import CALLBACK, watch_values
from bot.views.topics import CALLBACK as TOPIC_CALLBACK
from bot.views.topics import topic_values


def register(app: App, handover: Handover) -> None:
    """Register the forms for watching a channel, for an opening, for digests and their topics."""

    @app.view(DIGEST_CALLBACK)
    def on_digest_submitted(ack: Ack, body: dict[str, Any]) -> None:
        try:
            digest_values((body.get("view") or {}).get("state") or {})
        except ValueError as error:
            ack(response_action="errors", errors={"channel": str(error)})
            return
        handover.interaction("digest_submitted", body)
        ack()

    @app.view(TOPIC_CALLBACK)
    def on_topic_submitted(ack: Ack, body: dict[str, Any]) -> None:
        try:
            topic_values(body.get("view") or {})
        except ValueError as error:
            ack(response_action="errors", errors={"name": str(error)})
            return
        handover.interaction("topic_submitted", body)
        ack()

    @app.view(JOB_CALLBACK)
    def on_job_submitted(ack: Ack, body: dict[str, Any]) -> None:
        handover.interaction("job_submitted", body)
        ack()

    @app.view(CALLBACK)
    def on_watch_submitted(ack: Ack, body: dict[str, Any]) -> None:
        try:
            watch_values((body.get("view") or {}).get("state") or {})
        except ValueError as error:
            ack(response_action="errors", errors={"channel": str(error)})
            return
        handover.interaction("watch_submitted", body)
        ack()
