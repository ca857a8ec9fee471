"""Labelled pairs of triples, and a calibration made from all that comes with Akin."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.playground import calibrating, labelled
from bot.playground.calibrating import calibration_of, picked_pairs
from ingest.documents import Kind
from matcher import Encoder
from matcher.archives import Archive, Problem, read
from matcher.calibration import NO_READER, PRECISIONS, Calibration
from matcher.cascade import Readings
from matcher.features import NAMES
from matcher.pairing import Pairing
from matcher.triples import Triple

ROOT = Path(__file__).parents[2]

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
    lines = calibrating.TRIPLES.read_text().splitlines()[::12]
    some = [replace(corpus, queries=corpus.queries[::12]) for corpus in labelled.corpora()[:3]]
    monkeypatch.setattr(labelled, "corpora", lambda: some)
    monkeypatch.setattr(calibrating, "TRIPLES", tmp_path / "triples.jsonl")
    calibrating.TRIPLES.write_text("\n".join(lines))
    told: list[tuple[str, int, int]] = []
    made = calibration_of(encoder, None, lambda *progress: told.append(progress))
    assert made.reader == NO_READER
    assert set(made.thresholds) == set(PRECISIONS)
    assert made.measured["picked pairs"] == 3 * len(lines)
    assert Calibration.parse(made.dump()).dump() == made.dump()
    assert {what: done == total for what, done, total in told} == {
        "Searching what comes with Akin": True,
        "Comparing the triples": True,
    }


def test_every_message_of_an_archive_is_asked_among_the_others(encoder: Encoder) -> None:
    archive = Archive(
        "bank",
        (
            Problem(1, ("Card refused abroad\n\nsays code 51 in Italy", "my card fails abroad")),
            Problem(2, ("how do I freeze my card",), like=1),
        ),
    )
    corpus = labelled.corpus_of(archive)
    assert [(d.id, d.kind, d.title, d.text) for d in corpus.documents] == [
        ("bank-0", Kind.TICKET, "Card refused abroad", "says code 51 in Italy"),
        ("bank-1", Kind.QUESTION, "my card fails abroad", "my card fails abroad"),
        ("bank-2", Kind.QUESTION, "how do I freeze my card", "how do I freeze my card"),
    ]
    everything = labelled.asked(encoder, corpus)
    found = [
        (
            each.query.own,
            {c.document.id: r for c, r in zip(each.contenders, each.right, strict=True)},
        )
        for each in everything
    ]
    assert found == [
        ("bank-0", {"bank-1": True, "bank-2": False}),
        ("bank-1", {"bank-0": True, "bank-2": False}),
        ("bank-2", {"bank-0": False, "bank-1": False}),
    ]
    assert [each.query.matches for each in everything] == [True, True, False]
    pairs = labelled.pairs(everything, [Readings()] * 3)
    # That something else is asked doesn't tell that it wouldn't help.
    assert np.isnan(pairs.is_relevant).all()
    assert pairs.is_same.sum() == 2
    assert set(pairs.groups) == {"bank"}


def test_of_the_sample_content_it_is_known_what_helps(encoder: Encoder) -> None:
    sample = labelled.sample()
    some = labelled.asked(encoder, replace(sample, queries=sample.queries[:3]))
    pairs = labelled.pairs(some, [Readings()] * 3)
    assert list(pairs.is_relevant) == list(pairs.is_same)
    assert pairs.groups[0] == sample.queries[0].group


def test_no_archive_that_calibrates_is_learnt_from_or_measured() -> None:
    folders = [
        labelled.ARCHIVES,
        *(
            ROOT / part / kind
            for part in ("training", "benchmarks")
            for kind in ("archives", "trackers")
        ),
    ]
    texts = [
        {" ".join(text.casefold().split()) for each in read(folder) for text, _ in each.messages}
        for folder in folders
    ]
    assert min(map(len, texts)) > 150
    assert len(set.union(*texts)) == sum(map(len, texts))
