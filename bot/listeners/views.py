"""Forms that come back."""

from typing import Any

from slack_bolt import Ack, App

from bot.listeners.handover import Handover
from bot.views.candidates import JOB_CALLBACK
from bot.views.settings import CALLBACK, watch_values


def register(app: App, handover: Handover) -> None:
    """Register the forms for watching a channel and for an opening."""

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
