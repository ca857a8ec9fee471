"""Clocks and workers on one PostgreSQL, killed at any moment: one digest a period, no more."""

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.clock import digest_key
from bot.job_table import jobs
from bot.manifest import BOT_SCOPES
from bot.playground import BOT_USER_ID, TEAM_ID, PlaygroundServer, Workspace
from bot.schedule import EVERY_DAY, Due, Schedule
from bot.state import Conversation, ConversationType, Outcome, Post, State
from bot.watching import Loudness, Watch
from ingest.documents import Document, Kind, Source, document_id
from matcher.chunk_store import EncodedDocument
from matcher.database import connect, upgrade
from matcher.store import DocumentStore
from tests.bot.digest_child import ENCODER
from tests.postgres import PostgresServer

ROOT = Path(__file__).parents[2]
PERIODS = 20
MISSED = 3
CREW = ["clock"] * 3 + ["worker"] * 2
START = datetime(2026, 10, 10, 12, tzinfo=UTC)  # the clocks go back in the night to the 25th


class Crew:
    """The processes, each of which can be killed and is replaced by another one."""

    def __init__(self, launcher: "subprocess.Popen[str]") -> None:
        self._launcher = launcher
        self.pids: dict[int, str] = {}

    def start(self, role: str) -> None:
        assert self._launcher.stdin is not None
        assert self._launcher.stdout is not None
        self._launcher.stdin.write(f"{role}\n")
        self._launcher.stdin.flush()
        self.pids[int(self._launcher.stdout.readline())] = role

    def replace(self, pid: int) -> None:
        role = self.kill(pid)
        self.start(role)

    def kill(self, pid: int) -> str:
        os.kill(pid, signal.SIGKILL)
        return self.pids.pop(pid)

    def replace_the_dead(self) -> None:
        for pid in list(self.pids):
            state = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split())[0]
            if state == "Z":
                self.start(self.pids.pop(pid))


@contextmanager
def crew_of(url: str, folder: Path, api: str) -> Iterator[Crew]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.bot.digest_child", url, str(folder), api],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as launcher:
        assert launcher.stdout is not None
        assert launcher.stdout.readline().strip() == "ready"
        crew = Crew(launcher)
        try:
            yield crew
        finally:
            for pid in list(crew.pids):
                crew.kill(pid)
            launcher.terminate()


def ask(store: DocumentStore, state: State, channel: str, moment: datetime) -> str:
    """Have somebody ask a question at a moment; return the words of it."""
    ts = f"{moment.timestamp():.6f}"
    source = Source(team=TEAM_ID, channel=channel, ts=ts)
    text = f"Who knows about case {moment:%d %b}?"
    document = Document(
        id=document_id(source), kind=Kind.QUESTION, title=text, text=text, author="Ana",
        source=source, created_at=moment,
    )  # fmt: skip
    store.put([EncodedDocument(document, [])])
    state.posts.put(Post(TEAM_ID, channel, ts, ts, "Ana", text, author_id="U1"))
    return text


def set_present(folder: Path, moment: datetime) -> None:
    (folder / "next").write_text(moment.isoformat())
    (folder / "next").replace(folder / "present")


def watched(state: State, channel: str) -> None:
    state.conversations.set_watch(
        Conversation(TEAM_ID, channel, "support", ConversationType.PUBLIC),
        Watch.QUESTIONS,
        Loudness.DEFAULT,
        0.9,
    )


def daily(state: State, channel: str) -> list[Due]:
    """Set up a digest each morning, and return when it is due, from before the test on."""
    schedule = Schedule.starting(
        team=TEAM_ID, channel=channel, days=EVERY_DAY, at=time(9), zone="Europe/Berlin",
        destination=channel, now=START,
    )  # fmt: skip
    state.schedules.put(schedule)
    dues = [schedule.latest(START)]
    for _ in range(PERIODS + MISSED):
        following = schedule.following(dues[-1].moment)
        assert following is not None
        dues.append(following)
    return dues


def test_3_clocks_and_2_workers_post_each_of_20_periods_once_and_3_missed_ones_as_one(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    chance = random.Random(5)
    workspace = Workspace(scopes=BOT_SCOPES, enforce_posting_rate=False)
    ana = workspace.add_user("ana")
    channel = workspace.add_channel("support", members=[ana])
    url = postgres.create_database()
    engine = connect(url)
    upgrade(engine, "bot")
    upgrade(engine, "matcher")
    state, store = State(engine), DocumentStore(engine, ENCODER)
    watched(state, channel.id)
    dues = daily(state, channel.id)
    questions = [ask(store, state, channel.id, due.moment - timedelta(hours=3)) for due in dues[1:]]
    pause = threading.Event()

    def keys() -> list[str]:
        return [
            str((message.metadata or {})["event_payload"]["key"])
            for message in ana.sees(channel)
            if message.user == BOT_USER_ID and message.metadata
        ]

    def wait_for(period: str, crew: Crew) -> None:
        key = digest_key(TEAM_ID, channel.id, period)
        for _ in range(600):
            digest = state.digests.get(TEAM_ID, channel.id, period)
            if key in keys() and digest is not None and digest.outcome is Outcome.POSTED:
                return
            crew.replace_the_dead()
            pause.wait(0.01)
        with engine.connect() as db:
            errors = list(db.execute(sa.select(jobs.c.status, jobs.c.last_error)))
        raise TimeoutError(f"No digest of {period}; jobs: {errors}; posted: {keys()}")

    set_present(tmp_path, START)
    with PlaygroundServer(workspace) as server:
        with crew_of(url, tmp_path, server.api_url) as crew:
            for role in CREW:
                crew.start(role)
            for number, due in enumerate(dues[1 : PERIODS + 1]):
                if number % 4 == 1:
                    (tmp_path / "die").touch()
                set_present(tmp_path, due.moment + timedelta(minutes=chance.randint(0, 600)))
                if number % 2 == 0:
                    pause.wait(chance.uniform(0, 0.4))  # any moment of the work on it
                    for pid in chance.sample(sorted(crew.pids), 2):
                        crew.replace(pid)
                wait_for(due.name, crew)
        # Nobody is there while three periods end.
        set_present(tmp_path, dues[-1].moment + timedelta(hours=2))
        with crew_of(url, tmp_path, server.api_url) as crew:
            for role in CREW:
                crew.start(role)
            wait_for(dues[-1].name, crew)
            crew.replace(next(iter(crew.pids)))
    expected = [*dues[1 : PERIODS + 1], dues[-1]]
    assert keys() == [digest_key(TEAM_ID, channel.id, due.name) for due in expected]
    made_up = state.digests.get(TEAM_ID, channel.id, dues[-1].name)
    assert made_up is not None
    assert (made_up.started_at, made_up.ended_at) == (dues[PERIODS].moment, dues[-1].moment)
    told = [str(m.blocks) for m in ana.sees(channel) if m.user == BOT_USER_ID and m.metadata]
    for number, question in enumerate(questions):
        assert [question in text for text in told].count(True) == 1, question
        assert question in told[min(number, PERIODS)]
    engine.dispose()
    postgres.drop_database(url)


def test_the_20_periods_lie_on_both_sides_of_a_change_of_the_clocks() -> None:
    zone = ZoneInfo("Europe/Berlin")
    end = START + timedelta(days=PERIODS)
    assert START.astimezone(zone).utcoffset() != end.astimezone(zone).utcoffset()
