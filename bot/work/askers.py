"""Somebody who asks Akin, with what they may see."""

from dataclasses import dataclass

from bot.akin import Akin
from bot.audience import Memberships, may_see, scope_for
from bot.state import Conversation, Person
from matcher import Scope


@dataclass(frozen=True, slots=True)
class Asker:
    """A person and the conversations they are in. Without a person, nothing may be seen."""

    person: Person | None
    memberships: Memberships

    @property
    def is_full_member(self) -> bool:
        """Whether they may change what Akin remembers."""
        return self.person is not None and self.person.is_full_member

    def scope(self, where: Conversation | None = None) -> Scope:
        """Return what an answer to them alone may draw on, asked in a conversation."""
        if self.person is None:
            return Scope.nothing()
        return scope_for(self.person, self.memberships, where)

    def may_see(self, conversation: Conversation) -> bool:
        """Tell whether they may know of a conversation."""
        return self.person is not None and may_see(self.person, self.memberships, conversation)


def asker(akin: Akin, user: str) -> Asker:
    """Return who asks, as Slack has it now."""
    person = akin.directory.person(user)
    return Asker(person, akin.directory.memberships(user) if person else Memberships())
