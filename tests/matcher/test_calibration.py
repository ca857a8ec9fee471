"""Calibrations: thresholds by precision, files, and whose scores they fit."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matcher import calibration as calibrations
from matcher.calibration import (
    FOLDER,
    NO_READER,
    Calibration,
    Reach,
    calibration_for,
    save,
)
from matcher.errors import CalibrationError
from matcher.features import NAMES, Features
from matcher.logistic import Logistic

READER = "0123456789abcdef0123456789abcdef"


def model(cosine: float, reading: float = 0.0) -> Logistic:
    weights = np.zeros(len(NAMES))
    weights[NAMES.index("cosine")] = cosine
    weights[NAMES.index("reading")] = reading
    return Logistic(weights, -5.0, np.eye(len(NAMES) + 1))


def calibration(reader: str = READER, **changes: Any) -> Calibration:
    made = Calibration(
        reader=reader,
        same=model(12.25, 1.5),
        relevant=model(16.0),
        thresholds={0.95: 0.85, 0.75: 0.6, 0.9: 0.7},
        related=0.2,
        reach=Reach(same=2.5, relevant=3.25),
        measured={"pairs": 3_770, "of": "pairs “as found”"},
    )
    return replace(made, **changes)


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in the place of those that come with Akin."""
    folder = tmp_path / "shipped"
    folder.mkdir()
    monkeypatch.setattr(calibrations, "FOLDER", folder)
    return folder


@pytest.mark.parametrize(
    ("asked", "threshold"),
    [
        (0.5, 0.6),
        (0.75, 0.6),
        (0.8, 0.7),
        (1.1 - 0.2, 0.7),
        (0.91, 0.85),
        (0.95, 0.85),
        (1.0, 0.85),
    ],
)
def test_between_measured_precisions_the_stricter_threshold_counts(
    asked: float, threshold: float
) -> None:
    assert calibration().threshold(asked) == threshold


def test_other_coefficients_of_same_and_thresholds_leave_all_else_as_it_is() -> None:
    moved = calibration().adapted_to(model(3.0), {0.9: 0.6})
    assert moved.same.probability(Features(cosine=0.5)) < 0.1
    assert moved.threshold(0.9) == 0.6
    original = calibration()
    assert replace(moved, same=original.same, thresholds=original.thresholds) == original
    assert moved != calibration()


def test_what_is_dumped_is_parsed_to_the_same() -> None:
    made = calibration()
    assert Calibration.parse(made.dump()) == made
    assert Calibration.parse(made.dump().encode()) == made
    assert list(json.loads(made.dump())["thresholds"]) == ["0.75", "0.9", "0.95"]


def without(key: str, **values: Any) -> str:
    value = json.loads(calibration().dump())
    del value[key]
    return json.dumps(value | values)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no JSON",
        b"\xff\xfe\xff",
        "[]",
        "null",
        "{}",
        without("reader"),
        without("thresholds"),
        without("thresholds", thresholds={}),
        without("thresholds", thresholds={"high": 0.9}),
        without("reach", reach={"far": 1.0}),
        without("same", same=None),
        without("same", same=model(1.0).as_json() | {"weights": {"cosine": 1.0}}),
        without("same", same=model(1.0).as_json() | {"stiffness": [[1.0]]}),
    ],
)
def test_what_is_no_calibration_is_refused_with_what_to_do(text: str | bytes) -> None:
    with pytest.raises(CalibrationError, match=r"no calibration of this version.*models calibrate"):
        Calibration.parse(text)


def test_a_calibration_is_found_by_the_readers_fingerprint(shipped: Path, tmp_path: Path) -> None:
    ours, others = calibration(), calibration("f" * 64, related=0.3)
    for name, each in (("a", others), ("b", ours)):
        (shipped / f"{name}.json").write_text(each.dump(), encoding="utf-8")
    assert calibration_for(READER) == ours
    assert calibration_for("f" * 64, tmp_path / "no folder") == others


def test_the_data_folders_comes_before_the_shipped_one(shipped: Path, tmp_path: Path) -> None:
    (shipped / "a.json").write_text(calibration().dump(), encoding="utf-8")
    data = tmp_path / "data"
    file = save(calibration(related=0.1), data)
    save(calibration("another", related=0.4), data)
    assert file.parent == data / "calibrations"
    assert calibration_for(READER, data).related == 0.1
    assert calibration_for(READER, tmp_path / "empty").related == 0.2
    assert calibration_for(READER).related == 0.2


def test_saving_replaces_the_one_before(shipped: Path, tmp_path: Path) -> None:
    first = save(calibration(related=0.1), tmp_path)
    assert save(calibration(related=0.3), tmp_path) == first
    assert calibration_for(READER, tmp_path).related == 0.3
    assert [file.name for file in first.parent.iterdir()] == [first.name]


def test_without_one_the_error_says_what_to_run(shipped: Path, tmp_path: Path) -> None:
    save(calibration("another"), tmp_path)
    with pytest.raises(CalibrationError, match=r"not calibrated yet.*Run: akin models calibrate"):
        calibration_for(READER, tmp_path)


def test_a_damaged_file_is_named(shipped: Path, tmp_path: Path) -> None:
    file = save(calibration(), tmp_path)
    file.write_bytes(file.read_bytes()[:100] + b"\xff")
    with pytest.raises(CalibrationError, match=rf"{file.name}: .*akin models calibrate"):
        calibration_for(READER, tmp_path)


def test_every_calibration_that_comes_with_akin_can_be_read() -> None:
    files = sorted(FOLDER.glob("*.json"))
    readers = [Calibration.parse(file.read_bytes()).reader for file in files]
    assert len(set(readers)) == len(files)
    # The cosine alone is calibrated, too: there, nothing is read.
    alone = calibration_for(NO_READER)
    assert (alone.same.weight("reading"), alone.relevant.weight("reading")) == (0.0, 0.0)
    assert alone.reach == Reach()
