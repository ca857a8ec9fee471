"""`akin digest`: printed for people and programs, posted once it is asked to be."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.manifest import BOT_SCOPES
from bot.playground import BOT_TOKEN, BOT_USER_ID, TEAM_ID, PlaygroundServer, Workspace
from bot.runtime import open_inbox
from bot.state import Conversation, ConversationType, Post, State
from bot.watching import Loudness, Watch
from ingest.documents import Document, Kind, Source, document_id
from matcher import Matcher
from tests.bot.cli.conftest import Run
from tests.e2e.digesting import TOPICS

CHANNEL = "C0SUPPORT"


@pytest.fixture
def asked(open_matcher: Callable[[], Matcher]) -> Callable[[str], None]:
    """Remember a week of questions in a channel."""

    def remember(channel: str) -> None:
        with open_matcher() as matcher:
            open_inbox(matcher.engine)
            state = State(matcher.engine)
            state.conversations.set_watch(
                Conversation(TEAM_ID, channel, "support", ConversationType.PUBLIC),
                Watch.QUESTIONS,
                Loudness.DEFAULT,
                0.9,
            )
            state.workspaces.put(TEAM_ID, "Acme", "https://acme.slack.com/")
            texts = [text for each in TOPICS.values() for text in each]
            documents = []
            for number, text in enumerate(texts):
                moment = datetime.now(UTC) - timedelta(days=5, minutes=number)
                ts = f"{moment.timestamp():.6f}"
                source = Source(team=TEAM_ID, channel=channel, ts=ts)
                documents.append(
                    Document(document_id(source), Kind.QUESTION, text, text, source=source,
                             author=f"P{number % 4}", created_at=moment)
                )  # fmt: skip
                state.posts.put(
                    Post(
                        TEAM_ID, channel, ts, ts, f"P{number % 4}", text, author_id=f"U{number % 4}"
                    )
                )
            matcher.add(documents)

    return remember


def test_a_dry_run_prints_it_and_needs_no_slack(akin: Run, asked: Callable[[str], None]) -> None:
    asked(CHANNEL)
    ran = akin("digest", "--channel", "#support", "--dry-run")
    assert ran.code == 0, ran.stderr
    assert "18 questions from 4 people, 18 unanswered" in ran.stdout
    assert "6 from 4 people" in ran.stdout


def test_as_json_it_has_all_in_it(akin: Run, asked: Callable[[str], None]) -> None:
    asked(CHANNEL)
    told = akin("digest", "-c", CHANNEL, "--since", "1w", "--dry-run", "--json").json
    assert (told["channel"], told["messages"], told["people"]) == (CHANNEL, 18, 4)
    assert told["before"] is None, "not all of the week before was heard"
    assert sorted(topic["size"] for topic in told["topics"]) == [6, 6, 6]
    assert {topic["state"] for topic in told["topics"]} == {"new"}
    assert len(told["unanswered"]) == 18
    again = akin("digest", "-c", CHANNEL, "--since", "1w", "--dry-run", "--json").json
    assert again["topics"] == told["topics"], "nothing was stored"


def test_where_nothing_came_up_it_says_so(akin: Run, asked: Callable[[str], None]) -> None:
    asked(CHANNEL)
    ran = akin("digest", "--channel", CHANNEL, "--since", "1d", "--dry-run")
    assert (ran.code, ran.stdout) == (0, "Nothing to tell of #support: nothing new came up.\n")


def test_without_a_dry_run_it_is_posted(
    akin: Run, asked: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, data: Path
) -> None:
    workspace = Workspace(scopes=BOT_SCOPES)
    ana = workspace.add_user("ana")
    channel = workspace.add_channel("support", members=[ana])
    asked(channel.id)
    with PlaygroundServer(workspace) as server:
        monkeypatch.setenv("SLACK_BOT_TOKEN", BOT_TOKEN)
        monkeypatch.setenv("SLACK_API_URL", server.api_url)
        ran = akin("digest", "--channel", "support", "--since", "7d")
    assert ran.code == 0, ran.stderr
    assert "Posted: https://" in ran.stderr
    (post,) = [m for m in ana.sees(channel) if m.user == BOT_USER_ID and m.metadata]
    assert "*18 questions* from 4 people" in str(post.blocks)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--channel", "nowhere", "--dry-run"), 1, "It reads along in: #support."),
        (("--channel", CHANNEL, "--dry-run", "--since", "soon"), 2, "weeks (2w)"),
        (("--channel", CHANNEL, "--dry-run", "--since", "2999-01-01"), 2, "in the past"),
        (("--channel", CHANNEL), 1, "SLACK_BOT_TOKEN is not set"),
        (("--dry-run",), 2, "--channel"),
    ],
)
def test_what_is_missing_or_wrong_is_said(
    akin: Run, asked: Callable[[str], None], arguments: tuple[str, ...], code: int, said: str
) -> None:
    asked(CHANNEL)
    ran = akin("digest", *arguments)
    assert ran.code == code
    assert said in " ".join(ran.stderr.split())
