"""What Akin listens to. Each module holds one table; a listener only stores a job and acks."""

from slack_bolt import App

from bot.listeners import actions, commands, events, shortcuts, views
from bot.listeners.handover import Handover


def register(app: App, handover: Handover) -> None:
    """Register every listener on a Bolt app."""
    for module in (events, commands, actions, shortcuts, views):
        module.register(app, handover)
