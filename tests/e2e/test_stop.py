"""Told to stop, Akin finishes what is under way and ends well."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from bot.manifest import BOT_SCOPES
from bot.playground import BOT_USER_ID, PlaygroundServer, Workspace
from tests.e2e.office import until
from tests.e2e.process import environment_for
from tests.e2e.test_answers import OLD, TWIN


def under_way(data: Path) -> bool:
    """Tell whether the second message's job is being worked on."""
    with closing(sqlite3.connect(data / "akin.db")) as database:
        query = "SELECT status FROM jobs WHERE kind = 'message' ORDER BY seq"
        return [status for (status,) in database.execute(query)] == ["done", "running"]


def test_sigterm_lets_akin_run_finish_the_answer_it_is_posting(tmp_path: Path) -> None:
    workspace = Workspace(scopes=BOT_SCOPES, ack_timeout=60.0)
    ana = workspace.add_user("ana")
    support = workspace.add_channel("support", members=[ana])
    with (
        PlaygroundServer(workspace) as server,
        subprocess.Popen(
            [sys.executable, "-m", "bot.cli", "run"],
            env=environment_for(server, tmp_path),
            stderr=subprocess.PIPE,
            text=True,
        ) as akin,
    ):
        until(lambda: server.connections or akin.poll() is not None, "Akin to connect", 60)
        ana.command(support, "/akin watch here as tickets").wait()
        workspace.wait_for(lambda: ana.ephemerals(support))
        ana.post(support, OLD)
        workspace.faults.delay("chat.postMessage", 1.5, times=1)
        new = ana.post(support, TWIN)
        until(lambda: under_way(tmp_path), "the answer to be under way")
        akin.terminate()
        assert akin.wait(40) == 0
        assert akin.stderr is not None
        said = akin.stderr.read()
        assert "Traceback" not in said
        assert "Stopping" in said
        answers = [m for m in ana.sees(support, new.ts) if m.user == BOT_USER_ID]
        assert len(answers) == 1
