"""What was said before a channel was watched is learnt page by page, whatever happens meanwhile."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from bot.playground import Conversation, Message, Person, PlaygroundServer, Workspace
from bot.playground.faults import Fault, FaultKind, Faults
from bot.work.memory import slack_document_id
from ingest.documents import Document
from matcher.encoder import TextEncoder, Vectors
from tests.e2e.office import Office, office, until

Open = Callable[[], AbstractContextManager[Office]]

REPLIES = "conversations.replies"


class Watched:
    """The real encoder; counts what it is asked, and can do something in between."""

    def __init__(self, encoder: TextEncoder) -> None:
        self.name, self.fingerprint, self.spans = encoder.name, encoder.fingerprint, encoder.spans
        self.asked = 0
        self.meanwhile = lambda: None
        self._encoder = encoder

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += 1
        vectors = self._encoder.encode(texts)
        doing, self.meanwhile = self.meanwhile, lambda: None
        doing()
        return vectors

    def close(self) -> None:
        """Stay open: it is the tests' own."""


class Stingy(Faults):
    """Lets only every second reading of a thread through, as Slack's limits do over time."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def take(self, method: str) -> tuple[Fault | None, float]:
        if method != REPLIES:
            return super().take(method)
        self.asked += 1
        refused = Fault(FaultKind.RATE_LIMIT, REPLIES, 0, 1)
        return (None if self.asked % 2 else refused), 0.0


@pytest.fixture
def ana(workspace: Workspace) -> Person:
    return workspace.add_user("ana")


@pytest.fixture
def support(workspace: Workspace, ana: Person) -> Conversation:
    return workspace.add_channel("support", members=[ana])


@pytest.fixture
def watched(encoder: TextEncoder) -> Watched:
    return Watched(encoder)


@pytest.fixture
def open_(workspace: Workspace, server: PlaygroundServer, tmp_path: Path, watched: Watched) -> Open:
    """Return what starts the bot; call it once all is said that it is to learn."""
    return lambda: office(workspace, server, tmp_path / "data", watched)


def thread(ana: Person, support: Conversation, number: int) -> Message:
    root = ana.post(support, f"Machine number {number} makes a noise like an angry bee")
    reply = ana.post(support, f"Tighten screw {number}", root.ts)
    ana.react(reply, "white_check_mark")
    return root


def known(at_work: Office, message: Message) -> Document | None:
    id_ = slack_document_id(message.channel, message.ts)
    return at_work.akin.matcher.get(id_, team=at_work.akin.team)


def test_many_threads_are_learnt_with_their_resolutions_and_encoded_a_page_at_a_time(
    open_: Open, ana: Person, support: Conversation, watched: Watched
) -> None:
    roots = [thread(ana, support, number) for number in range(120)]
    with open_() as at_work:
        at_work.watch(ana, support)
        for number, root in enumerate(roots):
            assert (document := known(at_work, root)) is not None
            assert document.resolution == f"Tighten screw {number}"
    assert watched.asked == 2


def test_it_gets_on_where_slack_lets_it_read_a_few_threads_at_a_time(
    workspace: Workspace, open_: Open, ana: Person, support: Conversation
) -> None:
    roots = [thread(ana, support, number) for number in range(6)]
    workspace.faults = stingy = Stingy()
    with open_() as at_work:
        at_work.watch(ana, support)
        resolutions = [document.resolution for root in roots if (document := known(at_work, root))]
        assert at_work.dead() == []
    assert resolutions == [f"Tighten screw {number}" for number in range(6)]
    # Each thread was read once, and each but the first was refused once.
    assert stingy.asked == 11


def test_where_nothing_could_be_read_the_page_is_tried_again(
    workspace: Workspace, open_: Open, ana: Person, support: Conversation
) -> None:
    root = thread(ana, support, 1)
    workspace.faults.rate_limit(REPLIES, retry_after=0, times=3)
    with open_() as at_work:
        at_work.watch(ana, support)
        assert known(at_work, root) is not None


def test_what_is_edited_or_deleted_meanwhile_is_not_brought_back(
    open_: Open, ana: Person, support: Conversation, watched: Watched
) -> None:
    edited, deleted, kept = (thread(ana, support, number) for number in range(3))
    text = "The coffee machine is empty"
    with open_() as at_work:

        def followed() -> bool:
            documents = known(at_work, edited), known(at_work, deleted)
            return documents[0] is not None and documents[0].text == text and documents[1] is None

        def meanwhile() -> None:
            ana.edit(edited, text)
            for message in reversed(ana.sees(support, deleted.ts)):
                ana.delete(message)
            until(followed, "the edit and the deletion to be followed")

        watched.meanwhile = meanwhile
        at_work.watch(ana, support)
        assert watched.asked > 1
        assert followed()
        assert known(at_work, kept) is not None


def test_a_channel_watched_as_something_else_later_keeps_what_its_threads_were(
    open_: Open, ana: Person, support: Conversation
) -> None:
    root = thread(ana, support, 1)
    with open_() as at_work:
        for what in ("as tickets", "off", "as questions"):
            ana.command(support, f"/akin watch here {what}").wait()
            at_work.settled()
        assert (document := known(at_work, root)) is not None
        assert document.kind == "ticket"
