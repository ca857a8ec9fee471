"""The second stage: its loss, and the rule by which scales are chosen."""

import math
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from training.correction import (
    INTERCEPTS,
    SCALES,
    SLOPES,
    TOLERANCE,
    Rows,
    choose,
    corrections,
    loss,
)
from training.development import RELEVANT, SAME
from training.model import PairReader
from training.tokens import PairTokenizer

NAN = float("nan")
BFLOAT16 = 0.01


@pytest.fixture(scope="module")
def reader(base: Path) -> PairReader:
    torch.manual_seed(0)
    return PairReader(base)


@pytest.fixture(scope="module")
def rows(base: Path) -> Rows:
    """Three labelled pairs and a held one."""
    tokens = PairTokenizer(base).encode(["printer jams", "paper stuck", "wifi"], limit=60)
    return Rows(
        pairs=[(tokens[0], tokens[1]), (tokens[0], tokens[2]), (tokens[1], tokens[1]),
               (tokens[2], tokens[0])],
        cosines=np.array([0.6, 0.2, 1.0, 0.0], dtype=np.float32),
        labels=np.array([[1, NAN], [0, 0], [NAN, 1], [NAN, NAN]], dtype=np.float32),
        weights=np.array([1.0, 0.5, 1.0, 1.0], dtype=np.float32),
        held=np.array([False, False, False, True]),
        certain=np.array([False, False, True, False]),
    )  # fmt: skip


def logit(cosine: float, column: int) -> float:
    return SLOPES[column] * cosine + INTERCEPTS[column]


def cost(logit: float, label: float) -> float:
    return math.log1p(math.exp(-logit if label else logit))


def biased(reader: PairReader, same: float, relevant: float) -> None:
    """Make the reader's correction the same for every pair."""
    with torch.no_grad():
        reader.reader.classifier.weight.zero_()
        reader.reader.classifier.bias.copy_(torch.tensor([same, relevant]))


def test_the_labels_loss_is_of_the_cosine_and_the_correction(
    reader: PairReader, rows: Rows
) -> None:
    biased(reader, 0.5, -1.0)
    total, parts = loss(reader, rows, [0, 1, 2], "cpu", hold=10.0, trust=0.0)
    # Four labels are known; those of the second pair count half.
    labelled = (
        cost(logit(0.6, SAME) + 0.5, 1)
        + 0.5 * cost(logit(0.2, SAME) + 0.5, 0)
        + 0.5 * cost(logit(0.2, RELEVANT) - 1.0, 0)
        + cost(logit(1.0, RELEVANT) - 1.0, 1)
    ) / 4
    assert parts["labelled"] == pytest.approx(labelled, rel=BFLOAT16)
    assert parts["held"] == 0.0
    assert float(total.detach()) == pytest.approx(labelled, rel=BFLOAT16)


def test_held_pairs_have_no_label_and_pull_the_correction_to_zero(
    reader: PairReader, rows: Rows
) -> None:
    biased(reader, 0.5, -1.0)
    total, parts = loss(reader, rows, [3], "cpu", hold=0.1, trust=10.0)
    assert parts["labelled"] == 0.0
    assert parts["held"] == pytest.approx((0.25 + 1.0) / 2, rel=BFLOAT16)
    assert float(total.detach()) == pytest.approx(0.1 * parts["held"])
    total.backward()  # type: ignore[no-untyped-call]
    bias = reader.reader.classifier.bias
    assert bias.grad is not None
    assert bias.grad.tolist() == pytest.approx([0.05, -0.1], rel=BFLOAT16)


def test_what_is_the_same_by_construction_is_not_to_be_doubted(
    reader: PairReader, rows: Rows
) -> None:
    biased(reader, -0.5, -1.0)
    doubting, parts = loss(reader, rows, [0, 2], "cpu", hold=0.0, trust=2.0)
    # Of the two pairs one is certain, and only doubts of *same* count.
    assert parts["doubted"] == pytest.approx(0.25, rel=BFLOAT16)
    assert float(doubting.detach()) == pytest.approx(parts["labelled"] + 0.5, rel=BFLOAT16)
    biased(reader, 0.5, -1.0)
    _, parts = loss(reader, rows, [0, 2], "cpu", hold=0.0, trust=2.0)
    assert parts["doubted"] == 0.0


def test_a_reader_adds_nothing_before_it_has_learnt(base: Path) -> None:
    tokenizer = PairTokenizer(base)
    fresh = PairReader(base)
    pairs = [("a", "b c d " * 40), ("wifi", "printer"), ("x", "y")]
    assert not corrections(fresh, tokenizer, pairs, "cpu").any()
    nn.init.normal_(fresh.reader.classifier.weight)
    together = corrections(fresh, tokenizer, pairs, "cpu")
    for row, pair in enumerate(pairs):
        [alone] = corrections(fresh, tokenizer, [pair], "cpu")
        assert together[row] == pytest.approx(alone, rel=0.05, abs=0.05)


def row(base: float, **gains: float) -> list[float]:
    """Return the figures of a set: the base, and gains by scale ("at_05" is 0.5)."""
    given = {float(name.removeprefix("at_")) / 100: gain for name, gain in gains.items()}
    return [base + given.get(scale, 0.0) for scale in SCALES]


COLUMNS = {"own triples": SAME, "forum": SAME, "documentation": RELEVANT}


def test_the_scale_with_the_highest_mean_gain_is_chosen_for_each_output() -> None:
    choice = choose(
        {
            "own triples": row(0.6, at_20=0.05, at_50=0.10, at_100=0.2),
            "forum": row(0.5, at_20=0.05, at_50=0.03, at_100=-0.1),
            "documentation": row(0.7, at_100=0.04),
        },
        COLUMNS,
    )
    assert (choice.same, choice.relevant) == (0.5, 1.0)
    # The gains of the three sets, and that on the triples with the whole correction.
    assert choice.merit == pytest.approx((0.10 + 0.03 + 0.04 + 0.2) / 4)


def test_no_set_may_become_worse_than_chance_explains() -> None:
    little, much = TOLERANCE * 0.9, TOLERANCE * 1.1
    table = {
        "own triples": row(0.6, at_20=0.05, at_50=0.10),
        "forum": row(0.5, at_20=-little, at_50=-much),
        "documentation": row(0.7, at_5=-much, at_10=-much),
    }
    table["documentation"] = [0.7, *[0.7 - much] * (len(SCALES) - 1)]
    choice = choose(table, COLUMNS)
    assert (choice.same, choice.relevant) == (0.2, 0.0)
