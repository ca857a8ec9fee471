"""`akin reindex`: for another encoder, and when the index itself is in doubt."""

import gc
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.cli.conftest import Run


def titles(akin: Run) -> list[str]:
    ran = akin("find", "no alert on Samsung phones", "--least", "0", "--json")
    assert ran.code == 0, ran.stderr
    return [found["title"] for found in ran.json]


def test_another_encoder_needs_it(akin: Run, sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    akin("import", sample, "--kind", "ticket")
    before = titles(akin)
    monkeypatch.setenv("AKIN_ENCODER", "other")
    refused = akin("find", "anything")
    assert refused.code == 1
    assert "akin reindex" in refused.stderr
    ran = akin("reindex")
    assert ran.stdout == (
        "The index holds 40 documents, encoded with other (40 encoded just now).\n"
    )
    assert titles(akin) == before
    again = akin("reindex")
    assert "(0 encoded just now)" in again.stdout


@pytest.mark.parametrize("force", [(), ("--force",)])
def test_nothing_is_lost_where_nothing_was_to_do(
    akin: Run, sample: Path, force: tuple[str, ...]
) -> None:
    akin("import", sample, "--kind", "ticket")
    before = titles(akin)
    ran = akin("reindex", *force)
    assert ran.code == 0, ran.stderr
    assert "The index holds 40 documents" in ran.stdout
    assert "(0 encoded just now)" in ran.stdout
    assert titles(akin) == before


def test_force_fills_an_index_that_was_lost_or_damaged(akin: Run, sample: Path, data: Path) -> None:
    akin("import", sample, "--kind", "ticket")
    before = titles(akin)
    for file in (data / "index").rglob("*.bin"):
        file.write_bytes(b"damaged")
    assert akin("reindex", "--force").code == 0
    assert titles(akin) == before
    shutil.rmtree(data / "index")
    assert akin("reindex", "--force").code == 0
    assert titles(akin) == before


def test_with_nothing_remembered_there_is_nothing_to_do(akin: Run) -> None:
    for options in ((), ("--force",)):
        ran = akin("reindex", *options)
        assert ran.code == 0
        assert ran.stdout.startswith("The index holds 0 documents")


@pytest.fixture
def chroma_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A Chroma server, set to be used."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [Path(sys.executable).with_name("chroma"), "run", "--port", str(port)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([*command, "--path", tmp_path / "server"], **quiet) as server:
        pause = threading.Event()
        for _ in range(600):
            with socket.socket() as trying:
                if not trying.connect_ex(("127.0.0.1", port)):
                    break
            pause.wait(0.05)
        url = f"http://127.0.0.1:{port}"
        monkeypatch.setenv("AKIN_CHROMA_URL", url)
        yield url
        server.terminate()


# Chroma's client leaves its connections to be collected.
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.usefixtures("chroma_server")
def test_force_fills_a_server_again(akin: Run, sample: Path, data: Path) -> None:
    akin("import", sample, "--kind", "ticket")
    before = titles(akin)
    ran = akin("reindex", "--force")
    assert ran.code == 0, ran.stderr
    assert titles(akin) == before
    assert not (data / "index").exists()
    gc.collect()


def test_a_server_that_is_not_there_is_said(akin: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AKIN_CHROMA_URL", "http://127.0.0.1:1")
    ran = akin("reindex", "--force")
    assert ran.code == 1
    assert "AKIN_CHROMA_URL" in ran.stderr
