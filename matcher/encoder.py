"""The encoder: texts to unit vectors, on one long-lived model thread that batches what waits."""

import logging
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, Protocol

import numpy as np
import numpy.typing as npt

from matcher import memory
from matcher.errors import ModelUnavailableError
from matcher.pretrained import BUNDLED, faster_dtype, load, span_tokenizer
from matcher.unicode import storable

if TYPE_CHECKING:
    pass

log = logging.getLogger(__name__)

Vectors = npt.NDArray[np.float32]
DType = Literal["auto", "float32", "bfloat16"]

BATCH_SIZE: Final = 16
"""Texts in one pass. Larger batches are no faster on a CPU and hold more memory."""


class TextEncoder(Protocol):
    """What the matcher needs of an encoder."""

    @property
    def name(self) -> str:
        """The model's name, for people."""

    @property
    def fingerprint(self) -> str:
        """A hash of the weights: vectors of different fingerprints can't be compared."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return (n, d) float32 vectors of unit length."""

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return the (start, end) character offsets of each token of a text."""

    def close(self) -> None:
        """Free the model."""


@dataclass(slots=True)
class _Request:
    """Texts that somebody waits for, longest first so that a batch pads little."""

    texts: Sequence[str]
    order: list[int]
    vectors: Vectors
    done: "Future[Vectors]" = field(default_factory=Future)
    encoded: int = 0

    @property
    def remaining(self) -> int:
        return len(self.order) - self.encoded


class Encoder:
    """A sentence-transformers model behind one thread.

    `encode` may be called from any thread. The model thread takes the smallest request first and
    fills the batch from the others, so that a question in Slack doesn't wait for an import.
    (`SentenceTransformer.encode` called from many short-lived threads leaks memory, and several
    callers at once would compete for the cores.)

    Args:
        name: `all-MiniLM-L6-v2` (the one on board), or any sentence-transformers name or folder.
        dtype: `auto` measures whether bfloat16 is faster on this CPU than float32.

    Raises:
        ModelUnavailableError: the model's files are missing or damaged.

    """

    def __init__(self, name: str = BUNDLED, *, dtype: DType = "auto") -> None:
        self._name = name
        pretrained = load(name)
        self._model, self._fingerprint = pretrained.model, pretrained.fingerprint
        self.dtype = faster_dtype() if dtype == "auto" else dtype
        if self.dtype == "bfloat16":
            import torch  # noqa: PLC0415 - seconds to import: only when a model is loaded

            self._model = self._model.to(torch.bfloat16)
            memory.release()  # the weights in float32
        self._tokenizer = span_tokenizer(self._model)
        self._pending: list[_Request] = []
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="akin-model", daemon=True)
        self._thread.start()

    @property
    def name(self) -> str:
        """The model's name, as it was asked for."""
        return self._name

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the weights, in hexadecimal."""
        return self._fingerprint

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        dimensions: int | None = self._model.get_embedding_dimension()
        if dimensions is None:
            raise ModelUnavailableError(f"The model {self._name} does not say its dimensions.")
        return int(dimensions)

    @property
    def max_tokens(self) -> int:
        """How many tokens of a text the model reads, its two special ones included."""
        return int(self._model.max_seq_length or 512)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts: (n, dimensions) float32, of unit length.

        What lies beyond `max_tokens` of a text is not read: cut long texts into chunks before.

        Raises:
            TypeError: `texts` is one text instead of several.
            RuntimeError: the encoder is closed.

        """
        if isinstance(texts, str):
            raise TypeError("encode() takes a list of texts; for a single one: encode([text]).")
        texts = [storable(text) for text in texts]
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        if not texts:
            return vectors
        request = _Request(texts, order, vectors)
        with self._changed:
            if self._closed:
                raise RuntimeError("The encoder is closed.")
            self._pending.append(request)
            self._changed.notify()
        return request.done.result()

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return the (start, end) character offsets of each token of a text, uncut."""
        encoding = self._tokenizer.encode(storable(text), add_special_tokens=False)
        return list(encoding.offsets)

    def close(self) -> None:
        """End the model thread; requests that wait fail with RuntimeError."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._pending and not self._closed:
                    self._changed.wait()
                if self._closed:
                    for request in self._pending:
                        request.done.set_exception(RuntimeError("The encoder was closed."))
                    self._pending.clear()
                    return
                batch = self._next_batch()
            try:
                self._fill(batch)
            except Exception:  # noqa: BLE001 - tried again one by one, to find whose it is
                self._fill_apart(batch)
            with self._changed:
                complete = [r for r in self._pending if not r.remaining]
                self._pending = [r for r in self._pending if r.remaining]
            for request in complete:
                if not request.done.done():
                    request.done.set_result(request.vectors)

    def _fill(self, batch: Sequence[tuple[_Request, int]]) -> None:
        vectors = self._forward([request.texts[i] for request, i in batch])
        for (request, i), vector in zip(batch, vectors, strict=True):
            request.vectors[i] = vector

    def _fill_apart(self, batch: Sequence[tuple[_Request, int]]) -> None:
        """Encode each request's texts by themselves: one that fails takes no other one along."""
        for request in {id(request): request for request, _ in batch}.values():
            try:
                self._fill([(whose, i) for whose, i in batch if whose is request])
            except Exception as error:  # noqa: BLE001 - handed to whoever waits for these texts
                request.encoded = len(request.order)
                request.done.set_exception(error)

    def _next_batch(self) -> list[tuple[_Request, int]]:
        batch: list[tuple[_Request, int]] = []
        for request in sorted(self._pending, key=lambda r: r.remaining):
            taken = request.order[request.encoded : request.encoded + BATCH_SIZE - len(batch)]
            batch.extend((request, i) for i in taken)
            request.encoded += len(taken)
            if len(batch) == BATCH_SIZE:
                break
        return batch

    def _forward(self, texts: list[str]) -> Vectors:
        encoded = self._model.encode(
            texts, batch_size=BATCH_SIZE, convert_to_numpy=True, show_progress_bar=False
        )
        vectors = np.asarray(encoded, dtype=np.float32)
        # Unit length in float32: a bfloat16 norm is off in the third digit.
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: Vectors = vectors / np.maximum(norms, 1e-12)
        return unit
