"""Akin in a process of its own, to be killed and started again."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from bot.playground import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, PlaygroundServer
from tests.e2e.office import SAME_FROM, until

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


class AkinProcess:
    """`akin web`, over and over."""

    def __init__(self, launcher: "subprocess.Popen[str]", port: int) -> None:
        self._launcher = launcher
        self.port = port
        self.pid = 0

    @property
    def url(self) -> str:
        """Where Akin takes events."""
        return f"http://127.0.0.1:{self.port}/slack/events"

    def start(self) -> None:
        """Start Akin and wait until it answers."""
        assert self._launcher.stdin is not None
        assert self._launcher.stdout is not None
        self._launcher.stdin.write(f"web --port {self.port}\n")
        self._launcher.stdin.flush()
        self.pid = int(self._launcher.stdout.readline())
        until(self._healthy, "Akin to start")

    def kill(self) -> None:
        """End Akin at once, whatever it is doing."""
        os.kill(self.pid, signal.SIGKILL)
        until(lambda: not self._running(), "Akin to be gone")

    def terminate(self) -> None:
        """Ask Akin to stop, as a process manager does."""
        os.kill(self.pid, signal.SIGTERM)
        until(lambda: not self._running(), "Akin to stop")

    def _healthy(self) -> bool:
        assert self._running(), "Akin ended instead of starting"
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def _running(self) -> bool:
        # A child that has ended stays a zombie of the launcher's, which never waits for it. Its
        # files are closed only when the last of its threads is gone.
        process = Path(f"/proc/{self.pid}")
        try:
            state = (process / "stat").read_text().rpartition(")")[2].split()[0]
            return state != "Z" or len(list((process / "task").iterdir())) > 1
        except FileNotFoundError:
            return False


def environment_for(server: PlaygroundServer, data: Path) -> dict[str, str]:
    """Return the environment of an Akin that is connected to a local workspace."""
    return {
        **os.environ,
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_API_URL": server.api_url,
        "AKIN_DATA": str(data),
        "AKIN_RERANKER": "none",
        "AKIN_SAME": str(SAME_FROM),
        "HF_HUB_OFFLINE": "1",
        "PYTHONPATH": str(ROOT),
    }


@contextmanager
def akin_process(server: PlaygroundServer, data: Path) -> Iterator[AkinProcess]:
    """Make ready to run Akin in processes of its own on one data folder."""
    environment = {**environment_for(server, data), "AKIN_LOG_LEVEL": "WARNING"}
    with subprocess.Popen(
        [sys.executable, str(ROOT / "tests/e2e/launcher.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as launcher:
        assert launcher.stdout is not None
        assert launcher.stdout.readline().strip() == "ready"
        akin = AkinProcess(launcher, free_port())
        try:
            yield akin
        finally:
            if akin.pid and akin._running():
                akin.kill()
            launcher.terminate()
