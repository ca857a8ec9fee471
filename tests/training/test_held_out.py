"""What is kept apart: no measured text is trained on, nor a near copy of one."""

from collections.abc import Callable
from itertools import chain
from pathlib import Path

import numpy as np
import pytest

from matcher.encoder import Encoder
from training import answers, held_out, triples
from training.public_sets import Pair, PublicSets

Sets = Callable[..., PublicSets]

ROOT = Path(__file__).parents[2]
# Questions that share answers, and answers that share questions, written in several ways.
QUESTIONS = [f"What helps against complaint {i}?" for i in range(120)]
RQE = [
    *((question, f"Advice {i % 40} & more", i % 3 == 0) for i, question in enumerate(QUESTIONS)),
    *(
        (question.upper(), f"Advice  {i % 11}\n& more", True)
        for i, question in enumerate(QUESTIONS)
    ),
    ("the very same", "the very same", True),
]


def key(text: str) -> str:
    return " ".join(text.casefold().split())


def keys(pairs: list[Pair]) -> set[str]:
    return {key(text) for pair in pairs for text in (pair.first, pair.second)}


def test_no_text_is_in_both_halves_of_rqe(public_sets: Sets) -> None:
    sets = public_sets([(f"{q} {i}", f"{a} {i}", s) for i, (q, a, s) in enumerate(RQE)] + RQE)
    train, held = held_out.rqe(sets)
    assert train
    assert held
    assert not keys(train) & keys(held)
    everything = sets.rqe()
    assert "the very same" not in keys(everything)
    # What is in neither shares a text with what is held out.
    for pair in everything:
        if pair not in train and pair not in held:
            assert keys([pair]) & keys(held)


def test_a_fifth_of_rqe_is_held_out_by_its_first_text_however_it_is_written(
    public_sets: Sets,
) -> None:
    pairs = [(f"Question {i}", f"Answer {i} {n}", n > 0) for i in range(400) for n in range(2)]
    pairs += [(f"QUESTION   {i}", f"Answer {i} again", True) for i in range(400)]
    train, held = held_out.rqe(public_sets(pairs))
    assert len(train) + len(held) == 1_200
    assert 0.15 < len(held) / 1_200 < 0.25
    assert len(held) == 3 * len({key(pair.first) for pair in held})
    assert {pair.label for pair in held} == {0.0, 1.0}


def test_what_is_measured_has_every_text_once_and_its_beginning_only(public_sets: Sets) -> None:
    sets = public_sets(RQE)
    train, held = held_out.rqe(sets)
    texts = held_out.measured_texts(sets, [("one", "two", "three"), ("one", "four", "five")])
    assert len(set(texts)) == len(texts)
    assert {
        "sts dev one",
        "sts dev two, with a comma",
        "sts train two",
        "quora one",
        "quora two",
        "english two",
        "forum val",
        "forum val other",
        "forum train related",
        "a query of TREC",
        *("one", "two", "three", "four", "five"),
    } <= set(texts)
    assert "a passage of TREC" not in texts
    [issue] = [text for text in texts if text.startswith("hadoop issue")]
    assert len(issue) == 480
    assert keys(held) <= {key(text) for text in texts}
    assert not keys(train) & {key(text) for text in texts}


def test_a_near_copy_leaks_and_a_text_about_the_same_matter_does_not(encoder: Encoder) -> None:
    measured = ["How do I reset my password?", "The printer on the second floor jams all the time"]
    texts = [
        "The printer at the second floor jams all the time!",
        "how do i reset my password",
        "I forgot my password, what now?",
        "Paper is stuck in our printer",
    ]
    found = held_out.leaks(encoder.encode(texts), encoder.encode(measured))
    assert found.tolist() == [True, True, False, False]


def test_leaks_are_found_among_many_texts() -> None:
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(5_000, 64)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    known = vectors[[0, 2_047, 2_048, 4_999]]
    assert np.flatnonzero(held_out.leaks(vectors, known)).tolist() == [0, 2_047, 2_048, 4_999]
    just = np.array([[held_out.LEAK + 0.001, 0], [held_out.LEAK - 0.001, 0]], dtype=np.float32)
    assert held_out.leaks(just, np.eye(2, dtype=np.float32)).tolist() == [True, False]


@pytest.mark.parametrize(
    ("kept", "share"),
    [(held_out.is_held_out_page, 1 / 12), (held_out.is_for_calibration, 1 / 6)],
)
def test_a_share_is_kept_apart_and_always_the_same(
    kept: Callable[[str], bool], share: float
) -> None:
    texts = [f"text {i}" for i in range(6_000)]
    found = [text for text in texts if kept(text)]
    assert len(found) / 6_000 == pytest.approx(share, abs=0.02)
    assert found == [text for text in texts if kept(text)]


def test_our_own_triples_are_told_apart_by_the_same_rule_and_share_no_text() -> None:
    taught = triples.read(ROOT / "training" / "triples")
    calibrating = triples.read(ROOT / "matcher" / "calibrations" / "triples.jsonl")
    measured = triples.read(ROOT / "benchmarks" / "triples.jsonl")
    assert min(len(taught), len(calibrating), len(measured)) > 300
    assert not any(held_out.is_for_calibration(each.question) for each in taught)
    assert all(held_out.is_for_calibration(each.question) for each in calibrating)
    texts = [
        {key(t) for each in found for t in each.texts} for found in (taught, calibrating, measured)
    ]
    assert len(set.union(*texts)) == sum(map(len, texts))
    for each in chain(taught, calibrating, measured):
        assert each.difference.strip()
        assert len({key(text) for text in each.texts} - {""}) == 3, each


def test_our_own_answers_have_a_passage_and_another_one() -> None:
    found = answers.read(ROOT / "training" / "answers.jsonl")
    assert len({key(each.question) for each in found}) == len(found) > 200
    for each in found:
        assert (
            len({key(text) for text in (each.question, each.passage, each.near_miss)} - {""}) == 3
        )
    kept = [each for each in found if held_out.is_for_calibration(each.question)]
    assert 0.1 < len(kept) / len(found) < 0.25
