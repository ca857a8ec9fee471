"""When an index's files are trusted without a look from outside."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from matcher import Matcher, probe
from matcher.chroma import Chroma
from matcher.seal import Seal, break_seal, is_readable, seal, seal_of, seal_path
from tests.matcher.samples import numbered
from tests.matcher.words import WordEncoder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "index"
    (folder / "deep").mkdir(parents=True)
    (folder / "a").write_bytes(b"one")
    (folder / "deep" / "b").write_bytes(b"two")
    return folder


def test_a_sealed_folder_is_trusted_until_the_seal_is_broken(folder: Path) -> None:
    assert seal_of(folder) is Seal.NONE
    seal(folder)
    assert seal_of(folder) is Seal.WHOLE
    break_seal(folder)
    break_seal(folder)
    assert seal_of(folder) is Seal.NONE


@pytest.mark.parametrize("change", ["content", "size", "more", "fewer", "seal"])
def test_any_change_breaks_the_seal(folder: Path, change: str) -> None:
    seal(folder)
    match change:
        case "content":
            (folder / "a").write_bytes(b"ONE")
        case "size":
            (folder / "deep" / "b").write_bytes(b"two!")
        case "more":
            (folder / "c").touch()
        case "fewer":
            (folder / "a").unlink()
        case "seal":
            seal_path(folder).write_text("no json")
    assert seal_of(folder) is Seal.BROKEN


def test_a_seal_that_cannot_be_written_is_only_logged(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    seal_path(folder).with_suffix(".new").mkdir()
    seal(folder)
    assert "could not be sealed" in caplog.text
    assert seal_of(folder) is Seal.NONE


def test_an_orderly_end_seals_and_use_breaks_the_seal(data: Path, words: WordEncoder) -> None:
    with Matcher.open(data, encoder=words, reranker=None) as matcher:
        assert seal_of(data / "index") is Seal.NONE
        matcher.add(numbered(3))
    assert seal_of(data / "index") is Seal.WHOLE
    with Matcher.open(data, encoder=words, reranker=None):
        assert not seal_path(data / "index").exists()


def test_readable_files_pass_the_look_from_outside_and_others_do_not(
    data: Path, words: WordEncoder
) -> None:
    with Matcher.open(data, encoder=words, reranker=None) as matcher:
        matcher.add(numbered(3))
    assert is_readable(data / "index")
    (data / "index" / "chroma.sqlite3").write_bytes(b"garbage" * 1000)
    assert not is_readable(data / "index")


def test_the_look_from_outside_ends_with_who_asked_for_it(tmp_path: Path) -> None:
    command = [sys.executable, "-P", str(probe.__file__), str(tmp_path / "index")]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as child:
        assert child.stdin is not None
        child.stdin.close()  # what the end of the parent does
        assert child.wait(60) in {0, 1}
        assert child.returncode != -signal.SIGKILL


def test_two_folders_in_one_process_do_not_disturb_each_other(tmp_path: Path) -> None:
    first, second = Chroma(tmp_path / "a" / "index"), Chroma(tmp_path / "b" / "index")
    first.create("one.two.three", {"weights": "-"})
    second.start_anew()
    assert first.names() == ["one.two.three"]
    assert second.names() == []
    first.close()
    second.close()
    again = Chroma(tmp_path / "a" / "index")
    assert again.trusted
    assert again.names() == ["one.two.three"]
    again.close()
