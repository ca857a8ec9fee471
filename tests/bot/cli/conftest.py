"""Fixtures: the commands, run in this process with the one encoder that all tests share."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.doctor.variables import variables
from bot.playground.content import tickets
from matcher import Matcher
from matcher.encoder import Encoder


class Kept:
    """The one encoder of all tests: closing a matcher must not end its model thread."""

    def __init__(self, encoder: Encoder, name: str, fingerprint: str = "") -> None:
        self.name = name
        self.fingerprint = fingerprint or encoder.fingerprint
        self.encode, self.spans, self.thread = encoder.encode, encoder.spans, encoder.thread

    def close(self) -> None:
        """Stay open."""


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended."""

    code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        return json.loads(self.stdout)


Run = Callable[..., Ran]


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder that isn't there yet, and no setting of whoever runs the tests."""
    for name in variables().values():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("PORT", raising=False)
    folder = tmp_path / "data"
    monkeypatch.setenv("AKIN_DATA", str(folder))
    monkeypatch.setenv("AKIN_RERANKER", "none")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def akin(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command: `akin("find", "printer", "--json")`."""

    class Loaded(Kept):
        def __init__(self, name: str, **_: Any) -> None:
            # Another name stands for other weights.
            super().__init__(encoder, name, "" if name == "all-MiniLM-L6-v2" else f"{name:f<64}")

    for module in ("matcher.search", "matcher.encoder"):
        monkeypatch.setattr(f"{module}.Encoder", Loaded)

    def run(*arguments: object, stdin: bytes | str | None = None) -> Ran:
        result = CliRunner().invoke(app, [str(each) for each in arguments], input=stdin)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ran(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture
def open_matcher(data: Path, encoder: Encoder) -> Callable[[], Matcher]:
    """Open what the commands have written."""
    return lambda: Matcher.open(data, encoder=Kept(encoder, "all-MiniLM-L6-v2"))


@pytest.fixture
def matcher(open_matcher: Callable[[], Matcher]) -> Iterator[Matcher]:
    with open_matcher() as opened:
        yield opened


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """Forty tickets with their resolutions, as CSV."""
    return write_csv(
        tmp_path / "tickets.csv",
        ("id", "title", "description", "resolution", "status"),
        ((t.id, t.title, t.text, t.resolution, t.status) for t in tickets()[:40]),
    )


def write_csv(
    path: Path, header: Iterable[str], rows: Iterable[Iterable[str]], encoding: str = "utf-8"
) -> Path:
    with path.open("w", newline="", encoding=encoding) as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    return path
