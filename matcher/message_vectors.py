"""Messages to vectors, one each."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from ingest.chunks import split
from matcher.cosines import unit
from matcher.encoder import TextEncoder, Vectors

_BLOCK: Final = 256

Progress = Callable[[int, int], None]
"""Told how many texts are encoded, of how many."""


def passages_of(encoder: TextEncoder, text: str) -> list[str]:
    """Return a text as the passages that models read, at least one."""
    return [passage.text for passage in split(text, encoder.spans)] or [text]


def encode_messages(
    encoder: TextEncoder, texts: Sequence[str], progress: Progress | None = None
) -> Vectors:
    """Return the messages' vectors: (n, dimensions) float32, of unit length.

    A long one's is the mean of its passages'. What is said several times is encoded once.
    """
    distinct = sorted(set(texts), key=lambda text: (len(text), text))
    if not distinct:
        return encoder.encode([])
    by_text: dict[str, Vectors] = {}
    for start in range(0, len(distinct), _BLOCK):
        block = distinct[start : start + _BLOCK]
        passages = [passages_of(encoder, text) for text in block]
        vectors = encoder.encode([passage for each in passages for passage in each])
        ends = np.cumsum([len(each) for each in passages])
        for text, own in zip(block, np.split(vectors, ends[:-1]), strict=True):
            by_text[text] = own[0] if len(own) == 1 else unit(own.mean(axis=0))
        if progress is not None:
            progress(start + len(block), len(distinct))
    return np.stack([by_text[text] for text in texts])
