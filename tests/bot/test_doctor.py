"""The doctor finds what is wrong, says what to do, changes nothing and repeats no secret."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.doctor import Finding, Level, examine, models, resources
from bot.doctor.variables import variables
from bot.job_table import jobs
from bot.jobs import Inbox
from bot.manifest import BOT_SCOPES
from bot.playground import APP_TOKEN, BOT_TOKEN, TEAM_ID, PlaygroundServer, Workspace
from bot.runtime import open_inbox
from bot.settings import Settings
from bot.state import Conversation, ConversationType, State
from bot.watching import Loudness, Watch
from ingest.documents import Document, Kind, Source, document_id
from matcher import Matcher
from matcher.chroma import Chroma
from matcher.database import connect, sqlite_url, upgrade
from matcher.encoder import Encoder
from matcher.seal import Seal, seal_of

SECRET = "the merger burns"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder that isn't there yet, and no setting of whoever runs the tests."""
    for name in variables().values():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.delenv("AKIN_VENV", raising=False)
    monkeypatch.setenv("AKIN_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("AKIN_RERANKER", "none")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "data"


@pytest.fixture
def open_matcher(data: Path, encoder: Encoder) -> Callable[[], Matcher]:
    return lambda: Matcher.open(data, encoder=encoder)


@pytest.fixture
def remembered(open_matcher: Callable[[], Matcher]) -> None:
    """Three documents, one of them private."""
    sources = [Source(file="desk", record=str(n)) for n in range(3)]
    with open_matcher() as matcher:
        matcher.add(
            Document(
                document_id(source),
                Kind.TICKET,
                f"Printer {source.record}",
                SECRET,
                source=source,
                audience="public" if source.record != "0" else "G0123",
            )
            for source in sources
        )


@pytest.fixture
def engine(data: Path) -> Iterator[Engine]:
    """The database, with the bot's tables."""
    data.mkdir(exist_ok=True)
    engine = connect(sqlite_url(data / "akin.db"))
    upgrade(engine, "matcher")
    open_inbox(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def workspace() -> Workspace:
    return Workspace(scopes=BOT_SCOPES)


@pytest.fixture
def slack(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[PlaygroundServer]:
    """A workspace, and everything set to connect to it."""
    with PlaygroundServer(workspace) as server:
        monkeypatch.setenv("SLACK_API_URL", server.api_url)
        monkeypatch.setenv("SLACK_BOT_TOKEN", BOT_TOKEN)
        monkeypatch.setenv("SLACK_APP_TOKEN", APP_TOKEN)
        yield server


def findings(**options: bool) -> dict[str, Finding]:
    """Return what the doctor finds, by what was looked at; the worst where there are several."""
    worst: dict[str, Finding] = {}
    for finding in examine(**options):
        text = f"{finding.says} {finding.advice}"
        assert BOT_TOKEN not in text
        assert APP_TOKEN not in text
        assert SECRET not in text
        assert bool(finding.advice) is (finding.level is not Level.OK), finding
        before = worst.get(finding.check)
        if before is None or list(Level).index(finding.level) > list(Level).index(before.level):
            worst[finding.check] = finding
    return worst


def problems(found: dict[str, Finding]) -> set[str]:
    return {name for name, finding in found.items() if finding.level is Level.PROBLEM}


def test_with_nothing_set_it_says_what_works_all_the_same() -> None:
    found = findings()
    assert not problems(found)
    assert found["slack"].level is Level.WARNING
    assert "`akin import`" in found["slack"].says
    assert "SLACK_BOT_TOKEN" in found["slack"].advice
    assert found["encoder"].says == "all-MiniLM-L6-v2; its weights are the published ones."
    assert {"settings", "python", "torch", "memory", "disk", "data folder", "database"} <= set(
        found
    )


def test_it_makes_nothing(data: Path) -> None:
    findings()
    assert not data.exists()


def test_each_wrong_setting_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AKIN_WORKERS", "0")
    monkeypatch.setenv("AKIN_SAME", "always")
    found = [finding for finding in examine() if finding.check == "settings"]
    assert [finding.level for finding in found] == [Level.PROBLEM] * 2
    assert {finding.says.split()[0] for finding in found} == {"AKIN_WORKERS", "AKIN_SAME"}


def test_what_looks_like_a_setting_and_is_none_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AKIN_VENV", ".venv")
    (tmp_path / ".env").write_text("AKIN_DATABSE_URL=postgresql://u:hush@h/d\n")
    found = findings()["settings"]
    assert found.level is Level.WARNING
    assert found.says == "AKIN_DATABSE_URL is no setting of Akin's."
    assert found.advice == "Did you mean AKIN_DATABASE_URL?"


def test_a_file_of_settings_that_is_no_text_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("AKIN_ENCODER=größer".encode("latin-1"))
    assert problems(findings()) == {"settings"}


def test_a_connected_workspace_is_well(slack: PlaygroundServer) -> None:
    found = findings()
    # The machine that the tests run on may be short of something.
    levels = {name: each.level for name, each in found.items() if name not in {"memory", "disk"}}
    assert set(levels.values()) == {Level.OK}, levels
    assert TEAM_ID in found["bot token"].says
    assert slack.connections == 0


def test_every_missing_scope_is_named(workspace: Workspace, slack: PlaygroundServer) -> None:
    workspace.scopes -= {"users:read", "im:read"}
    workspace.scopes |= {"reminders:write"}
    found = findings()
    assert problems(found) == {"scopes"}
    assert found["scopes"].says == "The app lacks im:read, users:read."
    assert "akin manifest" in found["scopes"].advice


def test_a_scope_too_many_is_mentioned(workspace: Workspace, slack: PlaygroundServer) -> None:
    workspace.scopes |= {"reminders:write"}
    found = findings()["scopes"]
    assert found.level is Level.OK
    assert "It does not need reminders:write." in found.says


@pytest.mark.parametrize(
    ("variable", "value", "check", "said"),
    [
        ("SLACK_BOT_TOKEN", "xoxb-wrong", "bot token", "invalid_auth"),
        ("SLACK_BOT_TOKEN", "xapp-1", "bot token", "It is an app-level token."),
        ("SLACK_BOT_TOKEN", "xoxp-1", "bot token", "It is a user's token."),
        ("SLACK_BOT_TOKEN", "hush", "bot token", "doesn't start with xoxb-"),
        ("SLACK_BOT_TOKEN", "", "bot token", "is not set"),
        ("SLACK_APP_TOKEN", "xapp-wrong", "app token", "invalid_auth"),
        ("SLACK_APP_TOKEN", "xoxb-1", "app token", "It is a bot token."),
        ("SLACK_APP_TOKEN", "", "events", "no events can come"),
    ],
)
def test_a_token_that_does_not_work_is_a_problem(
    slack: PlaygroundServer,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    value: str,
    check: str,
    said: str,
) -> None:
    monkeypatch.setenv(variable, value)
    found = findings()
    assert problems(found) == {check}
    assert said in found[check].says
    assert variable in found[check].advice
    assert "hush" not in found[check].says


def test_with_a_signing_secret_no_app_token_is_needed(
    slack: PlaygroundServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SLACK_APP_TOKEN")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "hush")
    found = findings()
    assert not problems(found)
    assert "hush" not in found["signing secret"].says


def test_slack_that_cannot_be_reached_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:1/api/")
    monkeypatch.setenv("SLACK_BOT_TOKEN", BOT_TOKEN)
    monkeypatch.setenv("SLACK_APP_TOKEN", APP_TOKEN)
    found = findings()
    assert problems(found) == {"bot token", "app token"}
    assert "can't be reached" in found["bot token"].says


def test_slack_that_is_broken_is_a_problem(workspace: Workspace, slack: PlaygroundServer) -> None:
    workspace.faults.status("auth.test", 503)
    assert "bot token" in problems(findings())


@pytest.mark.usefixtures("remembered")
def test_index_and_database_agree(data: Path) -> None:
    found = findings()
    assert found["database"].level is Level.OK
    assert found["index"].says == "3 documents in 3 passages, all of them in the index."
    assert seal_of(data / "index") is Seal.WHOLE


@pytest.mark.usefixtures("remembered")
def test_akin_at_work_is_left_alone(open_matcher: Callable[[], Matcher]) -> None:
    with open_matcher() as matcher:
        found = findings()
        assert not problems(found)
        assert "Akin is at work on it" in found["index"].says
        assert matcher.counts().documents == 3


@pytest.mark.usefixtures("remembered")
def test_an_index_that_lacks_something_will_be_mended(
    data: Path, open_matcher: Callable[[], Matcher]
) -> None:
    chroma = Chroma(data / "index")
    chroma.drop(next(name for name in chroma.names() if "public" in name))
    chroma.close()
    found = findings()["index"]
    assert found.level is Level.WARNING
    assert found.says == "3 documents in 3 passages, but 1 in the index."
    with open_matcher():
        pass
    assert findings()["index"].level is Level.OK


@pytest.mark.usefixtures("remembered")
def test_a_damaged_index_will_be_filled_again(data: Path) -> None:
    (data / "index" / "chroma.sqlite3").write_bytes(b"damaged" * 1000)
    before = sorted(path.name for path in data.iterdir() if path.name != "index.seal")
    found = findings()["index"]
    assert found.level is Level.WARNING
    assert "damaged" in found.says
    # It is the next start's to mend, not the doctor's.
    assert sorted(path.name for path in data.iterdir() if path.name != "index.seal") == before


@pytest.mark.usefixtures("remembered")
def test_after_a_crash_the_doctors_look_does_not_pass_for_the_next_starts(data: Path) -> None:
    (data / "index.seal").unlink()
    assert findings()["index"].level is Level.OK
    assert seal_of(data / "index") is Seal.NONE


@pytest.mark.usefixtures("remembered")
def test_another_encoder_is_a_problem(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AKIN_ENCODER", str(tmp_path))
    found = findings()
    assert problems(found) == {"index"}
    assert "akin reindex" in found["index"].advice
    assert found["encoder"].level is Level.OK


def test_an_encoder_that_would_be_downloaded_is_worth_a_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AKIN_ENCODER", "somebody/some-model")
    assert findings()["encoder"].level is Level.WARNING


@pytest.mark.usefixtures("remembered")
def test_a_chroma_server_that_is_not_there_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AKIN_CHROMA_URL", "http://127.0.0.1:1")
    found = findings()
    assert problems(found) == {"index"}
    assert "AKIN_CHROMA_URL" in found["index"].advice


@pytest.mark.parametrize(
    ("package", "revision", "level"),
    [
        ("matcher", "9999", Level.PROBLEM),
        ("bot", "9999", Level.PROBLEM),
        ("bot", "0001", Level.WARNING),
    ],
)
def test_the_schema_is_looked_at(engine: Engine, package: str, revision: str, level: Level) -> None:
    with engine.begin() as db:
        version = sa.table(f"{package}_version", sa.column("version_num"))
        db.execute(sa.update(version).values(version_num=revision))
    found = findings()["database"]
    assert found.level is level
    assert ("newer" if level is Level.PROBLEM else "older") in found.says


def test_a_database_that_is_none_is_a_problem(data: Path) -> None:
    data.mkdir()
    (data / "akin.db").write_bytes(b"no database " * 1000)
    assert problems(findings()) == {"database"}


@pytest.mark.parametrize(
    "url", ["nonsense", "postgresql://user:hush@127.0.0.1:1/akin", "mysql://user:hush@h/d"]
)
def test_a_database_that_cannot_be_reached_is_a_problem(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("AKIN_DATABASE_URL", url)
    found = findings()
    assert problems(found) == {"database"}
    assert "hush" not in found["database"].says + found["database"].advice


def kill_job(inbox: Inbox, event_id: str, reason: str) -> None:
    inbox.put(event_id, "message", {"event": {"text": SECRET}}, lane="T1:C1")
    running = inbox.claim("test")
    assert running is not None
    inbox.bury(running, reason)


def test_dead_jobs_are_listed_with_their_sentence(engine: Engine) -> None:
    inbox = Inbox(engine)
    assert findings()["dead jobs"].says == "None."
    for number in range(7):
        kill_job(inbox, f"Ev{number}", f"Slack refused no. {number}.")
    found = findings()["dead jobs"]
    assert found.level is Level.WARNING
    assert found.says.startswith("7 jobs failed for good. The last: message, ")
    assert "Slack refused no. 6;" in found.says
    assert "no. 1;" not in found.says
    assert found.says.endswith("and 2 before.")
    assert "akin doctor --retry-dead" in found.advice
    assert inbox.counts().dead == 7


def test_dead_jobs_are_revived_on_demand(engine: Engine) -> None:
    inbox = Inbox(engine)
    for number in range(3):
        kill_job(inbox, f"Ev{number}", "Slack was away.")
    found = [one.says for one in examine(retry_dead=True) if one.check == "dead jobs"]
    assert found == ["3 dead jobs will be tried again.", "None."]
    assert (inbox.counts().dead, inbox.counts().ready) == (0, 3)


def test_jobs_that_nobody_works_on_are_noticed(engine: Engine) -> None:
    inbox = Inbox(engine)
    inbox.put("Ev1", "message", {})
    assert findings()["jobs"].says == "1 job waiting, 0 at work."
    with engine.begin() as db:
        db.execute(sa.update(jobs).values(run_at=datetime.now(UTC) - timedelta(hours=3)))
    found = findings()["jobs"]
    assert found.level is Level.WARNING
    assert "due for 3 hours" in found.says


def test_watched_channels_that_akin_is_not_in_are_named(
    engine: Engine, workspace: Workspace, slack: PlaygroundServer
) -> None:
    ana = workspace.add_user("ana")
    inside = workspace.add_channel("inside", members=[ana, "akin"])
    known = State(engine).conversations
    for conversation in (
        Conversation(TEAM_ID, inside.id, "inside", ConversationType.PUBLIC),
        Conversation(TEAM_ID, "C0PUBLIC", "outside", ConversationType.PUBLIC, is_member=True),
        Conversation(TEAM_ID, "G0PRIVATE", "hush", ConversationType.PRIVATE, is_member=True),
        Conversation("T0OTHER", "C0OTHER", "other", ConversationType.PUBLIC),
    ):
        known.set_watch(conversation, Watch.TICKETS, Loudness.DEFAULT, 0.9)
    found = findings()["channels"]
    assert found.level is Level.WARNING
    assert found.says.startswith("Akin is not in G0PRIVATE, #outside, and hears nothing there.")


def test_a_folder_that_is_none_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("AKIN_DATA", str(tmp_path / "file"))
    assert problems(findings()) == {"data folder"}


@pytest.mark.parametrize(
    ("free", "level"),
    [(5_000_000_000, Level.OK), (500_000_000, Level.WARNING), (50_000_000, Level.PROBLEM)],
)
def test_the_disk_has_to_have_room(free: int, level: Level) -> None:
    assert resources._disk(free).level is level


@pytest.mark.parametrize(
    ("available", "level"), [(2_000_000_000, Level.OK), (500_000_000, Level.WARNING)]
)
def test_memory_has_to_be_enough(available: int, level: Level) -> None:
    assert resources._memory(available).level is level


def test_a_slower_number_format_is_worth_a_line() -> None:
    def level(dtype: Any) -> Level:
        return models._dtype(Settings(_env_file=None, dtype=dtype)).level

    assert level("auto") is Level.OK
    assert sorted((level("float32"), level("bfloat16"))) == [Level.OK, Level.WARNING]
