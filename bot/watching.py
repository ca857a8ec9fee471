"""How a channel is watched: as what its messages are remembered, and how loud the answers are."""

from enum import StrEnum


class Watch(StrEnum):
    """What the messages of a channel are taken for."""

    TICKETS = "tickets"
    QUESTIONS = "questions"
    OFF = "off"


class Loudness(StrEnum):
    """Which findings get a reply in the thread.

    By default *same* everywhere and *related* in ticket channels; or *same* only; or neither,
    unless somebody mentions Akin.
    """

    DEFAULT = "default"
    SAME_ONLY = "same_only"
    MENTIONED = "mentioned"
