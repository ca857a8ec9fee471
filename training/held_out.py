"""What is kept apart: the texts that are measured, and who comes too near to them."""

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from training.public_sets import Pair, PublicSets, Ranking

LEAK = 0.93
"""A training text whose cosine with a measured one reaches this is taken for the same text."""

_RQE_PARTS = 5


def rqe(sets: PublicSets) -> tuple[list[Pair], list[Pair]]:
    """Return RQE's pairs for training, and those that are held out: no text is in both.

    The pairs are split by their first text; what shares a text with the held-out fifth is left
    out of the training.
    """
    pairs = sets.rqe()
    held = [pair for pair in pairs if _number(_key(pair.first)) % _RQE_PARTS == 0]
    texts = {_key(text) for pair in held for text in (pair.first, pair.second)}
    train = [p for p in pairs if _key(p.first) not in texts and _key(p.second) not in texts]
    return train, held


def is_held_out_page(page: str) -> bool:
    """Tell whether a documentation page is kept for choosing among models (one in twelve)."""
    return _number(page) % 12 == 0


def is_for_calibration(question: str) -> bool:
    """Tell whether one of our own triples is kept from the reranker's training (one in six).

    The verdict is fitted on what the reranker has not seen: its scores on what it has learnt by
    heart would say too much.
    """
    return _number(question) % 6 == 0


def is_for_proofs(requirement: str) -> bool:
    """Tell whether a requirement is kept from the reranker's training (one in three).

    The probability that a passage proves it is fitted on these, and measured across them.
    """
    return _number(requirement) % 3 == 0


def measured_texts(sets: PublicSets, triples: Sequence[Sequence[str]]) -> list[str]:
    """Return every text of the sets that are measured, but for DL20's passages."""
    pairs: list[Pair] = [
        *sets.stsb("dev"), *sets.stsb("train"), *sets.quora(), *sets.english_duplicates(),
        *rqe(sets)[1],
    ]  # fmt: skip
    rankings: list[Ranking] = [*sets.semeval("VAL"), *sets.semeval("TRAIN")]
    texts = [text for pair in pairs for text in (pair.first, pair.second)]
    texts += [text for ranking in rankings for text in (ranking.query, *ranking.candidates)]
    texts += [ranking.query for ranking in sets.passages()]
    texts += list(sets.hadoop_issues().values())
    texts += [text for triple in triples for text in triple]
    # Who copied a text copied its beginning.
    return list(dict.fromkeys(text[:480] for text in texts))


def leaks(
    vectors: npt.NDArray[np.float32], measured: npt.NDArray[np.float32]
) -> npt.NDArray[np.bool_]:
    """Return (n,) whether each text, by its unit vector, stands in what is measured."""
    found = np.zeros(len(vectors), dtype=bool)
    for start in range(0, len(vectors), 2048):
        block = vectors[start : start + 2048] @ measured.T
        found[start : start + 2048] = block.max(axis=1) >= LEAK
    return found


def _key(text: str) -> str:
    return " ".join(text.casefold().split())


def _number(text: str) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest()[:12], 16)
