"""The running application: what the work on a job needs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.assessing import Assessor
from bot.clock import utc_now
from bot.directory import Directory
from bot.jobs import Inbox
from bot.observing import Observer
from bot.settings import Settings
from bot.slack import Slack
from bot.state import Conversation, State
from matcher import Bands, Matcher


@dataclass(frozen=True, slots=True)
class Workspace:
    """The Slack workspace that Akin is installed in, and who Akin is there."""

    team: str
    url: str
    name: str
    bot_user: str
    bot_id: str

    def permalink(self, channel: str, ts: str, thread_ts: str = "") -> str:
        """Return the address of a message."""
        link = f"{self.url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"
        if thread_ts and thread_ts != ts:
            link += f"?thread_ts={thread_ts}&cid={channel}"
        return link


@dataclass(frozen=True, slots=True)
class Akin:
    """Everything that a handler of a job may use."""

    settings: Settings
    workspace: Workspace
    inbox: Inbox
    matcher: Matcher
    state: State
    slack: Slack
    directory: Directory
    assessor: Assessor
    now: Callable[[], datetime] = utc_now
    observer: Observer | None = None
    """Looks on in the demo."""

    @property
    def team(self) -> str:
        """The workspace's id."""
        return self.workspace.team

    @property
    def bands(self) -> Bands:
        """From which probabilities on a match is shown to somebody who searches alone."""
        return self.settings.bands(self.matcher.calibration(self.team))

    def bands_in(self, conversation: Conversation) -> Bands:
        """Return from which probabilities on a match is shown in a conversation."""
        calibration = self.matcher.calibration(self.team)
        return self.settings.bands(calibration, conversation.precision)
