"""The trained model as a folder that transformers and sentence-transformers load."""

import hashlib
import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import save_file

from training.model import PairReader

_TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")
MAX_TOKENS = 512
LEAST_SCALE = 0.05
"""Where nothing is to be added to the order, the verdict still weighs what was read."""


def export(model: PairReader, base: Path, folder: Path, *, scales: tuple[float, float]) -> None:
    """Write the reader's weights in float16, its configuration and its tokenizer.

    Args:
        model: the trained network; heads of the warm-up are left out.
        base: the folder of the encoder, whose tokenizer it shares.
        folder: written to; it is made where it isn't there.
        scales: how much of the corrections (same, relevant) is to be added to the cosine's
            log-odds; it goes into the classifier's weights.

    """
    folder.mkdir(parents=True, exist_ok=True)
    reader = model.reader
    weights = {
        name: tensor.detach().cpu().to(torch.float16).contiguous()
        for name, tensor in reader.state_dict().items()
        if not name.endswith("position_ids")
    }
    factors = torch.tensor([max(scale, LEAST_SCALE) for scale in scales])
    # Scaled before they are rounded.
    classifier = reader.classifier
    weights["classifier.weight"] = (classifier.weight.detach().cpu() * factors[:, None]).half()
    weights["classifier.bias"] = (classifier.bias.detach().cpu() * factors).half()
    save_file(weights, str(folder / "model.safetensors"), metadata={"format": "pt"})
    config = reader.config.to_dict()
    config |= {
        "architectures": ["BertForSequenceClassification"],
        "id2label": {"0": "same", "1": "relevant"},
        "label2id": {"same": 0, "relevant": 1},
        "problem_type": "multi_label_classification",
        "dtype": "float16",
    }
    for key in ("_name_or_path", "transformers_version", "gradient_checkpointing"):
        config.pop(key, None)
    (folder / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")
    for name in _TOKENIZER_FILES:
        shutil.copy(base / name, folder / name)
    settings = json.loads((folder / "tokenizer_config.json").read_text())
    settings["model_max_length"] = MAX_TOKENS
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=2) + "\n")
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    (folder / "SHA256").write_text(f"{digest}\n")
