"""The encoder: texts to unit vectors, on a model thread that batches what waits."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Literal, Protocol

import numpy as np
import numpy.typing as npt

from matcher import memory
from matcher.errors import ModelUnavailableError
from matcher.model_thread import ModelThread
from matcher.pretrained import BUNDLED, faster_dtype, load, uncut_tokenizer
from matcher.unicode import storable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = npt.NDArray[np.float32]
DType = Literal["auto", "float32", "bfloat16"]

BATCH_SIZE: Final = 16
"""Texts in one pass. Larger batches are no faster on a CPU and hold more memory."""

_CHARACTERS_A_TOKEN: Final = 4
"""Of English; enough to tell which texts are long."""


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


class Encoder:
    """A sentence-transformers model behind one thread.

    `encode` may be called from any thread. `thread` may be given to other models, so that all take
    turns; it is the encoder's to close.

    Args:
        name: `all-MiniLM-L6-v2` (the one on board), or any sentence-transformers name or folder.
        dtype: `auto` chooses the faster of bfloat16 and float32 on this CPU.

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
        self._tokenizer = uncut_tokenizer(self._model.tokenizer, "AKIN_ENCODER")
        self._batches = _TextBatches(self._model, self.dimensions)
        self.thread = ModelThread()

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
        longest = self.max_tokens
        tokens = [min(len(text) // _CHARACTERS_A_TOKEN + 1, longest) for text in texts]
        return self.thread.run(self._batches, texts, tokens)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return the (start, end) character offsets of each token of a text, uncut."""
        encoding = self._tokenizer.encode(storable(text), add_special_tokens=False)
        return list(encoding.offsets)

    def close(self) -> None:
        """End the model thread; requests that wait fail with RuntimeError."""
        self.thread.close()


class _TextBatches:
    """Texts to unit vectors, a batch at a time."""

    batch_size = BATCH_SIZE
    batch_tokens = None

    def __init__(self, model: "SentenceTransformer", width: int) -> None:
        self._model = model
        self.width = width

    def forward(self, items: Sequence[str]) -> Vectors:
        encoded = self._model.encode(
            list(items), batch_size=BATCH_SIZE, convert_to_numpy=True, show_progress_bar=False
        )
        vectors = np.asarray(encoded, dtype=np.float32)
        # Unit length in float32: a bfloat16 norm is off in the third digit.
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: Vectors = vectors / np.maximum(norms, 1e-12)
        return unit
