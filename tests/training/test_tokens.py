"""Token numbers, and batches: every row once, little padding, each number where it belongs."""

import random
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from transformers import AutoTokenizer

from training.tokens import CLS, SEP, PairTokenizer, by_length, collate, single


@given(st.lists(st.integers(3, 300), max_size=200), st.integers(50, 400), st.integers(0, 9))
def test_batches_cover_every_row_once_and_keep_within_the_budget(
    lengths: list[int], size: int, seed: int
) -> None:
    batches = list(by_length(lengths, size, random.Random(seed)))
    assert sorted(row for batch in batches for row in batch) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) == 1 or len(batch) * max(lengths[row] for row in batch) <= size
    assert batches == list(by_length(lengths, size, random.Random(seed)))


def test_batches_of_many_rows_are_shuffled_and_hardly_padded() -> None:
    rng = random.Random(0)
    lengths = [rng.randint(5, 120) for _ in range(10_000)]
    batches = list(by_length(lengths, 2_000, random.Random(1)))
    assert sorted(row for batch in batches for row in batch) == list(range(10_000))
    padded = sum(len(batch) * max(lengths[row] for row in batch) for batch in batches)
    assert padded < 1.05 * sum(lengths)
    assert len(batches) < 1.1 * sum(lengths) / 2_000
    # Neither by row nor by length in order.
    longest = [max(lengths[row] for row in batch) for batch in batches]
    assert longest[:40] != sorted(longest[:40])
    assert batches != list(by_length(lengths, 2_000, random.Random(2)))


def test_pairs_are_padded_and_each_token_knows_its_text() -> None:
    batch = collate([((7, 8), (9,)), ((5,), (6, 6, 6, 4)), ((), (3,))])
    assert batch.ids.tolist() == [
        [CLS, 7, 8, SEP, 9, SEP, 0, 0],
        [CLS, 5, SEP, 6, 6, 6, 4, SEP],
        [CLS, SEP, 3, SEP, 0, 0, 0, 0],
    ]
    assert batch.mask.tolist() == [[1] * 6 + [0] * 2, [1] * 8, [1] * 4 + [0] * 4]
    assert batch.types.tolist() == [
        [0, 0, 0, 0, 1, 1, 0, 0],
        [0, 0, 0, 1, 1, 1, 1, 1],
        [0, 0, 1, 1, 0, 0, 0, 0],
    ]
    assert (batch.first.tolist(), batch.second.tolist()) == ([2, 1, 0], [1, 4, 1])
    moved = batch.to("cpu")
    for name in ("ids", "mask", "types", "first", "second"):
        assert torch.equal(getattr(moved, name), getattr(batch, name)), name


def test_single_texts_are_padded() -> None:
    ids, mask = single([(7, 8), (9,)])
    assert ids.tolist() == [[CLS, 7, 8, SEP], [CLS, 9, SEP, 0]]
    assert mask.tolist() == [[1, 1, 1, 1], [1, 1, 1, 0]]


@pytest.mark.parametrize(
    ("first", "second"),
    [("Printer jams!", "The paper is stuck, HV-5031."), ("naïve 好", "?"), ("short", "x " * 20)],
)
def test_the_tokens_are_those_that_the_exported_model_reads(
    base: Path, first: str, second: str
) -> None:
    tokenizer = PairTokenizer(base)
    [a, b] = tokenizer.encode([first, second], limit=100)
    batch = collate([(a, b)])
    read = AutoTokenizer.from_pretrained(str(base))(first, second)
    assert batch.ids[0].tolist() == read["input_ids"]
    assert batch.types[0].tolist() == read["token_type_ids"]
    assert batch.mask[0].tolist() == read["attention_mask"]


def test_a_text_is_cut_at_the_limit(base: Path) -> None:
    tokenizer = PairTokenizer(base)
    [whole] = tokenizer.encode(["one two three four"], limit=100)
    assert tokenizer.encode(["one two three four", "one"], limit=2) == [whole[:2], whole[:1]]
