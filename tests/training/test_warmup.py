"""The warm-up's targets: what the encoder itself says of two texts and of their tokens."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn
from transformers import BertModel

from training.model import PairReader
from training.tokens import Batch, PairTokenizer, Tokens, collate, single
from training.warmup import COSINE_CENTRE, COSINE_SCALE, Teacher, loss, mine

BFLOAT16 = 0.02

TEXTS = [
    "The printer on the second floor jams",
    "Paper gets stuck in the printer",
    "How do I reset my password?",
    "wifi",
]


@pytest.fixture(scope="module")
def texts(base: Path) -> list[Tokens]:
    return PairTokenizer(base).encode(TEXTS, limit=60)


@pytest.fixture(scope="module")
def teacher(base: Path) -> Teacher:
    return Teacher(base, "cpu")


@pytest.fixture
def reader(base: Path) -> PairReader:
    torch.manual_seed(0)
    return PairReader(base)


def is_token(batch: Batch) -> torch.Tensor:
    """Return where a batch has tokens of a text: neither padding nor special ones."""
    found = torch.zeros_like(batch.ids, dtype=torch.bool)
    sizes = zip(batch.first.tolist(), batch.second.tolist(), strict=True)
    for row, (first, second) in enumerate(sizes):
        found[row, 1 : 1 + first] = True
        found[row, 2 + first : 2 + first + second] = True
    return found


def test_a_text_with_itself_is_as_near_as_can_be(teacher: Teacher, texts: list[Tokens]) -> None:
    pairs = [(text, text) for text in texts]
    batch = collate(pairs)
    cosines, targets, there = teacher.targets(pairs, batch)
    assert cosines.tolist() == pytest.approx([1.0] * len(texts), abs=BFLOAT16)
    assert torch.equal(there, is_token(batch))
    assert targets[there].flatten().tolist() == pytest.approx(
        [1.0] * int(there.sum()) * 3, abs=BFLOAT16
    )
    assert not targets[~there].any()
    assert not cosines.requires_grad
    assert not targets.requires_grad


def test_each_token_is_as_near_as_the_nearest_of_the_other_text(
    base: Path, teacher: Teacher, texts: list[Tokens]
) -> None:
    pairs = [(texts[0], texts[1]), (texts[3], texts[0]), (texts[2], texts[3])]
    batch = collate(pairs)
    cosines, targets, _ = teacher.targets(pairs, batch)
    exact = BertModel.from_pretrained(str(base), add_pooling_layer=False)
    for row, pair in enumerate(pairs):
        layers, means = [], []
        for text in pair:
            # One text at a time: no padding.
            ids, mask = single([text])
            with torch.no_grad():
                out = exact(input_ids=ids, attention_mask=mask, output_hidden_states=True)
                words = exact.embeddings.word_embeddings(ids)
            states = [words, out.hidden_states[3], out.last_hidden_state]
            layers.append([nn.functional.normalize(x[0, 1:-1], dim=-1) for x in states])
            means.append(out.last_hidden_state[0].mean(0))
        cosine = float(means[0] @ means[1] / means[0].norm() / means[1].norm())
        assert float(cosines[row]) == pytest.approx(cosine, abs=BFLOAT16)
        first, second = map(len, pair)
        for layer, (a, b) in enumerate(zip(*layers, strict=True)):
            near = a @ b.T
            said = targets[row, :, layer]
            expected = [*near.amax(1).tolist(), *near.amax(0).tolist()]
            found = [*said[1 : 1 + first].tolist(), *said[2 + first : 2 + first + second].tolist()]
            assert found == pytest.approx(expected, abs=0.03)


def test_the_loss_is_of_the_pair_and_of_the_tokens(
    reader: PairReader, teacher: Teacher, texts: list[Tokens]
) -> None:
    pairs = [(texts[0], texts[1]), (texts[2], texts[3])]
    total, parts = loss(reader, teacher, pairs, "cpu", alignment=0.5)
    assert float(total.detach()) == pytest.approx(parts["cosine"] + 0.5 * parts["tokens"])
    # A reader that always says the centre is off by what the cosines are off.
    with torch.no_grad():
        for head in (reader.likeness, reader.alignment):
            head.weight.zero_()
            head.bias.zero_()
    cosines, _, _ = teacher.targets(pairs, collate(pairs))
    _, parts = loss(reader, teacher, pairs, "cpu")
    off = ((cosines - COSINE_CENTRE) / COSINE_SCALE).pow(2).mean()
    assert parts["cosine"] == pytest.approx(float(off), rel=0.01)


def test_the_reader_learns_and_the_teacher_and_the_word_vectors_stay(
    reader: PairReader, teacher: Teacher, texts: list[Tokens]
) -> None:
    total, _ = loss(reader, teacher, [(texts[0], texts[1])], "cpu")
    total.backward()  # type: ignore[no-untyped-call]
    learning = {name for name, each in reader.named_parameters() if each.grad is not None}
    assert {"alignment.weight", "likeness.weight"} <= learning
    assert any("layer.0.attention" in name for name in learning)
    assert not [name for name in learning if "embeddings" in name]
    assert all(each.grad is None for each in teacher._model.parameters())


def test_half_of_what_is_mined_are_near_neighbours_and_all_of_it_is_repeatable() -> None:
    texts: list[Tokens] = [tuple(range(10 * i, 10 * i + 8)) for i in range(1, 301)]
    neighbours = np.array([[(i + k) % 300 for k in range(1, 40)] for i in range(300)])
    together: list[tuple[Tokens, Tokens]] = [((1, i), (2, i)) for i in range(500)]
    mined = mine(texts, neighbours, together, 1_000, seed=3)
    assert len(mined.pairs) == 1_000
    assert mined.texts[:300] == texts
    said = [(mined.texts[a], mined.texts[b]) for a, b in mined.pairs]
    kept = {frozenset(pair) for pair in together[:125]}
    assert sum(frozenset(pair) in kept for pair in said) == 125
    ranks = [(b - a) % 300 for a, b in mined.pairs if max(a, b) < 300]
    near = [min(rank, 300 - rank) for rank in ranks if min(rank, 300 - rank) < 40]
    assert 450 < len(near) < 700
    # Of two neighbours the nearer one comes more often.
    assert near.count(1) > 60 > near.count(30) > 0
    changed = [(a, b) for a, b in said if abs(len(a) - len(b)) <= 3 and len(set(a) & set(b)) >= 5]
    assert 100 < len([pair for pair in changed if pair[0] != pair[1]]) < 250
    assert mined == mine(texts, neighbours, together, 1_000, seed=3)
    assert mined != mine(texts, neighbours, together, 1_000, seed=4)
