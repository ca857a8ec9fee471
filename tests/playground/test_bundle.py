"""The page's bundle that is committed is what its sources make."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.page_sources import BUNDLE, PAGE

BUILD = Path(__file__).parents[2] / "scripts" / "build_page"


def test_building_the_page_again_gives_the_same_bytes(tmp_path: Path) -> None:
    wanted = "REBUILD_PAGE" in os.environ
    if not wanted and (shutil.which("npm") is None or not (PAGE / "node_modules").is_dir()):
        pytest.skip("Node is not set up: scripts/build_page, once, does it.")
    subprocess.run([str(BUILD), str(tmp_path)], check=True, capture_output=True)
    built = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    kept = {path.name: path.read_bytes() for path in BUNDLE.iterdir()}
    assert built.keys() == kept.keys()
    assert [name for name in kept if kept[name] != built[name]] == [], "run scripts/build_page"


def test_the_page_names_no_other_place() -> None:
    html = (BUNDLE / "index.html").read_text()
    assert "http" not in html.replace("http-equiv", "")
    lock = (PAGE / "package-lock.json").read_text()
    assert '"resolved"' not in lock or "registry.npmjs.org" in lock
