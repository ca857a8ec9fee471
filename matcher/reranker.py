"""The second look: a model that reads query and text together."""

import logging
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
import numpy.typing as npt

from matcher import memory
from matcher.encoder import DType
from matcher.model_thread import ModelThread
from matcher.pretrained import faster_dtype
from matcher.pretrained_reranker import (
    BUNDLED_RERANKER,
    PretrainedReranker,
    load_reranker,
    to_bfloat16,
)
from matcher.unicode import storable

if TYPE_CHECKING:
    from tokenizers import Encoding

log = logging.getLogger(__name__)

Logits = npt.NDArray[np.float32]

BATCH_SIZE: Final = 64
BATCH_TOKENS: Final = 2048
"""Pairs, and tokens with padding, in one pass. More tokens are no faster: from 500 to 3,000 a pass
takes the same time a token on a CPU, in bfloat16 up to 6,500; in float32 a quarter more there."""


class Reranker(Protocol):
    """Reads query and text together. Without one, matches keep the order of their cosine."""

    @property
    def name(self) -> str:
        """The model's name, for people."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the weights, in hexadecimal: what was fitted to one model fits no other."""

    def read(self, pairs: Sequence[tuple[str, str]]) -> Logits:
        """Return (n, 2) float32: logits that text and query ask the same, and that it helps."""

    def close(self) -> None:
        """Free the model."""


class CrossReader:
    """A sequence classification model (a sentence-transformers CrossEncoder is one).

    `read` may be called from any thread. Of a model with one label, that one's logit stands in both
    columns.

    Args:
        name: `akin-reranker` (the one on board), or any Hugging Face name or folder of a model with
            one label, or with two named same and relevant.
        dtype: `auto` chooses the faster of bfloat16 and float32 on this CPU.
        thread: an encoder's, to take turns with it, which stays the encoder's to close; without
            one, the reader makes its own.

    Raises:
        ModelUnavailableError: the model's files are missing or damaged, or it is of another kind.

    """

    def __init__(
        self,
        name: str = BUNDLED_RERANKER,
        *,
        dtype: DType = "auto",
        thread: ModelThread | None = None,
    ) -> None:
        self._name = name
        pretrained = load_reranker(name)
        self._fingerprint = pretrained.fingerprint
        self.max_tokens = pretrained.max_tokens
        self.dtype = faster_dtype() if dtype == "auto" else dtype
        if self.dtype == "bfloat16":
            to_bfloat16(pretrained.model)
            memory.release()  # the weights in float32
        self._tokenizer = pretrained.tokenizer
        self._tokenizing = threading.Lock()
        self._batches: _PairBatches | None = _PairBatches(pretrained)
        self._thread = thread or ModelThread()
        self._owns_thread = thread is None

    @property
    def name(self) -> str:
        """The model's name, as it was asked for."""
        return self._name

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the weights, in hexadecimal."""
        return self._fingerprint

    def read(self, pairs: Sequence[tuple[str, str]]) -> Logits:
        """Return the logits of (query, text) pairs: (n, 2) float32, [same, relevant].

        Of a pair with more than `max_tokens`, special ones included, the end of its longer text is
        not read; the log tells so.

        Raises:
            TypeError: `pairs` is one pair instead of several.
            RuntimeError: the reader, or the thread it was given, is closed.

        """
        if any(isinstance(pair, str) for pair in pairs):
            raise TypeError(
                "read() takes a list of pairs; for a single one: read([(query, text)])."
            )
        batches = self._batches
        if batches is None:
            raise RuntimeError("The reranker is closed.")
        encodings = self._tokenise(pairs)
        return self._thread.run(batches, encodings, [len(each) for each in encodings])

    def close(self) -> None:
        """Free the model, and end the thread if it is the reader's own.

        What waits on its own thread fails with RuntimeError; on another's it is still read.
        """
        self._batches = None
        if self._owns_thread:
            self._thread.close()

    def _tokenise(self, pairs: Sequence[tuple[str, str]]) -> "list[Encoding]":
        inputs = [(storable(query), storable(text)) for query, text in pairs]
        with self._tokenizing:  # it is switched to truncation for those that are too long
            encodings = list(self._tokenizer.encode_batch(inputs))
            long = [i for i, each in enumerate(encodings) if len(each) > self.max_tokens]
            if not long:
                return encodings
            excess = [len(encodings[i]) - self.max_tokens for i in long]
            self._tokenizer.enable_truncation(self.max_tokens, strategy="longest_first")
            try:
                cut = self._tokenizer.encode_batch([inputs[i] for i in long])
            finally:
                self._tokenizer.no_truncation()
        for i, encoding in zip(long, cut, strict=True):
            encodings[i] = encoding
        log.warning(
            "%d of %d pairs are longer than the %d tokens that the reranker reads: "
            "%d tokens were left out, at most %d of one pair.",
            len(long),
            len(pairs),
            self.max_tokens,
            sum(excess),
            max(excess),
        )
        return encodings


class _PairBatches:
    """Pairs of texts to logits, a batch at a time."""

    batch_size = BATCH_SIZE
    batch_tokens = BATCH_TOKENS
    width = 2

    def __init__(self, pretrained: PretrainedReranker) -> None:
        self._pretrained = pretrained

    def forward(self, items: "Sequence[Encoding]") -> Logits:
        import torch  # noqa: PLC0415

        shape = (len(items), max(map(len, items)))
        ids = np.full(shape, self._pretrained.padding, dtype=np.int64)
        mask, types = np.zeros_like(ids), np.zeros_like(ids)
        for row, each in enumerate(items):
            ids[row, : len(each)] = each.ids
            mask[row, : len(each)] = 1
            types[row, : len(each)] = each.type_ids
        inputs = {"input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(mask)}
        if self._pretrained.has_types:
            inputs["token_type_ids"] = torch.from_numpy(types)
        with torch.inference_mode():
            logits = self._pretrained.model(**inputs).logits.float().numpy()
        columns: Logits = logits[:, self._pretrained.columns]
        return columns
