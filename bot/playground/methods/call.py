"""One call of a Web API method: its arguments, read as Slack reads them."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.playground.conversations import Conversation
from bot.playground.errors import Refused
from bot.playground.identity import APP_SCOPES, APP_TOKEN, BOT_TOKEN, BOT_USER_ID
from bot.playground.messages import Json
from bot.playground.people import User
from bot.playground.visibility import may_see

if TYPE_CHECKING:
    from bot.playground.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Call:
    """Arguments as sent (texts from forms, any JSON from JSON bodies) and the token."""

    workspace: Workspace
    arguments: Json
    token: str | None
    issue_ticket: Callable[[], str]

    @property
    def granted(self) -> Collection[str]:
        """The scopes of the token."""
        return APP_SCOPES if self.token == APP_TOKEN else self.workspace.scopes

    def authenticate(self, *, app: bool = False) -> None:
        """Check the token.

        Raises:
            Refused: `not_authed` without one, `invalid_auth` with a wrong one,
                `not_allowed_token_type` with the other kind.

        """
        if not self.token:
            raise Refused("not_authed")
        if self.token not in {BOT_TOKEN, APP_TOKEN}:
            raise Refused("invalid_auth")
        if (self.token == APP_TOKEN) is not app:
            raise Refused("not_allowed_token_type")

    def need(self, *scopes: str) -> None:
        """Check that every one of these scopes is granted.

        Raises:
            Refused: `missing_scope`.

        """
        for scope in scopes:
            if scope not in self.granted:
                raise Refused("missing_scope", needed=scope)

    def text(self, name: str, default: str | None = None) -> str | None:
        """Return an argument as text; empty counts as absent."""
        value = self.arguments.get(name)
        if value is None or value == "":
            return default
        return value if isinstance(value, str) else json.dumps(value)

    def required(self, name: str, code: str = "invalid_arguments") -> str:
        """Return an argument that must be there.

        Raises:
            Refused: `code`.

        """
        value = self.text(name)
        if value is None:
            raise Refused(code, messages=[f"[ERROR] missing required field: {name}"])
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return an argument as a truth value."""
        value = self.arguments.get(name)
        if value is None or value == "":
            return default
        return str(value).lower() in {"1", "true"}

    def number(self, name: str, default: int, most: int, code: str = "invalid_limit") -> int:
        """Return an argument as a number from 1 to `most`; beyond that it is cut.

        Raises:
            Refused: `code` where it is no positive number.

        """
        value = self.text(name)
        if value is None:
            return default
        if not value.isdigit() or int(value) < 1:
            raise Refused(code)
        return min(int(value), most)

    def structure(self, name: str, code: str) -> Any:
        """Return an argument that is JSON, whether sent as such or as text.

        Raises:
            Refused: `code` where the text is no JSON.

        """
        value = self.arguments.get(name)
        if not isinstance(value, str) or value == "":
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise Refused(code) from None

    @property
    def bot(self) -> User:
        """The bot's own account."""
        return self.workspace.users[BOT_USER_ID]

    def conversation(self, *, by_name: bool = False) -> Conversation:
        """Return the conversation named by the argument `channel`, if the bot may see it.

        Raises:
            Refused: `channel_not_found`; a private one that the bot is not in does not exist.

        """
        wanted = self.required("channel", "channel_not_found")
        found = self.workspace.conversations.get(wanted)
        if found is None and by_name:
            name = wanted.removeprefix("#")
            channels = self.workspace.conversations.values()
            found = next((c for c in channels if c.is_channel and c.name == name), None)
        if found is None or not may_see(self.bot, found):
            raise Refused("channel_not_found")
        return found

    def member_of(self, conversation: Conversation) -> None:
        """Check that the bot is in a conversation.

        Raises:
            Refused: `not_in_channel`.

        """
        if BOT_USER_ID not in conversation.members:
            raise Refused("not_in_channel")

    def user(self, name: str = "user") -> User:
        """Return the account named by an argument.

        Raises:
            Refused: `user_not_found`.

        """
        found = self.workspace.users.get(self.required(name, "user_not_found"))
        if found is None:
            raise Refused("user_not_found")
        return found
