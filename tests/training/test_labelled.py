"""Labelled pairs: what they say, and that no negative is a positive in disguise."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from matcher.archives import Archive, Problem
from tests.matcher.words import WordEncoder
from training import held_out
from training.answers import Answer
from training.labelled import Example, Labelled, VectorSource
from training.public_sets import PublicSets
from training.triples import Triple

Sets = Callable[..., PublicSets]


class Encoding:
    """The tiny encoder; notes what it was asked to encode."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def __call__(self, texts: Sequence[str]) -> np.ndarray:
        self.asked.append(list(texts))
        return WordEncoder().encode(texts)


@pytest.fixture
def vectors(tmp_path: Path) -> VectorSource:
    return VectorSource(Encoding(), tmp_path / "vectors")


def known(example: Example) -> tuple[bool, bool]:
    """Return whether each of the two labels is known."""
    return not np.isnan(example.same), not np.isnan(example.relevant)


def test_a_triple_gives_one_pair_that_is_the_same_and_two_that_are_not(
    public_sets: Sets, vectors: VectorSource
) -> None:
    triple = Triple("how to reset", "cannot log in, reset?", "how to delete", "reset, delete")
    made = Labelled(public_sets(), [triple], [], [], vectors, 0)
    [same, *others] = made.own()
    assert (same.first, same.second) == (triple.question, triple.paraphrase)
    assert (same.same, same.relevant) == (1.0, 1.0)
    assert {(e.first, e.second) for e in others} == {
        (triple.question, triple.near_miss),
        (triple.paraphrase, triple.near_miss),
    }
    for each in others:
        assert each.same == 0.0
        # A near miss may still help.
        assert known(each) == (True, False)


def test_an_answer_says_what_helps_and_nothing_about_the_same(
    public_sets: Sets, vectors: VectorSource
) -> None:
    answer = Answer("question", "passage", "near miss")
    helps, looks_so = Labelled(public_sets(), [], [answer], [], vectors, 0).helping()
    assert (helps.second, helps.relevant) == ("passage", 1.0)
    assert (looks_so.second, looks_so.relevant) == ("near miss", 0.0)
    assert known(helps) == known(looks_so) == (False, True)


def test_medical_negatives_are_near_and_answer_another_question(
    public_sets: Sets, vectors: VectorSource
) -> None:
    pairs = [
        (f"What helps against pain in joint {i}?", f"Joint {i} pain: advice {i}", i % 4 != 0)
        for i in range(80)
    ]
    # The very same answer under other questions is no negative.
    pairs += [(f"My joint {i} hurts", f"Joint {i} pain: advice {i}", True) for i in range(80)]
    sets = public_sets(pairs)
    train, _ = held_out.rqe(sets)
    found = list(Labelled(sets, [], [], [], vectors, 0).medical())
    labelled, hard = found[: len(train)], found[len(train) :]
    assert [(e.first, e.second, e.same) for e in labelled] == [
        (p.first, p.second, p.label) for p in train
    ]
    assert len(hard) > 20
    right = {(p.first, p.second) for p in train if p.label}
    for each in hard:
        assert each.same == 0.0
        assert (each.first, each.second) not in right
    firsts, seconds = vectors.of(e.first for e in hard), vectors.of(e.second for e in hard)
    cosines = firsts @ seconds.T
    assert cosines.diagonal().mean() > cosines.mean() + 0.1
    again = list(Labelled(sets, [], [], [], vectors, 0).medical())
    assert [(e.first, e.second) for e in again] == [(e.first, e.second) for e in found]


def test_an_archive_gives_what_one_problem_is_behind_and_what_lies_near_it(
    public_sets: Sets, vectors: VectorSource
) -> None:
    archive = Archive(
        "desk",
        (
            Problem(1, ("cannot print", "the printer is dead", "paper, but no ink comes out")),
            Problem(2, ("cannot print in colour", "colour comes out grey"), like=1),
            *(Problem(10 + i, (f"cannot open door {i}",)) for i in range(20)),
        ),
    )
    number = dict(archive.messages)
    made = Labelled(public_sets(), [], [], [], vectors, 0, [archive])
    found = list(made.reports())
    same = [e for e in found if e.same == 1.0]
    other = [e for e in found if e.same == 0.0]
    assert len(found) == len(same) + len(other)
    assert {(e.first, e.second) for e in same if number[e.first] == 1} == {
        ("cannot print", "the printer is dead"),
        ("cannot print", "paper, but no ink comes out"),
        ("the printer is dead", "paper, but no ink comes out"),
    }
    for each in found:
        assert each.same == float(number[each.first] == number[each.second])
        # What has another problem may still help.
        assert known(each) == (True, each.same == 1.0)
    # Each message with a neighbour of another problem, and problems with those that they look like.
    assert {e.first for e in other} == set(number)
    assert sum({number[e.first], number[e.second]} == {1, 2} for e in other) >= 4
    assert {e.source for e in found} == {"archives"}


def test_texts_are_encoded_once_and_kept_for_a_later_start(tmp_path: Path) -> None:
    encoding = Encoding()
    source = VectorSource(encoding, tmp_path / "vectors")
    first = source.of(["one two", "three", "one two"])
    assert np.array_equal(first[0], first[2])
    assert source.of(["three", "four"])[0] == pytest.approx(first[1])
    assert encoding.asked == [["one two", "three"], ["four"]]
    source.save()
    later = Encoding()
    again = VectorSource(later, tmp_path / "vectors").of(["four", "five", "one two"])
    assert later.asked == [["five"]]
    assert again[2] == pytest.approx(first[0], abs=1e-6)
