"""The machine: Python, torch."""

import platform
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from bot.doctor.finding import Finding, ok, problem, warning

PYTHON: Final = (3, 11)
TORCH: Final = "2.13.0"


def look() -> Iterator[Finding]:
    """Look at the versions that matter."""
    if sys.version_info >= PYTHON:
        yield ok("python", f"Python {platform.python_version()}.")
    else:
        needed = ".".join(map(str, PYTHON))
        yield problem(
            "python",
            f"Python {platform.python_version()} is too old.",
            f"Make a new virtual environment with Python {needed} or later.",
        )
    yield _torch()


def _torch() -> Finding:
    try:
        installed = version("torch")
    except PackageNotFoundError:
        return problem("torch", "It is not installed.", f"Run: pip install torch=={TORCH}")
    if installed.partition("+")[0] == TORCH:
        return ok("torch", f"torch {installed}.")
    return warning(
        "torch",
        f"torch {installed} is not the version that Akin was tested with.",
        f"Run: pip install torch=={TORCH}",
    )
