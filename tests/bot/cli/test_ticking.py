"""`akin clock`: a process beside the workers, stopped by SIGTERM like the rest."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import sqlalchemy as sa

from bot.job_table import jobs
from bot.playground import BOT_TOKEN, TEAM_ID, PlaygroundServer, Workspace
from bot.runtime import heeding_signals
from matcher.database import connect, sqlite_url, upgrade

ROOT = Path(__file__).parents[3]


def test_it_puts_what_is_due_into_the_inbox_until_it_is_stopped(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "shared.db")
    engine = connect(url)
    upgrade(engine, "bot")
    with PlaygroundServer(Workspace()) as server:
        environment = {
            **os.environ,
            "AKIN_DATABASE_URL": url,
            "SLACK_API_URL": server.api_url,
            "SLACK_BOT_TOKEN": BOT_TOKEN,
        }
        command = [sys.executable, "-m", "bot.cli", "clock"]
        with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE) as clock:
            pause = threading.Event()
            due: list[str] = []
            for _ in range(3000):
                with engine.connect() as db:
                    due = list(db.execute(sa.select(jobs.c.event_id)).scalars())
                if due or clock.poll() is not None:
                    break
                pause.wait(0.02)
            clock.send_signal(signal.SIGTERM)
            _, said = clock.communicate(timeout=30)
    engine.dispose()
    assert [each.rpartition(":")[0] for each in due] == [f"check_channels:{TEAM_ID}"], said
    assert clock.returncode == 0, said
    assert BOT_TOKEN.encode() not in said


def test_a_signal_before_it_waits_is_heeded() -> None:
    """The clock puts work into the inbox before it waits, and may be stopped just then."""
    with heeding_signals() as wait:
        os.kill(os.getpid(), signal.SIGTERM)
        wait()
