"""`akin demo` as a process of its own, as somebody starts it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

AKIN_DEMO: Final = (sys.executable, "-m", "bot.cli", "demo")
HERE: Final = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}


def start_demo(*options: str, **environment: str) -> "subprocess.Popen[str]":
    """Start it without a terminal."""
    return subprocess.Popen(
        [*AKIN_DEMO, *options],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**HERE, **environment},
    )
