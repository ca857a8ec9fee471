"""`akin doctor`: a line a check, and an exit code for programs."""

from pathlib import Path

import pytest

from bot.jobs import Inbox
from matcher.database import connect, sqlite_url, upgrade
from tests.bot.cli.conftest import Run


def test_what_works_has_a_mark_and_what_does_not_has_advice(akin: Run) -> None:
    ran = akin("doctor")
    assert ran.code == 0, ran.stdout
    lines = ran.stdout.splitlines()
    assert "✓ Settings: Read from the environment." in lines
    slack = next(number for number, line in enumerate(lines) if line.startswith("! Slack: "))
    assert lines[slack + 1].startswith("  Make an app from what `akin manifest` prints")
    assert not [line for line in lines if line.startswith("✗")]
    assert ran.stderr == ""


def test_a_problem_ends_with_1(akin: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "hush")
    ran = akin("doctor")
    assert ran.code == 1
    assert "✗ Bot token: " in ran.stdout
    assert "hush" not in ran.stdout + ran.stderr


def test_programs_get_an_object(akin: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    well = akin("doctor", "--json")
    assert (well.code, well.json["ok"]) == (0, True)
    assert {tuple(finding) for finding in well.json["findings"]} == {
        ("check", "level", "says", "advice")
    }
    monkeypatch.setenv("AKIN_SAME", "always")
    broken = akin("doctor", "--json")
    assert (broken.code, broken.json["ok"]) == (1, False)
    assert {finding["level"] for finding in broken.json["findings"]} == {"problem", "ok"}


def test_dead_jobs_are_tried_again_on_demand(akin: Run, data: Path) -> None:
    data.mkdir()
    engine = connect(sqlite_url(data / "akin.db"))
    upgrade(engine, "bot")
    inbox = Inbox(engine)
    inbox.put("Ev1", "message", {})
    running = inbox.claim("test")
    assert running is not None
    inbox.bury(running, "Slack was away.")
    assert "! Dead jobs: 1 job failed for good." in akin("doctor").stdout
    assert inbox.counts().dead == 1
    assert "✓ Dead jobs: 1 dead job will be tried again." in akin("doctor", "--retry-dead").stdout
    assert (inbox.counts().dead, inbox.counts().ready) == (0, 1)
    engine.dispose()
