"""How fast Akin acks and answers.

Two measurements, both through the real Bolt app and the local workspace, over HTTP, with Akin in
a process of its own (`akin web`) on one embedded data folder:

- **reply**: documents are imported, then messages are posted one at a time, each in a channel
  that is free to be posted to. Measured from the moment the workspace sends the event to the
  moment it has the reply.
- **ack**: a burst of events is sent at a fixed rate while all four workers are busy searching and
  indexing. Measured from sending an event to the end of its HTTP answer.

Usage: python -m benchmarks.latency [--documents 10000] [--replies 100] [--events 1000]
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.machine import describe, percentile, resident_mb
from benchmarks.tickets import made_up, write_csv
from bot.manifest import BOT_SCOPES
from bot.playground import (
    APP_TOKEN,
    BOT_TOKEN,
    BOT_USER_ID,
    SIGNING_SECRET,
    PlaygroundServer,
    Workspace,
)

PORT = 38211
CHANNELS = 40


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--replies", type=int, default=100)
    parser.add_argument("--events", type=int, default=1000)
    parser.add_argument("--rate", type=float, default=20.0, help="events a second of the burst")
    given = parser.parse_args()
    print(f"Measured on: {describe()}")
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        import_documents(data, given.documents)
        measure(data, given.documents, given.replies, given.events, given.rate)


def import_documents(data: Path, count: int) -> None:
    """Fill a data folder with made-up tickets."""
    file = data / "tickets.csv"
    write_csv(file, count)
    subprocess.run(
        [sys.executable, "-m", "bot.cli", "import", str(file), "--kind", "ticket"],
        env={**os.environ, "AKIN_DATA": str(data / "akin"), "HF_HUB_OFFLINE": "1"},
        check=True,
        capture_output=True,
    )


@contextmanager
def akin_web(server: PlaygroundServer, data: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Run `akin web` on a data folder, connected to the local workspace."""
    environment = {
        **os.environ,
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_API_URL": server.api_url,
        "AKIN_DATA": str(data / "akin"),
        "AKIN_LOG_LEVEL": "ERROR",
        "HF_HUB_OFFLINE": "1",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "bot.cli", "web", "--port", str(PORT)], env=environment
    ) as akin:
        try:
            wait_until_healthy()
            server.events_to(f"http://127.0.0.1:{PORT}/slack/events")
            yield akin
        finally:
            akin.terminate()


def wait_until_healthy() -> None:
    """Wait until Akin answers, at most two minutes."""
    pause = threading.Event()
    for _ in range(1200):
        try:
            with urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            pause.wait(0.1)
    raise TimeoutError("Akin did not start within two minutes.")


def measure(data: Path, documents: int, replies: int, events: int, rate: float) -> None:
    """Run both measurements and print their figures."""
    workspace = Workspace(scopes=BOT_SCOPES)
    ana = workspace.add_user("ana")
    channels = [workspace.add_channel(f"support-{n}", members=[ana]) for n in range(CHANNELS)]
    with PlaygroundServer(workspace) as server, akin_web(server, data) as akin:
        for channel in channels:
            ana.command(channel, "/akin watch here as tickets").wait()
        workspace.wait_for(lambda: len(ana.ephemerals()) == CHANNELS, timeout=120)
        settle = threading.Event()
        settle.wait(3)
        print(f"Resident memory, idle with {documents:,} documents: {resident_mb(akin.pid):.0f} MB")

        # Words of tickets that are there, so that each message has something to be answered with.
        texts = [f"{t.description} again" for t in made_up(replies)]
        seconds = []
        for number, text in enumerate(texts):
            channel = channels[number % CHANNELS]
            start = time.perf_counter()
            message = ana.post(channel, text)
            workspace.wait_for(
                lambda message=message, channel=channel: any(
                    reply.user == BOT_USER_ID for reply in ana.sees(channel, message.ts)
                ),
                timeout=30,
            )
            seconds.append(time.perf_counter() - start)
        print(
            f"Event to posted reply, {documents:,} documents, {replies} messages of about 60 "
            f"words: median {statistics.median(seconds) * 1000:.0f} ms, "
            f"p95 {percentile(seconds, 0.95) * 1000:.0f} ms, "
            f"p99 {percentile(seconds, 0.99) * 1000:.0f} ms"
        )

        workspace.wait_for(lambda: not workspace.deliveries.pending(), timeout=60)
        workspace.deliveries.clear()
        tickets = list(made_up(events, seed=8))
        begin = time.perf_counter()
        for number, ticket in enumerate(tickets):
            ana.post(channels[number % CHANNELS], ticket.description)
            ahead = begin + (number + 1) / rate - time.perf_counter()
            if ahead > 0:
                settle.wait(ahead)
        workspace.wait_for(lambda: not workspace.deliveries.pending(), timeout=120)
        acks = workspace.deliveries.ack_seconds()
        print(
            f"Event to ack, four workers busy, {len(acks)} events at {rate:.0f} a second: "
            f"median {statistics.median(acks) * 1000:.0f} ms, "
            f"p99 {percentile(acks, 0.99) * 1000:.0f} ms, max {max(acks) * 1000:.0f} ms"
        )


if __name__ == "__main__":
    main()
