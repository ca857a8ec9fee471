"""Labelled pairs of triples, and a calibration made from all that comes with Akin."""

from pathlib import Path

import numpy as np
import pytest

from bot.playground import calibrating, labelled
from bot.playground.calibrating import calibration_of, picked_pairs
from matcher import Encoder
from matcher.calibration import NO_READER, PRECISIONS, Calibration
from matcher.features import NAMES
from matcher.pairing import Pairing
from matcher.triples import Triple

TRIPLES = [
    Triple("Login fails on iOS", "Can't log in on my iPhone", "Login fails on Android", "platform"),
    Triple("Sync stops in v2.3", "version 2.3 stops syncing", "Sync stops in v3.0", "version"),
]


def column(rows: np.ndarray, name: str) -> list[float]:
    return list(rows[:, NAMES.index(name)])


def test_the_paraphrase_asks_the_same_and_the_near_miss_does_not(encoder: Encoder) -> None:
    pairs = picked_pairs(TRIPLES, Pairing(encoder, None))
    assert list(pairs.is_same) == [1, 0, 0, 1, 0, 0]
    assert np.isnan(pairs.is_relevant).all()
    assert pairs.groups == [TRIPLES[0].question] * 3 + [TRIPLES[1].question] * 3
    assert column(pairs.same, "opposition") == [0, 1, 1, 0, 0, 0]
    assert column(pairs.same, "conflict") == [0, 0, 0, 0, 1, 1]
    assert min(column(pairs.same, "cosine")) > 0.3


def test_a_calibration_is_made_of_what_comes_with_akin(
    encoder: Encoder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # A part of it: the whole takes a minute.
    queries, lines = labelled.queries(), calibrating.TRIPLES.read_text().splitlines()[::12]
    monkeypatch.setattr(labelled, "queries", lambda: queries[::12])
    monkeypatch.setattr(calibrating, "TRIPLES", tmp_path / "triples.jsonl")
    calibrating.TRIPLES.write_text("\n".join(lines))
    told: list[tuple[str, int, int]] = []
    made = calibration_of(encoder, None, lambda *progress: told.append(progress))
    assert made.reader == NO_READER
    assert set(made.thresholds) == set(PRECISIONS)
    assert made.measured["picked pairs"] == 3 * len(lines)
    assert Calibration.parse(made.dump()).dump() == made.dump()
    assert {what: done == total for what, done, total in told} == {
        "Searching the sample content": True,
        "Comparing the triples": True,
    }
