"""Real PDFs of public repositories, where they lie beside the repository."""

from pathlib import Path

import pytest

DATA = Path(__file__).parents[3] / "shared" / "data"


def folder(name: str) -> Path:
    """The folder of a set; the test is skipped where it is missing."""
    found = DATA / name
    if not found.is_dir():
        pytest.skip(f"The public set {name} is not there.")
    return found
