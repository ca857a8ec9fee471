"""Who may see what. Whatever can't be established is not shown."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.state.conversations import Conversation
from bot.state.people import Person
from ingest.documents import PUBLIC
from matcher import Scope


@dataclass(frozen=True, slots=True)
class Memberships:
    """The conversations that a person is in, of those that Akin can see."""

    public: frozenset[str] = frozenset()
    private: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()

    @classmethod
    def of(cls, conversations: Iterable[Conversation]) -> "Memberships":
        """Sort conversations by who may see them."""
        known = list(conversations)
        return cls(
            public=frozenset(c.id for c in known if c.is_public),
            private=frozenset(c.id for c in known if not c.is_public and not c.is_shared),
            shared=frozenset(c.id for c in known if c.is_shared),
        )

    def __contains__(self, channel: str) -> bool:
        return channel in self.public | self.private | self.shared


def audience_of(conversation: Conversation) -> str:
    """Return the audience of what is said in a conversation.

    A channel shared with another organisation is an audience of its own, like a private one.
    """
    return PUBLIC if conversation.is_public else conversation.id


def scope_in(conversation: Conversation) -> Scope:
    """Return what a reply may draw on that everybody in a conversation can read.

    That is what is public and what was said there. Where people of other organisations read
    along, only what was said there; where guests do, likewise, since they don't see the other
    public channels.
    """
    own = audience_of(conversation)
    if conversation.is_shared:
        return Scope((conversation.id,))
    if conversation.has_guests:
        return Scope((own,), channels=frozenset({conversation.id}))
    return Scope((PUBLIC,)) if own == PUBLIC else Scope((PUBLIC, own))


def scope_for(person: Person, memberships: Memberships, where: Conversation | None) -> Scope:
    """Return what an answer may draw on that only one person can read.

    That is what is public and the private conversations they are in; for guests, of what is
    public only the channels they are in. In a channel shared with another organisation nothing
    but what was said there is shown, and what was said there is shown nowhere else.
    """
    if where is not None and where.is_shared:
        return Scope((where.id,)) if where.id in memberships.shared else Scope.nothing()
    if person.is_stranger:
        return Scope.nothing()
    private = tuple(sorted(memberships.private))
    if person.is_guest:
        return Scope((PUBLIC, *private), channels=memberships.public)
    return Scope((PUBLIC, *private))


def may_see(person: Person, memberships: Memberships, conversation: Conversation) -> bool:
    """Tell whether a person may know of a conversation and what is in it."""
    return conversation.id in memberships or (conversation.is_public and person.is_full_member)
