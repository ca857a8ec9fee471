"""How a channel is watched: as what its messages are remembered, and how loud the answers are."""

from enum import StrEnum

from ingest.documents import Kind


class Watch(StrEnum):
    """What the messages of a channel are taken for."""

    TICKETS = "tickets"
    QUESTIONS = "questions"
    RESUMES = "resumes"
    OFF = "off"

    @property
    def remembers(self) -> bool:
        """Whether what is said there becomes documents that can be found elsewhere."""
        return self in (Watch.TICKETS, Watch.QUESTIONS)

    @property
    def singular(self) -> str:
        """What one thing is called that is remembered there."""
        return {Watch.TICKETS: "ticket", Watch.QUESTIONS: "question"}.get(self, "résumé")

    @property
    def kind(self) -> Kind | None:
        """What a message is that is watched so; None where nobody said."""
        return {Watch.TICKETS: Kind.TICKET, Watch.QUESTIONS: Kind.QUESTION}.get(self)


class Loudness(StrEnum):
    """Which findings get a reply in the thread.

    By default *same* everywhere and *related* in ticket channels; or *same* only; or neither,
    unless somebody mentions Akin.
    """

    DEFAULT = "default"
    SAME_ONLY = "same_only"
    MENTIONED = "mentioned"
