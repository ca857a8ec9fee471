"""Where an import was interrupted: noted for one content of one file, and forgotten when done."""

import os
from pathlib import Path

import pytest

from bot.cli.positions import Position, Positions

HERE = Position(line=129, document="r-1", records=128, skipped=0)
OPTIONS = {"kind": "ticket", "team": "local"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "t.csv"
    path.write_text("id,title\n1,One\n")
    return path


def test_a_position_is_there_for_the_next_run(tmp_path: Path, file: Path) -> None:
    Positions(tmp_path / "data", file, OPTIONS).save(HERE)
    assert Positions(tmp_path / "data", file, OPTIONS).load() == HERE


def test_it_is_another_one_for_other_options_or_another_file(tmp_path: Path, file: Path) -> None:
    Positions(tmp_path, file, OPTIONS).save(HERE)
    assert Positions(tmp_path, file, {**OPTIONS, "kind": "question"}).load() is None
    # Documents without an id of their own are named after the file.
    assert Positions(tmp_path, file.rename(tmp_path / "u.csv"), OPTIONS).load() is None


def test_it_is_not_for_a_file_that_was_changed(tmp_path: Path, file: Path) -> None:
    Positions(tmp_path, file, OPTIONS).save(HERE)
    before = file.stat()
    file.write_text("id,title\n1,Two\n")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert Positions(tmp_path, file, OPTIONS).load() is None
    file.write_text("id,title\n1,One\n")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert Positions(tmp_path, file, OPTIONS).load() == HERE
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    assert Positions(tmp_path, file, OPTIONS).load() is None


def test_a_finished_import_has_none(tmp_path: Path, file: Path) -> None:
    positions = Positions(tmp_path / "data", file, OPTIONS)
    positions.save(HERE)
    positions.clear()
    positions.clear()
    assert positions.load() is None
    assert not list((tmp_path / "data").iterdir())


def test_positions_that_nobody_came_back_to_go(tmp_path: Path, file: Path) -> None:
    old = Positions(tmp_path, file, {"kind": "question"})
    old.save(HERE)
    for written in (tmp_path / "imports").iterdir():
        os.utime(written, (0, 0))
    positions = Positions(tmp_path, file, OPTIONS)
    positions.save(HERE)
    positions.clear()
    assert old.load() is None


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"line": 1', '{"line": 1, "other": 2}'])
def test_a_torn_file_is_none(
    tmp_path: Path, file: Path, content: str, caplog: pytest.LogCaptureFixture
) -> None:
    positions = Positions(tmp_path, file, OPTIONS)
    positions.save(HERE)
    for written in (tmp_path / "imports").iterdir():
        written.write_text(content)
    assert positions.load() is None
    assert "begins anew" in caplog.text


def test_where_nothing_can_be_noted_it_is_said_once(
    tmp_path: Path, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    positions = Positions(tmp_path / "data", file, OPTIONS)
    positions.save(HERE)
    positions.save(HERE)
    assert caplog.text.count("can't be noted") == 1
