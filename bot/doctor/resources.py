"""Memory and disk: how much of them there is for Akin."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psutil

from bot.doctor.finding import Finding, ok, problem, warning
from bot.settings import Settings

_MB: Final = 1_000_000
_GB: Final = 1_000_000_000

NEEDED_MEMORY: Final = 900 * _MB
"""What `akin run` takes with 10,000 documents."""

LITTLE_DISK: Final = _GB
TOO_LITTLE_DISK: Final = 100 * _MB


def look(settings: Settings) -> Iterator[Finding]:
    """Look at memory, at the data folder and at its disk."""
    yield _memory(psutil.virtual_memory().available)
    folder = settings.data
    if folder.exists() and not folder.is_dir():
        yield problem(
            "data folder", f"{folder} is a file.", "Set AKIN_DATA to the path of a folder."
        )
        return
    there = _existing(folder)
    if not os.access(there, os.W_OK | os.X_OK):
        yield problem(
            "data folder",
            f"{there} can't be written to.",
            "Set AKIN_DATA to a folder that can, or give yourself the right to write there.",
        )
        return
    says = (
        "can be written to." if folder.exists() else "is not there yet; the first start makes it."
    )
    yield ok("data folder", f"{folder} {says}")
    yield _disk(shutil.disk_usage(there).free)


def _memory(available: int) -> Finding:
    says = f"{available / _GB:,.1f} GB are free."
    if available >= NEEDED_MEMORY:
        return ok("memory", says)
    return warning(
        "memory",
        says,
        f"Akin takes about {NEEDED_MEMORY / _MB:,.0f} MB with 10,000 documents: end other "
        "programs, or give the machine more.",
    )


def _disk(free: int) -> Finding:
    says = f"{free / _GB:,.1f} GB are free where the data folder is."
    if free >= LITTLE_DISK:
        return ok("disk", says)
    advice = "Make room there, or set AKIN_DATA to a folder on a larger disk."
    if free >= TOO_LITTLE_DISK:
        return warning("disk", says, advice)
    return problem("disk", says, advice)


def _existing(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that exists."""
    path = folder.absolute()
    while not path.exists() and path != path.parent:
        path = path.parent
    return path
