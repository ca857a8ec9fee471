"""One owner a data folder, however the last one ended."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from matcher.errors import DataFolderInUseError
from matcher.folder import DataFolder


def test_a_folder_is_made_and_held_by_one_until_it_is_released(tmp_path: Path) -> None:
    first = DataFolder(tmp_path / "new" / "data")
    with pytest.raises(DataFolderInUseError, match=rf"in use .* \(process {os.getpid()}\)"):
        DataFolder(first.path)
    first.release()
    DataFolder(first.path).release()


def test_another_thread_than_the_one_that_took_it_may_release_it(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    thread = threading.Thread(target=folder.release)
    thread.start()
    thread.join()
    DataFolder(tmp_path).release()


def test_a_folder_that_cannot_be_written_is_refused_with_what_to_set(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "file", tmp_path / "file" / "data"):
        with pytest.raises(DataFolderInUseError, match="AKIN_DATA"):
            DataFolder(path)


def test_a_second_process_is_refused_and_a_killed_one_leaves_no_lock(data: Path) -> None:
    command = [sys.executable, "-m", "tests.matcher.child", "hold", str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "open\n"
        with pytest.raises(DataFolderInUseError) as refusal:
            DataFolder(data)
        child.send_signal(signal.SIGKILL)
    message = str(refusal.value)
    assert str(child.pid) in message
    assert "AKIN_DATABASE_URL" in message
    assert "AKIN_CHROMA_URL" in message
    DataFolder(data).release()
