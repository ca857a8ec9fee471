"""Forms that opened at once when somebody pressed a button, filled in when the work is done."""

from collections.abc import Callable

from bot.akin import Akin
from bot.errors import Undeliverable
from bot.job import RunningJob
from bot.slack import SlackRefusal
from bot.views.actions import Press as PressValue
from bot.views.message import Block
from bot.work.incoming import Press


def fill(akin: Akin, running: RunningJob, view_of: Callable[[Press, PressValue], Block]) -> None:
    """Fill the form that a job's button opened.

    Args:
        akin: the application.
        running: the job, which knows the form.
        view_of: returns what the form shows, for a press and what its button says.

    Raises:
        Undeliverable: the form did not open, or the button is none of Akin's.

    """
    view_id = running.job.payload.get("view_id")
    if not view_id:
        raise Undeliverable("A form did not open, so there is nothing to fill in.")
    body = running.job.payload["body"]
    press = Press.of(body)
    try:
        value = PressValue.read(str((body.get("actions") or [{}])[0].get("value") or ""))
    except ValueError as error:
        raise Undeliverable(str(error)) from None
    view = view_of(press, value)
    try:
        akin.slack.call("views.update", view_id=view_id, view=view)
    except SlackRefusal as refusal:
        if refusal.code not in ("not_found", "view_not_found"):  # closed meanwhile
            raise
