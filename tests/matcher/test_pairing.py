"""The features of given pairs of texts: what a search would see in them."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

from matcher.differences import differences, marks
from matcher.features import NAMES, counted
from matcher.pairing import Pairing
from tests.matcher.words import WordEncoder

READING = NAMES.index("reading")


class Reader:
    """Says how many words each of the two texts has; notes what it was asked to read."""

    name = "counter"
    fingerprint = "counter"

    def __init__(self) -> None:
        self.pairs: list[tuple[str, str]] = []

    def read(self, pairs: Sequence[tuple[str, str]]) -> npt.NDArray[np.float32]:
        self.pairs += pairs
        counts = [[len(a.split()), len(b.split())] for a, b in pairs]
        return np.array(counts, dtype=np.float32).reshape(-1, 2)

    def close(self) -> None:
        pass


def of(rows: npt.NDArray[np.float64], name: str) -> list[float]:
    return [float(value) for value in rows[:, NAMES.index(name)]]


def test_the_nearest_passages_of_long_texts_stand_for_the_pair(words: WordEncoder) -> None:
    noise = " ".join(f"word{i}" for i in range(400))
    other = " ".join(f"thing{i}" for i in range(400))
    jam = "The printer jams. " * 30
    reader = Reader()
    pairing = Pairing(words, reader)
    pair = (f"{noise}. {jam}", f"{jam} {other}")
    [found], cosines = pairing.nearest([pair])
    for passage, text in zip(found, pair, strict=True):
        assert passage in text
        assert len(passage.split()) <= 200
        assert passage.count("printer") > 20
    ours, theirs = words.encode(found)
    assert cosines == pytest.approx([float(ours @ theirs)])
    assert cosines[0] > float(np.prod(words.encode(pair), axis=0).sum()) + 0.05
    same, relevant = pairing.features([pair])
    assert reader.pairs == [found]
    assert of(same, "cosine") == pytest.approx(cosines)
    # So far apart, readings do not count fully: see test_features.py.
    [cosine] = map(float, cosines)
    assert of(relevant, "reading") == [counted(len(found[1].split()), cosine)]


def test_short_texts_are_read_whole_and_in_order(words: WordEncoder) -> None:
    reader = Reader()
    pairs = [("printer jam", "printer jam again"), ("login", "login"), ("printer jam", " \n")]
    same, relevant = Pairing(words, reader).features(pairs)
    assert reader.pairs == pairs
    cosines = of(same, "cosine")
    for cosine, pair in zip(cosines, pairs, strict=True):
        assert cosine == pytest.approx(float(np.prod(words.encode(pair), axis=0).sum()))
    for column, rows in ((0, same), (1, relevant)):
        counts = [len(pair[column].split()) for pair in pairs]
        expected = [counted(count, cosine) for count, cosine in zip(counts, cosines, strict=True)]
        assert of(rows, "reading") == pytest.approx(expected)
    assert of(same, "reading")[0] > 0.5


def test_the_differences_of_the_whole_texts_are_among_the_features(words: WordEncoder) -> None:
    filler = "This goes on and on about something else. " * 40
    pairs = [
        ("Error HV-5031 on the dashboard", "Error HV-5011 on the dashboard"),
        # What is named stands far from the nearest passage.
        ("Ticket HV-5031: printer jam", f"{'Printer jam. ' * 90} {filler} See HV-5031"),
        ("The app crashes on iOS", "The app crashes on Android"),
        ("The export works with filters", "The export does not work with filters"),
        ("Upload fails after 30 seconds", "Upload fails after 5 minutes"),
        ("nothing special", "nothing at all"),
    ]
    same, relevant = Pairing(words, None).features(pairs)
    for i, (query, text) in enumerate(pairs):
        found = differences(marks(query), marks(text))
        for name in ("agreement", "conflict", "opposition", "negation", "quantity"):
            assert of(same, name)[i] == getattr(found, name), (query, name)
    assert of(same, "conflict")[0] > 0
    assert of(same, "agreement")[1] > 0
    assert of(same, "opposition")[2] == 1
    assert of(same, "negation")[3] == 1
    assert of(same, "quantity")[4] == 1
    assert not same[5, 2:].any()
    assert np.array_equal(same, relevant)


def test_both_outputs_differ_in_the_reading_alone(words: WordEncoder) -> None:
    pairs = [("a crash on iOS", "a crash on Android 14"), ("a b c", "a b c d e")]
    same, relevant = Pairing(words, Reader()).features(pairs)
    assert same.shape == relevant.shape == (2, len(NAMES))
    assert (same[:, READING] != relevant[:, READING]).all()
    assert np.array_equal(np.delete(same, READING, axis=1), np.delete(relevant, READING, axis=1))
    unread, _ = Pairing(words, None).features(pairs)
    assert not unread[:, READING].any()
    assert np.array_equal(np.delete(same, READING, axis=1), np.delete(unread, READING, axis=1))


def test_of_long_passages_the_reading_tells_what_helps_and_not_what_is_the_same(
    words: WordEncoder,
) -> None:
    log = "\n".join(f"at store.Writer.flush(Writer.java:{line})" for line in range(20))
    pair = (f"Upload fails\n\n{log}", f"Export is empty\n\n{log}")
    same, relevant = Pairing(words, Reader()).features([pair])
    assert of(same, "reading") == [0.0]
    assert of(relevant, "reading")[0] > 0
    assert of(same, "cosine") == of(relevant, "cosine")


def test_for_the_same_alone_nothing_is_read_that_tells_nothing_of_it(words: WordEncoder) -> None:
    log = "\n".join(f"at store.Writer.flush(Writer.java:{line})" for line in range(20))
    pairs = [(f"Upload\n\n{log}", f"Export\n\n{log}"), ("a crash on iOS", "a crash on Android 14")]
    kinds = [True, False]
    reader = Reader()
    rows = Pairing(words, reader).same(pairs, other_kind=kinds)
    assert reader.pairs == [pairs[1]]
    assert np.array_equal(rows, Pairing(words, Reader()).features(pairs, other_kind=kinds)[0])
    assert Pairing(words, reader).same([]).shape == (0, len(NAMES))


def test_pairs_of_different_kinds_are_told_apart(words: WordEncoder) -> None:
    pairs = [("a", "b"), ("a", "c")]
    pairing = Pairing(words, None)
    assert of(pairing.features(pairs, other_kind=[True, False])[0], "other_kind") == [1.0, 0.0]
    assert of(pairing.features(pairs)[0], "other_kind") == [0.0, 0.0]


def test_of_no_pairs_there_are_no_rows(words: WordEncoder) -> None:
    reader = Reader()
    same, relevant = Pairing(words, reader).features([])
    assert same.shape == relevant.shape == (0, len(NAMES))
    assert reader.pairs == []
