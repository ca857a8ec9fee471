"""A reranker's files: found, checked against their hash, loaded; what its numbers stand for."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from matcher.errors import ModelUnavailableError
from matcher.pretrained import file_sha256, prepare, uncut_tokenizer, unloadable, weights_sha256

if TYPE_CHECKING:
    import torch
    from tokenizers import Tokenizer

BUNDLED_RERANKER: Final = "akin-reranker"

SAME: Final = "same"
RELEVANT: Final = "relevant"

_WEIGHTS: Final = Path(__file__).parent / "weights"
_UNKNOWN_LENGTH: Final = 10**6
"""Tokenizers that know no limit say some huge number."""

_USUAL_LENGTH: Final = 512
"""Tokens that are read where neither model nor tokenizer says how many it can."""


@dataclass(frozen=True, slots=True)
class PretrainedReranker:
    """A model that reads pairs, and what has to be known to use it.

    `columns` are those of *same* and *relevant* among the model's numbers.
    """

    model: "torch.nn.Module"
    tokenizer: "Tokenizer"
    padding: int
    has_types: bool
    max_tokens: int
    columns: tuple[int, int]
    fingerprint: str


def bundled_reranker_folder() -> Path:
    """Return the folder of the reranker that is installed with Akin.

    Raises:
        ModelUnavailableError: its weights are missing or aren't the published ones.

    """
    folder = _WEIGHTS / BUNDLED_RERANKER
    weights = folder / "model.safetensors"
    if not weights.is_file() or file_sha256(weights) != _published_sha256(folder):
        raise ModelUnavailableError(
            "The reranker's weights are missing or are not the published ones: install Akin "
            "again, or set AKIN_RERANKER to the folder of another reranker."
        )
    return folder


def load_reranker(name: str) -> PretrainedReranker:
    """Load a reranker in float32 onto the CPU.

    Raises:
        ModelUnavailableError: its files are missing or damaged, or it isn't one that gives either
            one number or two named same and relevant.

    """
    folder = bundled_reranker_folder() if name == BUNDLED_RERANKER else None
    prepare(on_disk=folder is not None or Path(name).is_dir())
    from transformers import (  # noqa: PLC0415 - seconds to import
        AutoConfig,
        AutoModelForSequenceClassification,
        AutoTokenizer,
    )

    source = str(folder or name)
    try:
        config = AutoConfig.from_pretrained(source)
        columns = _columns(name, config.id2label)
        model, loaded = AutoModelForSequenceClassification.from_pretrained(
            source, output_loading_info=True
        )
        tokenizer = AutoTokenizer.from_pretrained(source)
    except unloadable() as error:
        raise ModelUnavailableError(
            f"The reranker {name!r} can't be loaded: it is neither the folder of a sequence "
            "classification model nor a name that can be downloaded from here. Set AKIN_RERANKER "
            f"to a folder, or unset it to use {BUNDLED_RERANKER}."
        ) from error
    if loaded["missing_keys"]:
        raise ModelUnavailableError(
            f"The reranker {name!r} lacks weights ({', '.join(sorted(loaded['missing_keys']))}): "
            "it was not trained to classify. Set AKIN_RERANKER to the folder of one that was, or "
            f"unset it to use {BUNDLED_RERANKER}."
        )
    # In float32 whatever the file holds: this CPU may have no arithmetic for that.
    model = model.float().eval()
    return PretrainedReranker(
        model=model,
        tokenizer=uncut_tokenizer(tokenizer, "AKIN_RERANKER"),
        padding=tokenizer.pad_token_id or 0,
        has_types="token_type_ids" in tokenizer.model_input_names,
        max_tokens=_max_tokens(config, tokenizer),
        columns=columns,
        fingerprint=_published_sha256(folder) if folder else weights_sha256(model),
    )


def to_bfloat16(model: "torch.nn.Module") -> None:
    """Turn a model into bfloat16, except for its last layer.

    What that one gives would be rounded to two or three digits, and candidates would tie.
    """
    import torch  # noqa: PLC0415

    head = getattr(model, "classifier", None)
    kept = {} if head is None else {key: w.clone() for key, w in head.state_dict().items()}
    model.to(torch.bfloat16)
    if head is not None:
        head.float().load_state_dict(kept)
        head.register_forward_pre_hook(lambda _, inputs: tuple(each.float() for each in inputs))


def _published_sha256(folder: Path) -> str:
    file = folder / "SHA256"
    return file.read_text().strip() if file.is_file() else ""


def _columns(name: str, labels: dict[int, str]) -> tuple[int, int]:
    if len(labels) == 1:
        return 0, 0
    numbers = {label: number for number, label in labels.items()}
    if numbers.keys() == {SAME, RELEVANT}:
        return numbers[SAME], numbers[RELEVANT]
    raise ModelUnavailableError(
        f"The reranker {name!r} has the labels {', '.join(map(str, labels.values()))}. Akin needs "
        f"a sequence classification model with one label, or with two named {SAME} and "
        f"{RELEVANT}. Set AKIN_RERANKER to the folder of such a one, or unset it to use "
        f"{BUNDLED_RERANKER}."
    )


def _max_tokens(config: Any, tokenizer: Any) -> int:
    limits = (tokenizer.model_max_length, getattr(config, "max_position_embeddings", None))
    known = [limit for limit in limits if limit and limit < _UNKNOWN_LENGTH]
    return min(known, default=_USUAL_LENGTH)
