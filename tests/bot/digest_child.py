"""Clocks and workers in processes of their own, in a time that a file tells, to be killed.

`python -m tests.bot.digest_child URL FOLDER API`: for each line on stdin ("clock" or "worker") a
child is forked; its process id is printed. The parent only imports, so that a child starts clean.
FOLDER holds `present`, the time, and may hold `die`: the worker that has just posted takes that
file away and ends at once, before it can note what it did.
"""

import os
import signal
import sys
import threading
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bot.akin import Akin
from bot.clock import Clock
from bot.directory import Directory
from bot.jobs import Inbox
from bot.playground import BOT_TOKEN
from bot.runtime import identify
from bot.settings import Settings
from bot.slack import Slack
from bot.slots import Slots
from bot.state import Schedules, State
from bot.work.digests import on_digest
from bot.workers import Workers
from matcher.calibration import NO_READER, calibration_for
from matcher.database import connect
from matcher.store import DocumentStore

LEASE = timedelta(seconds=1.5)
ENCODER = "given"


def main() -> None:
    url, folder, api = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    say("ready")
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            {"clock": tick, "worker": work}[line.strip()](url, folder, api)
            threading.Event().wait()
        say(str(pid))


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def now(folder: Path) -> datetime:
    return datetime.fromisoformat((folder / "present").read_text())


def tick(url: str, folder: Path, api: str) -> None:
    engine = connect(url)
    team = identify(Slack(BOT_TOKEN, api, Slots(engine))).team
    Clock(
        Inbox(engine, lease=LEASE),
        team,
        [],
        timetable=Schedules(engine).all,
        now=partial(now, folder),
        beat=timedelta(seconds=0.1),
    ).start()


class DyingSlack(Slack):
    folder: Path

    def _post(self, *args: Any, **kwargs: Any) -> str:
        ts = super()._post(*args, **kwargs)
        die = self.folder / "die"
        if die.exists():
            die.unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        return ts


def work(url: str, folder: Path, api: str) -> None:
    engine = connect(url)
    slack = DyingSlack(BOT_TOKEN, api, Slots(engine, interval=0.01))
    slack.folder = folder
    workspace = identify(slack)
    state = State(engine)
    inbox = Inbox(engine, lease=LEASE, max_attempts=50)
    # The vectors are given, so that no encoder has to be loaded.
    store = DocumentStore(engine, ENCODER)
    matcher: Any = SimpleNamespace(
        store=store,
        move_channel=store.move_channel,
        calibration=lambda _team: calibration_for(NO_READER),
    )
    nobody: Any = None
    akin = Akin(
        settings=Settings(_env_file=None),
        workspace=workspace,
        inbox=inbox,
        matcher=matcher,
        state=state,
        slack=slack,
        directory=Directory(workspace.team, slack, state),
        assessor=nobody,
        now=partial(now, folder),
    )
    Workers(inbox, {"digest": partial(on_digest, akin)}, threads=2).start()


if __name__ == "__main__":
    main()
