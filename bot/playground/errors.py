"""The ways in which the local workspace says no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class PlaygroundError(Exception):
    """Base of everything that the local workspace raises by itself."""


class Refused(PlaygroundError):  # noqa: N818 - reads as what happened
    """Slack would refuse this; `code` is Slack's own word for why.

    Raised to the person who acts, and answered as `{"ok": false, "error": code}` to a method call.
    """

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        messages: Sequence[str] = (),
        needed: str = "",
        retry_after: int | None = None,
    ) -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.messages = tuple(messages)
        self.needed = needed
        self.retry_after = retry_after


class Misused(PlaygroundError):  # noqa: N818 - likewise
    """The workspace was asked for something that does not exist; the message says what to do."""


@dataclass(frozen=True, slots=True)
class ActionError:
    """What a person is shown when the bot did not answer their command, press or submission."""

    user: str
    kind: str
    code: str
