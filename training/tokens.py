"""Texts as token numbers, and pairs of them as batches without much padding."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import torch
from tokenizers import Tokenizer

CLS: Final = 101
SEP: Final = 102

Tokens = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Pairs as (n, length) tensors; `first` and `second` are the lengths of their texts."""

    ids: torch.Tensor
    mask: torch.Tensor
    types: torch.Tensor
    first: torch.Tensor
    second: torch.Tensor

    def to(self, device: str) -> "Batch":
        """Return the batch on a device."""
        return Batch(*(getattr(self, name).to(device) for name in self.__slots__))


class PairTokenizer:
    """The encoder's own tokenizer, without its special tokens."""

    def __init__(self, folder: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def encode(self, texts: Sequence[str], limit: int) -> list[Tokens]:
        """Return the first `limit` token numbers of each text."""
        encoded = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [tuple(each.ids[:limit]) for each in encoded]


def collate(pairs: Sequence[tuple[Tokens, Tokens]]) -> Batch:
    """Return pairs as [CLS] first [SEP] second [SEP], padded to the longest."""
    first = torch.tensor([len(a) for a, _ in pairs])
    second = torch.tensor([len(b) for _, b in pairs])
    length = int((first + second).max()) + 3
    ids = torch.zeros(len(pairs), length, dtype=torch.long)
    for row, (a, b) in enumerate(pairs):
        ids[row, : len(a) + len(b) + 3] = torch.tensor((CLS, *a, SEP, *b, SEP))
    place = torch.arange(length)
    total = (first + second + 3)[:, None]
    mask = (place < total).long()
    types = ((place >= (first + 2)[:, None]) & (place < total)).long()
    return Batch(ids, mask, types, first, second)


def single(texts: Sequence[Tokens]) -> tuple[torch.Tensor, torch.Tensor]:
    """Return texts as [CLS] text [SEP]: (n, length) token numbers and mask."""
    length = max(len(text) for text in texts) + 2
    ids = torch.zeros(len(texts), length, dtype=torch.long)
    mask = torch.zeros(len(texts), length, dtype=torch.long)
    for row, text in enumerate(texts):
        ids[row, : len(text) + 2] = torch.tensor((CLS, *text, SEP))
        mask[row, : len(text) + 2] = 1
    return ids, mask


def by_length(lengths: Sequence[int], size: int, rng: random.Random) -> Iterator[list[int]]:
    """Yield batches of rows, shuffled, whose lengths are alike.

    Args:
        lengths: tokens of each row.
        size: tokens in a batch, padding included; a batch has at least one row.
        rng: decides the order.

    """
    rows = list(range(len(lengths)))
    rng.shuffle(rows)
    pool = 4096
    for start in range(0, len(rows), pool):
        ordered = sorted(rows[start : start + pool], key=lambda row: lengths[row])
        batches: list[list[int]] = []
        for row in ordered:
            if not batches or (len(batches[-1]) + 1) * lengths[row] > size:
                batches.append([])
            batches[-1].append(row)
        rng.shuffle(batches)
        yield from batches
