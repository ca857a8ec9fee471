"""The warm-up: the reader learns to see for itself what the encoder's vectors say of a pair.

Two tasks on pairs without labels: the cosine of the two texts, and, for every token, how near the
nearest token of the other text comes (in the word vectors, and in the encoder's states halfway and
at its end). The second gives forty answers to learn from where the first gives one, and teaches
what a reader of pairs has to do: find for each word its counterpart, and notice when there is none.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from torch import nn
from transformers import BertModel

from training.model import PairReader
from training.precision import autocast
from training.tokens import Batch, Tokens, collate, single

CENTRES: Final = (0.55, 0.55, 0.55)
SCALES: Final = (0.35, 0.2, 0.2)
"""Where the nearest tokens' cosines lie in the three layers, measured on mined pairs."""
COSINE_CENTRE: Final = 0.45
COSINE_SCALE: Final = 0.25

_HALFWAY: Final = 3


@dataclass(frozen=True, slots=True)
class Mined:
    """Pairs by row: of `texts` (near ones, random ones, changed copies) and those together."""

    texts: list[Tokens]
    pairs: list[tuple[int, int]]


class Teacher:
    """The encoder, asked about pairs of texts."""

    def __init__(self, folder: Path, device: str) -> None:
        self._device = device
        model = BertModel.from_pretrained(str(folder), add_pooling_layer=False)
        # bfloat16 halves the time; the targets need two digits. (Its own `to` has no types.)
        self._model = nn.Module.to(model, device=device, dtype=torch.bfloat16)

    @torch.no_grad()
    def targets(
        self, pairs: Sequence[tuple[Tokens, Tokens]], batch: Batch
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return the cosines (n,), the tokens' targets (n, length, 3), and where they are."""
        first, first_mean = self._states([a for a, _ in pairs])
        second, second_mean = self._states([b for _, b in pairs])
        cosines = nn.functional.cosine_similarity(first_mean, second_mean)
        n, length = batch.ids.shape
        targets = torch.zeros(n, length, len(CENTRES), device=self._device)
        place = torch.arange(length, device=self._device)[None]
        in_first = (place >= 1) & (place <= batch.first[:, None])
        end = (batch.first + batch.second + 2)[:, None]
        in_second = (place >= (batch.first + 2)[:, None]) & (place < end)
        for layer, (a, b) in enumerate(zip(first, second, strict=True)):
            near = torch.bmm(a, b.transpose(1, 2)).float()
            a_there = torch.arange(a.shape[1], device=self._device)[None] < batch.first[:, None]
            b_there = torch.arange(b.shape[1], device=self._device)[None] < batch.second[:, None]
            near = near.masked_fill(~(a_there[:, :, None] & b_there[:, None, :]), -1.0)
            targets[..., layer][in_first] = near.amax(2)[a_there]
            targets[..., layer][in_second] = near.amax(1)[b_there]
        return cosines, targets, in_first | in_second

    def _states(self, texts: Sequence[Tokens]) -> tuple[list[torch.Tensor], torch.Tensor]:
        """Return unit states of the tokens, special ones left out, by layer; and the means."""
        ids, mask = (tensor.to(self._device) for tensor in single(texts))
        out = self._model(input_ids=ids, attention_mask=mask, output_hidden_states=True)
        words = self._model.embeddings.word_embeddings(ids)
        layers = [words, out.hidden_states[_HALFWAY], out.hidden_states[-1]]
        last = out.hidden_states[-1].float()
        mean = (last * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return [nn.functional.normalize(x[:, 1:-1], dim=-1) for x in layers], mean


def loss(
    model: PairReader, teacher: Teacher, pairs: Sequence[tuple[Tokens, Tokens]], device: str,
    *, alignment: float = 1.0,
) -> tuple[torch.Tensor, dict[str, float]]:  # fmt: skip
    """Return the warm-up's loss on a batch, and its parts; `alignment` weighs the tokens' task."""
    batch = collate(pairs).to(device)
    cosines, targets, there = teacher.targets(pairs, batch)
    with autocast(device):
        states, pooled = model.read(batch)
        likeness = model.likeness(pooled)[:, 0].float()
        said = model.alignment(states).float()
    pair_error = (likeness - (cosines - COSINE_CENTRE) / COSINE_SCALE).pow(2).mean()
    centres, scales = (torch.tensor(values, device=device) for values in (CENTRES, SCALES))
    token_error = (said[there] - ((targets - centres) / scales)[there]).pow(2).mean()
    parts = {"cosine": float(pair_error.detach()), "tokens": float(token_error.detach())}
    return pair_error + alignment * token_error, parts


def mine(
    texts: list[Tokens], neighbours: np.ndarray, together: list[tuple[Tokens, Tokens]],
    count: int, seed: int,
) -> Mined:  # fmt: skip
    """Return `count` pairs: half near neighbours, the rest random, changed copies and together.

    Args:
        texts: token numbers.
        neighbours: (n, k) rows of each text's nearest ones, itself left out.
        together: pairs that stand together in the sources.
        count: how many pairs.
        seed: decides which.

    """
    rng = random.Random(seed)
    texts = list(texts)
    known = len(texts)
    pairs: list[tuple[int, int]] = []
    for first, second in together[: count // 8]:
        pairs.append((len(texts), len(texts) + 1))
        texts += [first, second]
    rows = list(_endless(known, rng, count))
    width = neighbours.shape[1]
    for row in rows[: count - len(pairs)]:
        dice = rng.random()
        if dice < 0.62:
            # Nearer ones more often: ranks are drawn evenly on a logarithmic scale.
            rank = int(width ** rng.random()) - 1
            pairs.append((row, int(neighbours[row, rank])))
        elif dice < 0.80:
            pairs.append((row, rng.randrange(known)))
        else:
            texts.append(_changed(texts[row], texts[rng.randrange(known)], rng))
            pairs.append((row, len(texts) - 1))
    rng.shuffle(pairs)
    return Mined(texts, [(a, b) if rng.random() < 0.5 else (b, a) for a, b in pairs])


def _endless(size: int, rng: random.Random, count: int) -> Iterator[int]:
    while count > 0:
        rows = list(range(size))
        rng.shuffle(rows)
        yield from rows[:count]
        count -= size


def _changed(text: Tokens, other: Tokens, rng: random.Random) -> Tokens:
    """Return a copy with one to three tokens left out, exchanged or moved."""
    changed = list(text)
    for _ in range(rng.randint(1, 3)):
        if len(changed) < 3:
            break
        at = rng.randrange(len(changed))
        match rng.randrange(4):
            case 0:
                del changed[at]
            case 1:
                changed[at] = rng.choice(other or text)
            case 2:
                changed.insert(at, rng.choice(other or text))
            case _:
                start = rng.randrange(len(changed))
                changed = changed[start:] + changed[:start]
    return tuple(changed)
