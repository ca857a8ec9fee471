"""The second stage: what reading together adds to the cosine, learnt from labelled pairs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from torch import nn

from training.development import RELEVANT, SAME, Development
from training.labelled import VectorSource
from training.model import PairReader
from training.precision import autocast
from training.tokens import PairTokenizer, Tokens, collate

SLOPES: Final = (12.4, 16.4)
INTERCEPTS: Final = (-6.9, -9.0)
"""The cosine's weight and offset, for *same* and *relevant*, as fitted on natural pairs (retrieved
candidates of the sample content, benchmarks/calibration.py): hard negatives would make it small."""

SCALES: Final = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0)
"""How much of the correction is tried at a look."""

TOLERANCE: Final = 0.002
"""How far below the cosine a development set may come: less than what chance moves it by."""

_DEVELOPMENT_TOKENS: Final = 160


@dataclass(frozen=True, slots=True)
class Rows:
    """Tokenised examples as arrays; labels are (n, 2), NaN where unknown.

    `held` and `certain` are as in `Example`.
    """

    pairs: list[tuple[Tokens, Tokens]]
    cosines: np.ndarray
    labels: np.ndarray
    weights: np.ndarray
    held: np.ndarray
    certain: np.ndarray


def loss(
    model: PairReader, rows: Rows, batch: Sequence[int], device: str, *, hold: float, trust: float
) -> tuple[torch.Tensor, dict[str, float]]:
    """Return the loss of a batch, and its parts.

    It is the labels', and `hold` times the mean square of held corrections, and `trust` times that
    of the doubts (corrections below zero) of certain pairs. The labels alone would leave these
    doubts: at a cosine of 1 the cosine is so sure that a doubt costs nothing.
    """
    chosen = list(batch)
    cosines = torch.tensor(rows.cosines[chosen], device=device)[:, None]
    labels = torch.tensor(rows.labels[chosen], device=device)
    weights = torch.tensor(rows.weights[chosen], device=device)[:, None]
    held = torch.tensor(rows.held[chosen], device=device)
    certain = torch.tensor(rows.certain[chosen], device=device)
    with autocast(device):
        correction = model.correction(collate([rows.pairs[i] for i in chosen]).to(device))
    base = cosines * torch.tensor(SLOPES, device=device) + torch.tensor(INTERCEPTS, device=device)
    known = ~torch.isnan(labels)
    targets = torch.where(known, labels, torch.zeros_like(labels))
    each = nn.functional.binary_cross_entropy_with_logits(
        base + correction, targets, reduction="none"
    )
    total = known.sum().clamp(min=1)
    labelled = (each * known * weights).sum() / total
    stays = correction[held].pow(2).mean() if held.any() else correction.sum() * 0.0
    doubts = correction[certain, SAME].clamp(max=0.0).pow(2)
    doubted = doubts.mean() if certain.any() else correction.sum() * 0.0
    parts = {
        "labelled": float(labelled.detach()),
        "held": float(stays.detach()),
        "doubted": float(doubted.detach()),
    }
    return labelled + hold * stays + trust * doubted, parts


@torch.no_grad()
def corrections(
    model: PairReader, tokenizer: PairTokenizer, pairs: Sequence[tuple[str, str]], device: str
) -> np.ndarray:
    """Return (n, 2) corrections of pairs of texts."""
    first = tokenizer.encode([a for a, _ in pairs], _DEVELOPMENT_TOKENS)
    second = tokenizer.encode([b for _, b in pairs], _DEVELOPMENT_TOKENS)
    order = sorted(range(len(pairs)), key=lambda i: len(first[i]) + len(second[i]))
    found = np.zeros((len(pairs), 2))
    for start in range(0, len(order), 48):
        rows = order[start : start + 48]
        batch = collate([(first[i], second[i]) for i in rows]).to(device)
        with autocast(device):
            found[rows] = model.correction(batch).cpu().numpy()
    return found


def figures(
    model: PairReader, tokenizer: PairTokenizer, sets: Sequence[Development],
    vectors: VectorSource, device: str,
) -> dict[str, list[float]]:  # fmt: skip
    """Return each development set's figure, by how much of the correction is added (SCALES)."""
    table = {}
    for each in sets:
        cosines = (
            vectors.of([a for a, _ in each.pairs]) * vectors.of([b for _, b in each.pairs])
        ).sum(axis=1)
        added = corrections(model, tokenizer, each.pairs, device)[:, each.column]
        base = SLOPES[each.column] * cosines + INTERCEPTS[each.column]
        table[each.name] = [each.figure(base + scale * added) for scale in SCALES]
    return table


@dataclass(frozen=True, slots=True)
class Choice:
    """How much of each correction is added, and how good the model is by the rule."""

    same: float
    relevant: float
    merit: float


def choose(table: dict[str, list[float]], columns: dict[str, int]) -> Choice:
    """Return the weights of the two corrections, and the merit of a model: see README.md.

    Args:
        table: the development sets' figures, by weight (SCALES).
        columns: which of the two corrections each set is about.

    """
    chosen, gains = [], []
    for column in (SAME, RELEVANT):
        rows = [table[name] for name, of in columns.items() if of == column]
        allowed = [
            k for k in range(len(SCALES)) if min(row[k] - row[0] for row in rows) >= -TOLERANCE
        ]
        best = max(allowed, key=lambda k: float(np.mean([row[k] - row[0] for row in rows])))
        chosen.append(SCALES[best])
        gains += [row[best] - row[0] for row in rows]
    near_misses = table["own triples"][-1] - table["own triples"][0]
    return Choice(chosen[0], chosen[1], float(np.mean([*gains, near_misses])))
