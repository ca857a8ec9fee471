"""`akin models`: what is in use, and the way of another reranker to its calibration."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.playground import calibrating, labelled
from matcher import CrossReader, Matcher
from matcher.calibration import NO_READER, Calibration, Reach, calibration_for, save
from matcher.pretrained import BUNDLED_SHA256
from tests.bot.cli.conftest import Run
from tests.matcher.samples import document
from tests.matcher.test_reranker import write_reranker

UNCALIBRATED = "akin models calibrate"


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a reranker that nobody calibrated."""
    return write_reranker(tmp_path_factory.mktemp("models") / "other")


@pytest.fixture
def little(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Calibrate with a part of the content: the whole takes minutes."""
    sample = labelled.sample()
    some = replace(sample, queries=sample.queries[::20])
    monkeypatch.setattr(labelled, "corpora", lambda: [some])
    file = tmp_path / "triples.jsonl"
    file.write_text("\n".join(calibrating.TRIPLES.read_text().splitlines()[::20]))
    monkeypatch.setattr(calibrating, "TRIPLES", file)


def test_people_see_names_sizes_weights_and_thresholds(akin: Run) -> None:
    ran = akin("models")
    assert ran.code == 0, ran.stderr
    lines = ran.stdout.splitlines()
    assert lines[0] == "Encoder: all-MiniLM-L6-v2"
    assert lines[1] == "  384 dimensions · reads 256 tokens · weights 53aa51172d14 · on board"
    assert lines[2].startswith(("  runs in bfloat16: ", "  runs in float32: "))
    assert lines[3:6] == [
        "Reranker: none",
        "  The cosine alone ranks.",
        "  Its calibration comes with Akin.",
    ]
    assert [line.split()[0] for line in lines[-3:-1]] == ["75%", "90%"]


def test_nothing_is_loaded_for_it(akin: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matcher.encoder.Encoder", None)
    monkeypatch.setattr("matcher.reranker.CrossReader", None)
    assert akin("models").code == 0


def test_programs_get_an_object(akin: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    found = akin("models", "--json").json
    assert found["encoder"]["fingerprint"] == BUNDLED_SHA256
    assert found["budget_ms"] == 300
    assert found["reranker"]["calibration"]["is_shipped"]
    assert set(found["reranker"]["calibration"]["thresholds"]) == {"0.75", "0.9"}
    monkeypatch.setenv("AKIN_RERANK_BUDGET_MS", "0")
    monkeypatch.setenv("AKIN_RERANKER", "somebody/some-model")
    monkeypatch.setenv("AKIN_ENCODER", "somebody/some-model")
    monkeypatch.setenv("AKIN_DTYPE", "float32")
    found = akin("models", "--json").json
    assert found["budget_ms"] is None
    assert found["reranker"]["calibration"] is None
    assert found["encoder"] == {
        "name": "somebody/some-model",
        "on_board": False,
        "dimensions": None,
        "tokens": None,
        "fingerprint": None,
        "dtype": "float32",
        "why": "AKIN_DTYPE is set",
        "problem": "",
    }


@pytest.mark.usefixtures("little")
def test_a_reranker_without_calibration_is_refused_until_it_has_one(
    akin: Run, other: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AKIN_RERANKER", str(other))
    refused = akin("find", "the printer is on fire")
    assert (refused.code, refused.stdout) == (1, "")
    assert UNCALIBRATED in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    told = akin("doctor")
    assert told.code == 1
    assert "✗ Reranker: " in told.stdout
    assert UNCALIBRATED in told.stdout

    made = akin("models", "calibrate")
    assert made.code == 0, made.stderr
    assert f"{other} is calibrated." in made.stdout
    [file] = (data / "calibrations").glob("*.json")
    assert f"Written to {file}." in made.stdout
    assert akin("find", "the printer is on fire").code == 0
    assert "✓ Reranker: " in akin("doctor").stdout


def test_a_search_that_had_no_time_to_read_everything_says_so(
    akin: Run,
    other: Path,
    data: Path,
    open_matcher: Callable[[], Matcher],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with open_matcher() as matcher:
        matcher.add(document(f"d{n}", f"printer {n} is on fire") for n in range(20))
    reader = CrossReader(str(other))
    reader.close()
    shipped = calibration_for(NO_READER)
    # Each reading may change what is shown, so that all are worth reading.
    fitted = replace(shipped, reader=reader.fingerprint, reach=Reach(20.0, 20.0))
    save(fitted, data)
    monkeypatch.setenv("AKIN_RERANKER", str(other))
    # Less than any model takes for the first few.
    monkeypatch.setenv("AKIN_RERANK_BUDGET_MS", "1")
    said = "I was short of time and read only 12 of 20 candidates closely."
    assert akin("find", "printer on fire").stdout.splitlines()[-1] == said
    assert isinstance(akin("find", "printer on fire", "--json").json, list)
    monkeypatch.setenv("AKIN_RERANK_BUDGET_MS", "0")
    assert "short of time" not in akin("find", "printer on fire").stdout


@pytest.mark.usefixtures("little")
def test_a_calibration_can_be_written_elsewhere(akin: Run, data: Path, tmp_path: Path) -> None:
    file = tmp_path / "none.json"
    ran = akin("models", "calibrate", "--reranker", "none", "--output", file)
    assert ran.code == 0, ran.stderr
    assert Calibration.parse(file.read_text()).reader == "none"
    assert not data.exists()
    assert akin("models", "calibrate", "--output", tmp_path / "no" / "file.json").code == 2


def test_a_calibration_of_another_version_is_named(akin: Run, data: Path) -> None:
    (data / "calibrations").mkdir(parents=True)
    (data / "calibrations" / "old.json").write_text("{}")
    ran = akin("models")
    assert ran.code == 0
    assert UNCALIBRATED in ran.stdout
    assert akin("find", "printer").code == 1
