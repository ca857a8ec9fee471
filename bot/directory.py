"""What Slack says about conversations and people, asked again when it may have changed."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bot.audience import Memberships
from bot.slack import Slack, SlackRefusal
from bot.state import Conversation, ConversationType, Person, State
from bot.state import conversations as conversations_state
from bot.state import people as people_state

log = logging.getLogger(__name__)

CONVERSATION_AGE: Final = timedelta(seconds=60)
"""How long a conversation's facts are relied on; events of changes end it at once."""

PERSON_AGE: Final = timedelta(hours=12)
FEW_PEOPLE: Final = 20
"""Up to so many unknown people are asked for one by one, more by listing everybody."""


class Directory:
    """Conversations and people of one workspace."""

    def __init__(self, team: str, slack: Slack, state: State) -> None:
        self._team = team
        self._slack = slack
        self._state = state

    def conversation(self, id_: str, type_: str = "") -> Conversation:
        """Return a conversation with facts that can be relied on.

        Args:
            id_: its id.
            type_: what an event just said it is (`channel`, `group`, `im`, `mpim`); where that
                contradicts what is known, Slack is asked.

        A conversation that Slack doesn't show the bot is returned as private, with guests.
        """
        known = self._state.conversations.get(self._team, id_)
        if known is not None and known.checked_at is not None:
            fresh = datetime.now(UTC) - known.checked_at < CONVERSATION_AGE
            if fresh and type_ in {"", known.type.value}:
                return known
        return self.refresh(id_)

    def refresh(self, id_: str) -> Conversation:
        """Ask Slack about a conversation and return it as it is now."""
        try:
            answer = self._slack.call("conversations.info", channel=id_)
            members = self._slack.pages("conversations.members", "members", channel=id_, limit=1000)
        except SlackRefusal as refusal:
            log.info("A conversation can't be looked at: %s", refusal)
            # Whatever it was before, nobody outside it is known to be allowed to see it now.
            known = self._state.conversations.get(self._team, id_) or Conversation(self._team, id_)
            return replace(known, type=ConversationType.PRIVATE, has_guests=True, is_member=False)
        people = self.people(str(member) for member in members)
        outsiders = any(not p.is_full_member and not p.is_bot for p in people.values())
        conversation = conversations_state.from_slack(
            self._team, answer["channel"], has_guests=outsiders or len(people) < len(set(members))
        )
        self._state.conversations.put(conversation)
        return self._state.conversations.get(self._team, id_) or conversation

    def people(self, ids: Iterable[str]) -> dict[str, Person]:
        """Return people by id, as far as Slack knows them."""
        wanted = sorted(set(ids))
        oldest = datetime.now(UTC) - PERSON_AGE
        known = {
            id_: person
            for id_, person in self._state.people.get(self._team, wanted).items()
            if person.checked_at > oldest
        }
        missing = [id_ for id_ in wanted if id_ not in known]
        if len(missing) > FEW_PEOPLE:
            users = self._slack.pages("users.list", "members", limit=200)
            listed = [people_state.from_slack(self._team, user) for user in users]
            self._state.people.put(listed)
            known.update((person.id, person) for person in listed if person.id in missing)
            missing = [id_ for id_ in missing if id_ not in known]
        for id_ in missing:
            try:
                answer = self._slack.call("users.info", user=id_)
            except SlackRefusal as refusal:
                log.info("A person can't be looked at: %s", refusal)
                continue
            self.learn(answer["user"])
            known[id_] = people_state.from_slack(self._team, answer["user"])
        return known

    def learn(self, user: Mapping[str, Any]) -> None:
        """Store what an event or an answer said about a person."""
        self._state.people.put([people_state.from_slack(self._team, dict(user))])

    def person(self, id_: str) -> Person | None:
        """Return a person; None if Slack doesn't know them."""
        return self.people([id_]).get(id_)

    def memberships(self, person: str) -> Memberships:
        """Return the conversations that a person is in, as of now, of those that Akin can see."""
        channels = self._slack.pages(
            "users.conversations",
            "channels",
            user=person,
            types="public_channel,private_channel,mpim",
            exclude_archived=False,
            limit=200,
        )
        return Memberships.of(
            conversations_state.from_slack(self._team, channel, has_guests=True)
            for channel in channels
        )

    def names(self, ids: Iterable[str]) -> dict[str, str]:
        """Return the display names of people, by id."""
        return {id_: person.name for id_, person in self.people(ids).items()}
