"""`akin forget`: nothing of a document stays, and replies that show it are put right."""

from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
import pytest
import sqlalchemy as sa

from bot.digest_contents import Contents
from bot.job_table import jobs
from bot.runtime import open_inbox
from bot.state import Conversation, Digest, KnownTopic, Post, Reply, Seen, State
from bot.state import Outcome as DigestOutcome
from bot.views.answers import Outcome
from ingest.documents import Document, Kind, Source, document_id
from matcher import Matcher, MatchRecord
from tests.bot.cli.conftest import Run

TEAM = "T1"
ROOT, ANSWER, OTHER = "1700000000.000100", "1700000001.000200", "1700000009.000900"
LINK = "https://acme.slack.com/archives/C0123/p"
ID = f"C0123-{ROOT}"
IMPORTED = document_id(Source(file="desk", record="D-1"))


def said(ts: str, title: str) -> Document:
    source = Source(team=TEAM, channel="C0123", ts=ts)
    return Document(document_id(source), Kind.TICKET, title, title, source=source)


def reply(message_ts: str, *shown: str, asked: bool = False) -> Reply:
    records = tuple(MatchRecord(id_, 0, 0.9, 0.9, 0.9) for id_ in shown)
    return Reply(
        TEAM, "C0123", message_ts, message_ts, f"{message_ts}9", asked=asked, shown=records
    )


@pytest.fixture(autouse=True)
def remembered(open_matcher: Callable[[], Matcher]) -> None:
    """A thread of two posts, a later ticket whose reply shows it, and an imported record."""
    with open_matcher() as matcher:
        open_inbox(matcher.engine)
        state = State(matcher.engine)
        state.conversations.put(Conversation(TEAM, "C0123"))
        record = Source(
            team=TEAM, file="desk", record="D-1", permalink="https://desk.example.com/tickets/1"
        )
        matcher.add(
            [
                said(ROOT, "The printer is on fire"),
                said(OTHER, "Printer burns again"),
                Document(IMPORTED, Kind.TICKET, "Old printer fire", "smoke", source=record),
            ]
        )
        for ts in (ROOT, ANSWER):
            state.posts.put(Post(TEAM, "C0123", ts, ROOT, "Ana", "words"))
        state.judgements.put(TEAM, (ID, IMPORTED), Outcome.SAME, "U1", "C0123")
        state.replies.put(reply(ROOT, IMPORTED, asked=True))
        state.replies.put(reply(OTHER, ID, IMPORTED))


def left(matcher: Matcher) -> set[str]:
    return set(matcher.store.get(TEAM, [ID, f"C0123-{OTHER}", IMPORTED]))


def revisits(matcher: Matcher) -> list[tuple[str, str]]:
    with matcher.engine.connect() as db:
        rows = db.execute(sa.select(jobs).order_by(jobs.c.seq)).all()
    assert {row.kind for row in rows} <= {"revisit"}
    return [(row.lane, row.payload) for row in rows]


def test_a_reranker_that_is_missing_keeps_nobody_from_forgetting(
    akin: Run, open_matcher: Callable[[], Matcher], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AKIN_RERANKER", "/nowhere/reranker")
    assert akin("find", "printer").code == 1
    assert akin("forget", ID, "--yes").code == 0
    assert akin("reindex").code == 0
    with open_matcher() as matcher:
        assert left(matcher) == {f"C0123-{OTHER}", IMPORTED}


@pytest.mark.parametrize(
    "what",
    [
        ID,
        f"{LINK}{ROOT.replace('.', '')}",
        f"{LINK}{ANSWER.replace('.', '')}",
        f"<{LINK}{ANSWER.replace('.', '')}?thread_ts={ROOT}&cid=C0123>",
    ],
)
def test_a_thread_is_forgotten_by_its_id_or_by_any_link_into_it(
    akin: Run, what: str, open_matcher: Callable[[], Matcher]
) -> None:
    ran = akin("forget", what, "--yes")
    assert ran.code == 0, ran.stderr
    assert ran.stdout.splitlines()[0] == f"{ID} is forgotten."
    with open_matcher() as matcher:
        assert left(matcher) == {f"C0123-{OTHER}", IMPORTED}
        state = State(matcher.engine)
        assert state.posts.thread(TEAM, "C0123", ROOT) == []
        assert state.posts.is_forgotten(TEAM, "C0123", ROOT, ROOT)
        assert state.judgements.on(TEAM, IMPORTED) == {}
        titles = {match.document.title for match in matcher.find("printer fire", team=TEAM)}
    assert "The printer is on fire" not in titles


def test_replies_that_show_it_are_looked_at_again_when_the_bot_runs(
    akin: Run, open_matcher: Callable[[], Matcher]
) -> None:
    ran = akin("forget", ID, "--yes")
    assert "2 replies in Slack still show it" in ran.stdout
    with open_matcher() as matcher:
        assert revisits(matcher) == [
            ("T1:C0123", f'{{"channel": "C0123", "message_ts": "{ts}"}}') for ts in (ROOT, OTHER)
        ]
        # Akin's reply to what is forgotten has nothing to show any more: it is withdrawn.
        own = State(matcher.engine).replies.get(TEAM, "C0123", ROOT)
    assert own is not None
    assert (own.shown, own.asked) == ((), False)


@pytest.mark.parametrize("what", [IMPORTED, "https://desk.example.com/tickets/1"])
def test_an_imported_record_is_forgotten_by_its_id_or_link(
    akin: Run, what: str, open_matcher: Callable[[], Matcher]
) -> None:
    ran = akin("forget", what, "--yes")
    assert ran.code == 0, ran.stderr
    assert "Importing the file that it came from would bring it back." in ran.stdout
    with open_matcher() as matcher:
        assert left(matcher) == {ID, f"C0123-{OTHER}"}
        assert len(revisits(matcher)) == 2


def test_forgotten_twice_is_asked_for_twice(akin: Run, open_matcher: Callable[[], Matcher]) -> None:
    """The jobs of the second time must not pass for repeats of the first."""
    akin("forget", IMPORTED, "--yes")
    with open_matcher() as matcher:
        source = Source(team=TEAM, file="desk", record="D-1")
        matcher.add([Document(IMPORTED, Kind.TICKET, "It is back", "smoke", source=source)])
    akin("forget", IMPORTED, "--yes")
    with open_matcher() as matcher:
        assert len(revisits(matcher)) == 4


@pytest.mark.parametrize("what", ["C0123-1.000001", "nonsense", "https://example.com/", ""])
def test_what_is_not_remembered_says_so(akin: Run, what: str) -> None:
    ran = akin("forget", what, "--yes")
    assert ran.code == 1
    assert "Nothing is remembered under" in ran.stderr


def test_nothing_is_forgotten_without_a_yes(akin: Run, open_matcher: Callable[[], Matcher]) -> None:
    ran = akin("forget", ID)
    assert ran.code == 1
    assert "--yes" in ran.stderr
    with open_matcher() as matcher:
        assert ID in left(matcher)


def test_another_workspaces_document_stays(akin: Run, open_matcher: Callable[[], Matcher]) -> None:
    assert akin("forget", ID, "--yes", "--team", "T2").code == 1
    with open_matcher() as matcher:
        assert ID in left(matcher)


def test_it_leaves_topics_and_digests_too(akin: Run, open_matcher: Callable[[], Matcher]) -> None:
    moment = datetime(2026, 11, 30, tzinfo=UTC)
    topic = KnownTopic(
        team=TEAM, channel="C0123", id="t1", name="Printer, fire", terms=("printer", "fire"),
        example=ROOT, centroid=np.array([1], dtype=np.float32), spread=0.1, state="new",
        first_seen=moment, last_seen=moment,
    )  # fmt: skip
    told = Digest(
        TEAM, "C0123", "2026-11-30T09:00", moment, moment, "C0123", DigestOutcome.POSTED,
        message_ts="9.1", contents=Contents(unanswered=(ID,)).dump(),
    )  # fmt: skip
    with open_matcher() as matcher:
        State(matcher.engine).digests.begin(
            told, [Seen([topic], messages={ROOT: "t1", OTHER: "t1"})]
        )
    assert akin("forget", ID, "--yes").code == 0
    with open_matcher() as matcher:
        (known,) = State(matcher.engine).topics.of_channel(TEAM, "C0123").values()
        assert (known.terms, known.name, known.example) == (("printer",), "printer", OTHER)
        with matcher.engine.connect() as db:
            rows = db.execute(sa.select(jobs).where(jobs.c.kind == "revisit_digest")).all()
        assert [(row.lane, row.payload) for row in rows] == [
            ("digest:C0123", '{"channel": "C0123", "period": "2026-11-30T09:00"}')
        ]
