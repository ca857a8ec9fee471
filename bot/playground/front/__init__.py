"""The workspace in a browser: what a person sees there, and what they do."""

from __future__ import annotations

from bot.playground.front.front import CommandHelp, Front, Phase, Shortcut
from bot.playground.front.glimpses import Candidate, Glimpse, Glimpses
from bot.playground.front.tries import Tries, Try

__all__ = [
    "Candidate",
    "CommandHelp",
    "Front",
    "Glimpse",
    "Glimpses",
    "Phase",
    "Shortcut",
    "Tries",
    "Try",
]
