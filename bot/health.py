"""Whether this process does its work."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from bot.jobs import Inbox
from bot.workers import Workers


@dataclass(frozen=True, slots=True)
class Health:
    """What `/healthz` says. `ok` is False when jobs can't be stored or are not worked on."""

    ok: bool
    problem: str = ""
    ready: int = 0
    running: int = 0
    dead: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "ok": self.ok,
            "problem": self.problem,
            "jobs": {"ready": self.ready, "running": self.running, "dead": self.dead},
        }


def check(inbox: Inbox, workers: Workers | None = None, clock: Clock | None = None) -> Health:
    """Look at the inbox, and at the workers and the clock of this process, if it has any."""
    try:
        counts = inbox.counts()
    except SQLAlchemyError as error:
        return Health(ok=False, problem=f"The database can't be read ({type(error).__name__}).")
    problem = ""
    if workers is not None and not workers.alive:
        problem = "A worker thread has ended."
    elif clock is not None and not clock.alive:
        problem = "The clock has stopped."
    return Health(
        ok=not problem,
        problem=problem,
        ready=counts.ready,
        running=counts.running,
        dead=counts.dead,
    )
