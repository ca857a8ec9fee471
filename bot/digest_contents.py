"""What a digest shows, by id and in numbers: nobody's words, so that nothing has to be forgotten.

The words are looked up each time that it is shown, and with them who may see them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Numbers:
    """How much came up in a period: messages, distinct people, messages that were answered."""

    messages: int = 0
    people: int = 0
    answered: int = 0


@dataclass(frozen=True, slots=True)
class TopicShare:
    """A topic in a period.

    Attributes:
        topic: its id.
        size: messages.
        people: who wrote them, each once.
        answered: how many of them were answered.
        before: messages in the period before; None where that isn't known.
        state: new, growing and so on.
        example: the id of the document that is most like all of them, "" without one.
        answer: the id of the document whose resolution answers it best, "" without one.

    """

    topic: str
    size: int
    people: tuple[str, ...]
    answered: int
    before: int | None
    state: str
    example: str = ""
    answer: str = ""

    def joined_by(self, other: "TopicShare") -> "TopicShare":
        """Return this topic with another one that a person merged into it."""
        before = None
        if self.before is not None or other.before is not None:
            before = (self.before or 0) + (other.before or 0)
        return TopicShare(
            topic=self.topic,
            size=self.size + other.size,
            people=tuple(sorted({*self.people, *other.people})),
            answered=self.answered + other.answered,
            before=before,
            state=self.state if self.size else other.state,
            example=self.example or other.example,
            answer=self.answer or other.answer,
        )


@dataclass(frozen=True, slots=True)
class Contents:
    """What the digest of a period shows.

    Attributes:
        now: how much came up.
        before: the same of the period that it is compared with; None where not all of that one
            was heard.
        topics: largest first; those that nobody mentioned come with size 0.
        other: messages of no topic.
        unanswered: ids of documents, oldest first; `open` is how many there are in all.
        listed: where there are too few messages for topics: the ids of all, in the order to show.
        duplicates: messages that got the reply that they came up before, `confirmed` of them
            by people.

    """

    now: Numbers = Numbers()
    before: Numbers | None = None
    topics: tuple[TopicShare, ...] = ()
    other: int = 0
    unanswered: tuple[str, ...] = ()
    open: int = 0
    listed: tuple[str, ...] = ()
    duplicates: int = 0
    confirmed: int = 0

    @property
    def documents(self) -> list[str]:
        """The ids of all documents that it shows."""
        topics = (id_ for topic in self.topics for id_ in (topic.example, topic.answer))
        return list(dict.fromkeys(filter(None, (*topics, *self.unanswered, *self.listed))))

    def dump(self) -> dict[str, Any]:
        """Return it as JSON."""
        return asdict(self)

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `dump` returned."""
        before = stored.get("before")
        return cls(
            **{
                **stored,
                "now": Numbers(**stored.get("now", {})),
                "before": Numbers(**before) if before else None,
                "topics": tuple(_share(each) for each in stored.get("topics", ())),
                "unanswered": tuple(stored.get("unanswered", ())),
                "listed": tuple(stored.get("listed", ())),
            }
        )


def merged(shares: Sequence[TopicShare], into: Mapping[str, str]) -> list[TopicShare]:
    """Return topics after what people merged, largest first.

    Args:
        shares: the topics of a period.
        into: the id of the topic that each merged one is part of.

    """
    joined: dict[str, TopicShare] = {}
    for share in shares:
        target = into.get(share.topic, share.topic)
        own = TopicShare(target, **{k: v for k, v in asdict(share).items() if k != "topic"})
        joined[target] = joined[target].joined_by(own) if target in joined else own
    return sorted(joined.values(), key=lambda share: (-share.size, share.topic))


def _share(stored: Mapping[str, Any]) -> TopicShare:
    return TopicShare(**{**stored, "people": tuple(stored["people"])})
