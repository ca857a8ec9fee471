"""A process of its own that works on the database, for tests that kill it or run beside it.

`python -m tests.bot.child ROLE URL [FILE]`; what it did is appended to FILE, a line each.
"""

import os
import signal
import sys
import threading
from datetime import timedelta
from pathlib import Path

from bot.jobs import Inbox, RunningJob
from bot.slots import Slots
from bot.workers import Workers
from matcher.database import connect

LEASE = timedelta(seconds=1.5)


def main() -> None:
    role, url = sys.argv[1:3]
    engine = connect(url)
    if role == "slots":
        slots = Slots(engine)
        for _ in range(20):
            sys.stdout.write(f"{slots.reserve('C1').at!r}\n")
        engine.dispose()
        return
    done = Path(sys.argv[3])

    def note(line: str) -> str:
        with done.open("a") as file:
            file.write(f"{line}\n")
        return line

    def hang(running: RunningJob) -> None:
        running.once("first", lambda: note("first"))
        note("hanging")
        threading.Event().wait()

    def work(running: RunningJob) -> None:
        lane, event_id = running.job.lane, running.job.event_id
        running.once("begin", lambda: note(f"{lane} {event_id}"))
        running.once("end", lambda: None)

    def end_worker(running: RunningJob) -> None:
        note("attempt")
        os.kill(os.getpid(), signal.SIGKILL)

    handlers = {"hang": hang, "work": work, "end_worker": end_worker}
    Workers(Inbox(engine, lease=LEASE, max_attempts=20), handlers).start()
    note(f"started {role}")
    threading.Event().wait()


if __name__ == "__main__":
    main()
