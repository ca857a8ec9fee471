"""The command line as a whole: quick to help, and clear about wrong use."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.manifest import manifest
from tests.bot.cli.conftest import Run

ROOT = Path(__file__).parents[3]
HEAVY = {
    "alembic",
    "apscheduler",
    "chromadb",
    "numpy",
    "pydantic",
    "sentence_transformers",
    "slack_bolt",
    "slack_sdk",
    "sqlalchemy",
    "torch",
    "uvicorn",
}


def test_help_loads_nothing_heavy() -> None:
    """It comes in a third of a second because of that."""
    script = "import sys, bot.cli; print(*sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True, timeout=60
    )
    loaded = {name.partition(".")[0] for name in ran.stdout.decode().split()}
    assert "typer" in loaded
    assert not loaded & HEAVY


def test_every_command_is_listed_with_a_line(akin: Run) -> None:
    ran = akin("--help")
    assert ran.code == 0
    for command in [
        "demo",
        "run",
        "web",
        "worker",
        "clock",
        "import",
        "find",
        "forget",
        "reindex",
        "manifest",
        "doctor",
    ]:
        assert akin(command, "--help").code == 0
        assert f" {command} " in ran.stdout


@pytest.mark.parametrize("arguments", [(), ("fetch",), ("find",), ("import", "x.csv"), ("--loud",)])
def test_wrong_use_ends_with_2(akin: Run, arguments: tuple[str, ...]) -> None:
    assert akin(*arguments).code == 2


def test_the_manifest_is_printed_as_json(akin: Run) -> None:
    assert akin("manifest").json == manifest()
    over_http = akin("manifest", "--url", "https://akin.example.com/")
    assert over_http.json == manifest("https://akin.example.com")


@pytest.mark.parametrize(
    "url", ["http://akin.example.com", "akin.example.com", "https://", "https://[x"]
)
def test_slack_delivers_to_https_only(akin: Run, url: str) -> None:
    assert akin("manifest", "--url", url).code == 2


@pytest.mark.parametrize("command", ["worker", "clock"])
def test_what_works_for_other_processes_needs_a_database_of_its_own(
    akin: Run, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = akin(command)
    assert missing.code == 1
    assert missing.stderr.startswith("SLACK_BOT_TOKEN is not set")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    ran = akin(command)
    assert ran.code == 1
    assert "AKIN_DATABASE_URL" in ran.stderr


def test_the_manifest_is_valid_where_stdout_takes_ascii_only() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "bot.cli", "manifest"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        timeout=60,
        env={"PYTHONIOENCODING": "ascii", "PATH": ""},
    )
    assert json.loads(ran.stdout.decode("ascii")) == manifest()
