"""How fast `akin import` is, how much memory it takes, and how fast `akin find` is after it.

The import runs as a user runs it, in a process of its own, from a CSV file of made-up tickets of
about 60 words. Its own figure (start-up not counted) and the whole process's are printed, and its
resident memory, sampled ten times a second: at a quarter of the way and at the end, so that one
sees whether it grows. `find` is timed inside one process that has the models loaded.

Usage: python -m benchmarks.importing [--tickets 10000]
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

from benchmarks.machine import describe
from benchmarks.tickets import made_up, write_csv
from matcher import Matcher


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--tickets", type=int, default=10_000)
    count = parser.parse_args().tickets
    print(f"Measured on: {describe()}")
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "akin"
        file = Path(folder) / "tickets.csv"
        words = write_csv(file, count)
        print(f"{count:,} tickets of {words:.0f} words on average, as CSV")
        for what in ("First import", "Second import of the same file"):
            run_import(what, file, data, count)
        time_find(data)


def run_import(what: str, file: Path, data: Path, count: int) -> None:
    """Run `akin import` and print its rate and memory."""
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "bot.cli", "import", str(file), "--kind", "ticket"],
        env={**os.environ, "AKIN_DATA": str(data), "HF_HUB_OFFLINE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        memory = sample_memory(process)
        said = process.stdout.read().strip() if process.stdout else ""
    seconds = time.perf_counter() - start
    quarter, end = memory[len(memory) // 4], memory[-1]
    print(f"{what}: {said}")
    print(
        f"  whole process: {seconds:.1f} s, {count / seconds:.0f} tickets a second; memory at a "
        f"quarter {quarter:.0f} MB, at the end {end:.0f} MB, at most {max(memory):.0f} MB"
    )


def sample_memory(process: "subprocess.Popen[str]") -> list[float]:
    """Return the resident memory of a process over its life, in MB, ten times a second."""
    samples: list[float] = []
    pause = threading.Event()
    observed = psutil.Process(process.pid)
    while process.poll() is None:
        try:
            samples.append(observed.memory_info().rss / 1e6)
        except psutil.NoSuchProcess:
            break
        pause.wait(0.1)
    return samples or [0.0]


def time_find(data: Path) -> None:
    """Print how long a search takes, encoding included."""
    with Matcher.open(data) as matcher:
        queries = [ticket.title for ticket in made_up(200, seed=9)]
        matcher.find(queries[0])
        seconds = []
        for query in queries:
            start = time.perf_counter()
            matcher.find(query)
            seconds.append(time.perf_counter() - start)
    print(
        f"find, besides start-up, {len(queries)} queries: median "
        f"{statistics.median(seconds) * 1000:.0f} ms, max {max(seconds) * 1000:.0f} ms"
    )


if __name__ == "__main__":
    main()
